import type { ShopPolicy } from '../../domain/policy.ts';
import type { Transaction } from '../pool.ts';
import { type ClaimedTouch, claimedTouches, type TouchOrder } from './claimed-touches.ts';
import { type Look, MOST_OFFENDERS, type Offender } from './invariant.ts';

/** A version of the shop policy. */
export interface PolicyVersion {
  readonly ordinal: number;
  readonly policy: ShopPolicy;
}

/** Answers the ordinals of the policy versions that forbid a touch. Null: not concerned at all. */
export type Judge = (touch: ClaimedTouch, versions: readonly PolicyVersion[]) => readonly number[] | null;

interface Suspect {
  readonly touch: ClaimedTouch;
  readonly forbiddenBy: readonly number[];
}

/** Touches that every policy version in force around their claim forbids, by judgement of the core. */
export async function findBreaches(tx: Transaction, order: TouchOrder, judge: Judge): Promise<Look> {
  const { rows: versions } = await tx.query<PolicyVersion>('select ordinal, definition as policy from policy_version order by ordinal');
  const all = versions.map(({ ordinal }) => ordinal);
  let checked = 0;
  let count = 0;
  const offenders: Offender[] = [];
  for await (const touches of claimedTouches(tx, order)) {
    const suspects: Suspect[] = [];
    for (const touch of touches) {
      const forbiddenBy = judge(touch, versions);
      if (forbiddenBy !== null) checked += 1;
      if (forbiddenBy !== null && forbiddenBy.length > 0) suspects.push({ touch, forbiddenBy });
    }
    const breaches = await forbiddenThen(tx, suspects, all);
    count += breaches.length;
    offenders.push(...breaches.slice(0, MOST_OFFENDERS - offenders.length).map(asOffender));
  }
  return { checked, count, offenders };
}

// The claim judged by the policy that was active then: that of the decision before it, or of the one after.
const POLICIES_THEN_SQL = `
select t.message_id as "messageId", array_remove(array[
    (select d.policy_ordinal from decision d where d.customer_id = t.customer_id and d.at <= instant(t.at_ms) order by d.at desc, d.sequence desc limit 1),
    (select d.policy_ordinal from decision d where d.customer_id = t.customer_id and d.at >= instant(t.at_ms) order by d.at, d.sequence limit 1)], null) as ordinals
from unnest($1::text[], $2::uuid[], $3::float8[]) as t(message_id, customer_id, at_ms)`;

/** Those of the suspects that no policy of their time allowed; without a record of it, that no policy ever allowed. */
async function forbiddenThen(tx: Transaction, suspects: readonly Suspect[], all: readonly number[]): Promise<readonly Suspect[]> {
  if (all.length === 1 || suspects.length === 0) return suspects;
  const touches = suspects.map(({ touch }) => touch);
  const { rows } = await tx.query<{ messageId: string; ordinals: number[] }>(POLICIES_THEN_SQL, [
    touches.map(({ messageId }) => messageId), touches.map(({ customerId }) => customerId), touches.map(({ atMs }) => atMs)]);
  const then = new Map(rows.map(({ messageId, ordinals }) => [messageId, ordinals]));
  return suspects.filter(({ touch, forbiddenBy }) => {
    const recorded = then.get(touch.messageId) ?? [];
    return (recorded.length === 0 ? all : recorded).every((ordinal) => forbiddenBy.includes(ordinal));
  });
}

function asOffender({ touch: { messageId, customerId, atMs }, forbiddenBy }: Suspect): Offender {
  return { message: messageId, customer: customerId, claimedAtMs: atMs, forbiddenByPolicy: forbiddenBy };
}
