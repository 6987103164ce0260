import type { ContributionParts, Money } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import { numericFromMoney } from './money.ts';
import type { Transaction } from './pool.ts';
import { ADD_CHANGES, SET_STANDING, STANDING_COLUMNS, standingColumns, type StandingToSave } from './save-standings.ts';
import type { Cells } from './score-cells.ts';

/** One customer's scores on their way into the table; no cells without an order. */
export interface ScoreToSave extends StandingToSave {
  readonly cells: Cells | null;
  readonly contribution: Money;
  readonly contributionParts: ContributionParts | null;
}

const SAVE_SQL = `
with saved as materialized (
  select * from jsonb_to_recordset($1::jsonb) as s(${STANDING_COLUMNS}, recency smallint, frequency smallint, monetary smallint, contribution numeric(18,4), contribution_parts jsonb)
), scored as (
  update customer_facts f set recency_score = s.recency, frequency_score = s.frequency, monetary_score = s.monetary, score_version = $2,
    contribution = s.contribution, contribution_parts = s.contribution_parts, contribution_at = instant($3), tier_reviewed_at = instant($3), ${SET_STANDING}
  from saved s where f.customer_id = s.id
)${ADD_CHANGES}`;

/** Stores scores and standings as of an instant, many in one statement; call it under the customers' locks. */
export async function saveScores(tx: Transaction, { version, asOfMs }: { version: number; asOfMs: EpochMs }, scores: readonly ScoreToSave[]): Promise<void> {
  const rows = scores.map((score) => ({
    ...standingColumns(score), contribution: numericFromMoney(score.contribution), contribution_parts: score.contributionParts,
    recency: score.cells?.recency ?? null, frequency: score.cells?.frequency ?? null, monetary: score.cells?.monetary ?? null,
  }));
  await tx.query(SAVE_SQL, [JSON.stringify(rows), version, asOfMs]);
}
