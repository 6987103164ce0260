import type { EpochMs } from '../domain/instant.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { Reason } from '../domain/reason.ts';
import type { DecisionLine } from '../domain/decision.ts';
import { withParts } from './customer-merges.ts';
import type { Queryable } from './pool.ts';

/** One touch of the past, as the ledger has it. */
export interface PastTouch {
  readonly atMs: EpochMs;
  readonly messageId: string;
  readonly campaign: string;
  readonly step: string;
  readonly channel: string;
  readonly state: string;
  readonly deliveredAtMs: EpochMs | null;
  readonly openedAtMs: EpochMs | null;
  readonly clickedAtMs: EpochMs | null;
  readonly repliedAtMs: EpochMs | null;
  readonly bouncedAtMs: EpochMs | null;
  readonly complainedAtMs: EpochMs | null;
  readonly reason: Reason | null;
}

/** What a decision said, with its instant. */
export interface PastDecision {
  readonly atMs: EpochMs;
  readonly lines: readonly DecisionLine[];
}

/** Touches of a customer and of those who are part of it, the oldest first; of more than `limit` the newest. */
export async function readPastTouches(db: Queryable, id: CustomerId, limit: number): Promise<PastTouch[]> {
  const { rows } = await db.query<{ touch: PastTouch }>(
    `select json_build_object('atMs', epoch_ms(coalesce(accepted_at, claimed_at, created_at)), 'messageId', id, 'campaign', campaign, 'step', step,
       'channel', channel, 'state', state, 'deliveredAtMs', epoch_ms(delivered_at), 'openedAtMs', epoch_ms(opened_at), 'clickedAtMs', epoch_ms(clicked_at), 'repliedAtMs', epoch_ms(replied_at),
       'bouncedAtMs', epoch_ms(bounced_at), 'complainedAtMs', epoch_ms(complained_at), 'reason', reason) as touch
     from message where customer_id = any(${withParts('$1::uuid')}) order by coalesce(accepted_at, claimed_at, created_at) desc, id desc limit $2`, [id, limit]);
  return rows.toReversed().map(({ touch }) => touch);
}

/** The newest decisions that said something, oldest first. */
export async function readPastDecisions(db: Queryable, id: CustomerId, limit: number): Promise<PastDecision[]> {
  const { rows } = await db.query<{ at_ms: string; reasons: DecisionLine[] }>(
    `select epoch_ms(at) as at_ms, reasons from decision where customer_id = $1 and reasons <> '[]' order by sequence desc limit $2`, [id, limit]);
  return rows.toReversed().map((row) => ({ atMs: Number(row.at_ms), lines: row.reasons }));
}
