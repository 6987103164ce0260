import type { Enrolment } from '../domain/enrolment.ts';
import { mergedEnrolment, type MergedEnrolment, type MergingEnrolment } from '../domain/merged-enrolments.ts';
import { because, type Reason } from '../domain/reason.ts';
import { withParts } from './customer-merges.ts';
import type { MergeCounts, Merging } from './merge-customers.ts';
import type { Transaction } from './pool.ts';

/**
 * Nothing that was meant for the customer before leaves any more: drafts, approvals and messages that have not left are void. Enrolments go on under
 * the key of the other one where that is safe, and end where it is not; what the other one has unsent is decided anew as well.
 */
export async function mergeTouches(tx: Transaction, merging: Merging): Promise<MergeCounts> {
  const why = because('merged', { customer: merging.from, into: merging.into });
  const merged = await mergedEnrolments(tx, merging, why);
  const voided = await voidUnsent(tx, merging, why);
  const decidedAnew = await decideAnew(tx, merging, why);
  const moved = merged.flatMap((one) => (one.kind === 'moves' ? [one.enrolment] : []));
  await endEnrolments(tx, merging);
  await insertEnrolments(tx, moved);
  // What was promised is theirs; what was only reserved the next decision gives back.
  const grants = await tx.query('update promotion_grant set customer_id = $2 where customer_id = $1', [merging.from, merging.into]);
  return { voidMessages: voided, decidedAnew, enrolmentsMoved: moved.length, enrolmentsEnded: merged.length - moved.length, grants: grants.rowCount ?? 0 };
}

// A message that waits to leave again although an attempt of it may have reached somebody (src/store/settle.ts) belongs to its key alone.
const OPEN_ENROLMENTS = `
select json_build_object('enrolment', json_build_object('id', e.id, 'campaign', e.campaign, 'ordinal', e.ordinal, 'customer', e.customer_id, 'entryNumber', e.entry_number, 'runId', e.run_id,
    'enteredAtMs', epoch_ms(e.entered_at), 'expiresAtMs', epoch_ms(e.expires_at), 'goalMetAtMs', epoch_ms(e.goal_met_at), 'visits', e.visits, 'place', e.place,
    'entry', case when e.event_id is not null then json_build_object('inboxId', e.event_id, 'properties', '{}'::json) end),
  'message', (select state from message where id = e.place->>'message'),
  'mayHaveLeft', exists (select 1 from message m join attempt a on a.message_id = m.id where m.enrolment_id = e.id and m.step = e.place->>'step'
    and m.state in ('planned', 'draft', 'approved', 'ready') and (a.outcome is null or a.outcome in ('unknown', 'accepted'))),
  'hasPromised', exists (select 1 from promotion_grant g where g.customer_id = e.customer_id and starts_with(g.id, e.id || '/') and (g.state = 'committed'
    or (g.state = 'reserved' and exists (select 1 from message m join attempt a on a.message_id = m.id where m.grant_id = g.id and (a.outcome is null or a.outcome in ('unknown', 'accepted')))))),
  'isDuplicate', exists (select 1 from enrolment o where o.campaign = e.campaign and o.customer_id = any(${withParts('$2::uuid')})),
  'isInAudience', e.run_id is not null and (exists (select 1 from audience_member a where a.run_id = e.run_id and a.customer_id = $2)
    or exists (select 1 from campaign_run r where r.id = e.run_id and r.state in ('scheduled', 'freezing'))),
  'entries', (select count(*)::int from enrolment o where o.campaign = e.campaign and o.customer_id = any(array(select id from customer where id = any($3::uuid[]) or merged_into = any($3::uuid[]))))) as merging
from enrolment e where e.customer_id = $1 and e.open order by e.entered_at, e.id`;

async function mergedEnrolments(tx: Transaction, { from, into }: Merging, why: Reason): Promise<readonly MergedEnrolment[]> {
  const { rows } = await tx.query<{ merging: MergingEnrolment }>(OPEN_ENROLMENTS, [from, into, [from, into]]);
  return rows.map(({ merging }) => mergedEnrolment(merging, into, why));
}

