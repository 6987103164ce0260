import type { CustomerId } from '../domain/ids.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryInHand, type InquiryRefusal } from './change-inquiry.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import type { Pool, Transaction } from './pool.ts';
import { ANSWERS, UNANSWERED } from './promise-facts.ts';
import type { RulesSource } from './rules.ts';

/** Two inquiries that are about the same. */
export interface InquiryMerge extends InquiryHand {
  /** The one that goes on; `inquiry` becomes part of it. */
  readonly into: number;
}

/** What became of a merge. */
export type MergedInquiry =
  | { readonly kind: 'done'; readonly customerId: CustomerId }
  | { readonly kind: 'same-inquiry' }
  /** The other one is not there, not open, or of another customer. */
  | { readonly kind: 'no-partner' }
  | { readonly kind: 'other-customer' }
  | InquiryRefusal;

/**
 * Makes one inquiry of two of a customer: entries, messages and what is asked about them move, and of their clocks the stricter one goes on. What nobody
 * has answered in one of them stays unanswered, whatever was said in the other.
 */
export async function mergeInquiries(pool: Pool, source: RulesSource, { into, ...hand }: InquiryMerge): Promise<MergedInquiry> {
  if (into === hand.inquiry) return { kind: 'same-inquiry' };
  return changeInquiry(pool, source, hand, async (tx, merged): Promise<MergedInquiry> => {
    const { rows: [partner] } = await tx.query<{ customer_id: string; state: string }>('select customer_id, state from inquiry where id = $1', [into]);
    if (partner === undefined || partner.state === 'closed') return { kind: 'no-partner' };
    if (partner.customer_id !== merged.customerId) return { kind: 'other-customer' };
    // What events have brought has its clocks before they are compared.
    await decideCustomers(tx, source, await lockCustomers(tx, [merged.customerId]), { callKey: null, entering: null });
    await moveThread(tx, merged, into);
    await moveClocks(tx, merged, into);
    await enterChange(tx, into, hand.by, `inquiry ${merged.id} is part of this one now`);
    return { kind: 'done', customerId: merged.customerId };
  });
}

/** A doubt that nobody has judged goes along: a merge is no verdict. */
const DOUBT_MOVES = `(m.verdict is null and i.verdict is null and (m.band = 'hold' or (m.band = 'look' and i.band is distinct from 'hold')))`;

async function moveThread(tx: Transaction, { id, customerId }: InquiryInHand, into: number): Promise<void> {
  // What is owed in one is owed in both, from now on.
  await tx.query(
    `update inquiry_entry set owed_at = greatest(touchline_now(), (select max(a.at) + interval '1 millisecond' from inquiry_entry a where a.inquiry_id = any($1) and a.what = 'answer'))
     where id = any(array(select e.id from inquiry i, lateral (select e.id ${UNANSWERED}) e where i.id = any($1)))`, [[id, into]]);
  await tx.query('update inquiry_entry set inquiry_id = $2 where inquiry_id = $1', [id, into]);
  await tx.query('update message set inquiry_id = $2 where customer_id = any(array(select $3::uuid union all select c.id from customer c where c.merged_into = $3)) and inquiry_id = $1', [id, into, customerId]);
  await tx.query('update approval set inquiry_id = $2 where customer_id = any(array(select $3::uuid union all select c.id from customer c where c.merged_into = $3)) and inquiry_id = $1', [id, into, customerId]);
  await tx.query('update document set inquiry_id = $2 where customer_id = $3 and inquiry_id = $1', [id, into, customerId]);
  await tx.query(
    `update inquiry i set state = 'open', snoozed_until = null, snooze_reason = null, opened_at = least(i.opened_at, m.opened_at), person = coalesce(i.person, m.person), routed = case when i.person is null then m.routed else i.routed end, assigned = case when i.person is null then m.assigned else i.assigned end, mood = coalesce(i.mood, m.mood),
       band = case when ${DOUBT_MOVES} then m.band else i.band end, screening = case when ${DOUBT_MOVES} then m.screening else i.screening end
     from inquiry m where i.id = $2 and m.id = $1`, [id, into]);
  await tx.query(`update inquiry set state = 'closed', outcome = 'duplicate', merged_into = $2, closed_at = touchline_now() where id = $1`, [id, into]);
}

// Of the clocks of the two the one that is due first goes on under the subject of the two together, with the steps that it has taken; an instant that
// stood still is due as much later. Those of the merged inquiry are no longer wanted.
const MOVE = `
with pair as (
  select c.*, c.due_at + coalesce(touchline_now() - c.paused_at, '0') as ends_at, c.warn_at + coalesce(touchline_now() - c.paused_at, '0') as warns_at
  from sla_clock c where c.customer_id = $1 and c.ended_at is null and c.kind = any($2) and split_part(c.subject, '/', 1) = any($3)
), strictest as (
  select * from pair order by ends_at, opened_at limit 1
), ended as (
  update sla_clock c set state = 'cancelled', ended_at = touchline_now(), next_at = null, paused_at = null from pair p
  where (c.customer_id, c.kind, c.subject) = (p.customer_id, p.kind, p.subject) and (c.kind, c.subject) <> ($4, $5)
), told as (
  insert into escalation (customer_id, kind, subject, step, due_at, at)
  select e.customer_id, $4, $5, e.step, e.due_at, e.at from escalation e join strictest s on (e.customer_id, e.kind, e.subject) = (s.customer_id, s.kind, s.subject) where e.step = any(s.done)
  on conflict do nothing
)
insert into sla_clock (customer_id, kind, subject, level, state, opened_at, warn_at, due_at, done, next_at, taken, team, person)
select s.customer_id, $4, $5, (select min(level) from pair), case when 'breach' = any(s.done) then 'breached' when 'warn' = any(s.done) then 'warned' else 'open' end,
  case when $6 then touchline_now() else s.opened_at end, s.warns_at, s.ends_at, s.done, s.next_at, (select bool_or(taken) from pair), s.team, s.person from strictest s
on conflict (customer_id, kind, subject) do update set level = excluded.level, state = excluded.state, opened_at = excluded.opened_at, warn_at = excluded.warn_at, due_at = excluded.due_at, done = excluded.done,
  next_at = excluded.next_at, taken = excluded.taken, paused_at = null, ended_at = null`;

async function moveClocks(tx: Transaction, { id, customerId }: InquiryInHand, into: number): Promise<void> {
  const pair = [String(id), String(into)];
  const { rows: [owed] } = await tx.query<{ entry: string; is_first: boolean }>(
    `select e.id as entry, not exists (select 1 from inquiry i, lateral ${ANSWERS} answered where i.id = $1) as is_first from inquiry i, lateral (select e.id, e.at ${UNANSWERED}) e where i.id = $1 order by e.at, e.id limit 1`, [into]);
  if (owed !== undefined) await tx.query(MOVE, [customerId, ['first-reply', 'next-reply'], pair, owed.is_first ? 'first-reply' : 'next-reply', `${into}/${owed.entry}`, true]);
  await tx.query(MOVE, [customerId, ['resolution'], pair, 'resolution', String(into), false]);
}
