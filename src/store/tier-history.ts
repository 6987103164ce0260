import type { CustomerId } from '../domain/ids.ts';
import type { Money } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Reason } from '../domain/reason.ts';
import { moneyFromNumeric } from './money.ts';
import type { Queryable } from './pool.ts';

/** One change of a customer's tier. */
export interface PastTierChange {
  readonly atMs: EpochMs;
  /** Empty for the first tier. */
  readonly from: string;
  readonly to: string;
  readonly because: Reason;
  readonly contribution: Money;
  /** The scoring whose thresholds were in force. */
  readonly scoreVersion: number | null;
}

/** Every change of a customer's tier, the oldest first. */
export async function readTierHistory(db: Queryable, id: CustomerId): Promise<PastTierChange[]> {
  const { rows } = await db.query<{ at_ms: string; from_tier: string; to_tier: string; reason: Reason; contribution: string; score_version: number | null }>(
    'select epoch_ms(at) as at_ms, from_tier, to_tier, reason, contribution, score_version from tier_change where customer_id = $1 order by id', [id]);
  return rows.map((row) => ({
    atMs: Number(row.at_ms), from: row.from_tier, to: row.to_tier, because: row.reason,
    contribution: moneyFromNumeric(row.contribution), scoreVersion: row.score_version,
  }));
}