// Whoever asked a second person is told by the approval itself why there is nothing to say yes to any more; who had said yes stays in its note.
const VOID_APPROVALS = `
update approval a set state = 'void', decided_at = touchline_now(), decided_by = null, good_until = null,
  note = 'customer ' || $2 || ' became part of customer ' || $3 || ', as ' || $4 || ' has said' || case when a.state = 'approved' then '; ' || a.decided_by || ' had said yes' else '' end
where a.message_id = any($1::text[]) and a.state in ('waiting', 'approved')`;

async function voidApprovals(tx: Transaction, { from, into, by }: Merging, messages: readonly string[]): Promise<void> {
  if (messages.length > 0) await tx.query(VOID_APPROVALS, [messages, from, into, by]);
}

/** What waits to leave to the customer before. An answer is written again by whoever has its inquiry: its thread says so, and its clock runs on. */
async function voidUnsent(tx: Transaction, merging: Merging, why: Reason): Promise<number> {
  const { rows } = await tx.query<{ id: string; inquiry_id: string | null }>(
    `update message set state = 'void', reason = $2 where customer_id = $1 and state in ('planned', 'draft', 'approved', 'ready') returning id, inquiry_id`, [merging.from, JSON.stringify(why)]);
  const ids = rows.map(({ id }) => id);
  await voidApprovals(tx, merging, ids);
  await tx.query(
    `update sla_clock set state = 'cancelled', ended_at = touchline_now(), next_at = null, paused_at = null where customer_id = $1 and kind = 'approval' and subject = any($2::text[]) and ended_at is null`, [merging.from, ids]);
  await tx.query(
    `insert into inquiry_entry (inquiry_id, at, what, by, text) select m.inquiry_id, touchline_now(), 'change', $2, 'the answer that waited to leave is void, for the customer became part of another one: it has to be written again'
     from message m where m.id = any($1::text[]) and m.inquiry_id is not null order by m.id`, [ids, merging.by]);
  return ids.length;
}

// The same as after a claim that held a touch back (src/store/claim.ts): under its own key it is decided anew, with what is known of both.
const DECIDE_ANEW = `
with held as (
  update message m set state = 'planned', reason = $2 from enrolment e
  where m.customer_id = $1 and m.state in ('draft', 'approved', 'ready') and m.inquiry_id is null and e.customer_id = $1 and e.open and e.id = m.enrolment_id and e.place->>'message' = m.id and e.place->>'kind' = 'sending'
  returning m.id, m.enrolment_id, m.step, m.channel
), placed as (
  update enrolment e set place = jsonb_build_object('kind', 'held', 'step', h.step, 'untilMs', e.place->'dueAtMs', 'because', $2::jsonb, 'heldBack', h.channel, 'dueAtMs', e.place->'dueAtMs')
    || case when e.place ? 'promised' then jsonb_build_object('promised', e.place->'promised') else '{}' end || case when e.place ? 'tried' then jsonb_build_object('tried', e.place->'tried') else '{}' end
  from held h where e.id = h.enrolment_id
)
select id from held`;

async function decideAnew(tx: Transaction, merging: Merging, why: Reason): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(DECIDE_ANEW, [merging.into, JSON.stringify(why)]);
  await voidApprovals(tx, merging, rows.map(({ id }) => id));
  return rows.length;
}

async function endEnrolments(tx: Transaction, { from }: Merging): Promise<void> {
  await tx.query(
    `update enrolment set place = '{"kind": "ended", "reason": "merged"}', open = false, ended_at = touchline_now(), end_reason = 'merged' where customer_id = $1 and open`, [from]);
}

const INSERT = `
insert into enrolment (id, campaign, customer_id, entry_number, ordinal, run_id, place, visits, open, entered_at, expires_at, goal_met_at, event_id)
select r.id, r.campaign, r.customer, r."entryNumber", r.ordinal, r."runId", r.place, r.visits, true, instant(r."enteredAtMs"), instant(r."expiresAtMs"), instant(r."goalMetAtMs"), (r.entry->>'inboxId')::bigint
from jsonb_to_recordset($1::jsonb) as r(id text, campaign text, customer uuid, "entryNumber" int, ordinal int, "runId" text, place jsonb, visits jsonb, "enteredAtMs" float8, "expiresAtMs" float8, "goalMetAtMs" float8, entry jsonb)`;

async function insertEnrolments(tx: Transaction, moved: readonly Enrolment[]): Promise<void> {
  if (moved.length > 0) await tx.query(INSERT, [JSON.stringify(moved)]);
}
