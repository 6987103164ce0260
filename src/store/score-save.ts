import type { Standing } from '../domain/customer.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { Transaction } from './pool.ts';
import type { Cells } from './score-cells.ts';

/** One customer's scores on their way into the table; no cells without an order. */
export interface ScoreToSave {
  readonly id: CustomerId;
  readonly cells: Cells | null;
  readonly standing: Standing;
}

const SAVE_SQL = `
update customer_facts f set recency_score = s.recency, frequency_score = s.frequency, monetary_score = s.monetary, score_version = $10,
  stage = s.stage, life_cycle = s.life_cycle, tier = s.tier, level = s.level,
  marks = case when s.marks = '' then '{}' else string_to_array(s.marks, ',') end
from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[])
  as s(customer_id, recency, frequency, monetary, stage, life_cycle, tier, marks, level)
where f.customer_id = s.customer_id`;

/** Stores scores and standings, many in one statement; call it under the customers' locks. */
export async function saveScores(tx: Transaction, version: number, scores: readonly ScoreToSave[]): Promise<void> {
  const standings = scores.map(({ standing }) => standing);
  await tx.query(SAVE_SQL, [
    scores.map(({ id }) => id),
    scores.map(({ cells }) => cells?.recency ?? null), scores.map(({ cells }) => cells?.frequency ?? null), scores.map(({ cells }) => cells?.monetary ?? null),
    standings.map(({ stage }) => stage), standings.map(({ lifeCycle }) => lifeCycle), standings.map(({ tier }) => tier),
    standings.map(({ marks }) => marks.join(',')), standings.map(({ level }) => level), version,
  ]);
}
