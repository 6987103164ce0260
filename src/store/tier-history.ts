import type { CustomerId } from '../domain/ids.ts';
import type { Reason } from '../domain/reason.ts';
import { moneyFromNumeric } from './money.ts';
import type { Queryable } from './pool.ts';
import type { TierChange } from './save-standings.ts';

/** Every change of a customer's tier, the oldest first. */
export async function readTierHistory(db: Queryable, id: CustomerId): Promise<TierChange[]> {
  const { rows } = await db.query<{ at_ms: string; from_tier: string; to_tier: string; reason: Reason; contribution: string; score_version: number | null }>(
    'select epoch_ms(at) as at_ms, from_tier, to_tier, reason, contribution, score_version from tier_change where customer_id = $1 order by id', [id]);
  return rows.map((row) => ({
    atMs: Number(row.at_ms), from: row.from_tier, to: row.to_tier, because: row.reason,
    contribution: moneyFromNumeric(row.contribution), scoreVersion: row.score_version,
  }));
}
