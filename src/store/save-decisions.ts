import type { Decision, Snapshot } from '../domain/decision.ts';
import type { LifecycleCard } from '../contracts/lifecycle.ts';
import { callForTierReview, whyAnotherTier } from '../domain/tier-review.ts';
import type { LockedCustomer } from './customer-lock.ts';
import { numericFromMoney } from './money.ts';
import type { Statement, Transaction } from './pool.ts';

/** One decision on its way into the tables. */
export interface DecisionToSave {
  readonly locked: LockedCustomer;
  /** Repeating the same key only skips deciding; null leaves the last key as it is. */
  readonly callKey: string | null;
  readonly snapshot: Snapshot;
  readonly decision: Decision;
  readonly policyOrdinal: number;
  /** The scoring whose thresholds were in force; null before the first. */
  readonly scoreVersion: number | null;
  readonly card: LifecycleCard;
}

// All effects of a decision in one statement: state, standing, record, events, enrolments, messages.
// Rows are named by their keys as well as joined: a plan made while the tables are young then never goes through a whole table.
// When the relay last poked stays: what a look cannot mend (a send between its retries) must not call for a look every few seconds.
const SAVE: Statement = { name: 'save-decisions', text: `
with decided as (
  select * from jsonb_to_recordset($1::jsonb) as d(customer_id uuid, call_key text, sequence bigint, at_ms float8, wake_at_ms float8,
    awaits text[], waiting_for text, card jsonb, policy_ordinal int, event_ids bigint[], because jsonb, answer jsonb, standing jsonb,
    tier_record jsonb, warnings jsonb, tier_change jsonb, tier_reviewed boolean)
), state as (
  update customer_state s set sequence = d.sequence, last_call_key = coalesce(d.call_key, s.last_call_key),
    wake_at = instant(d.wake_at_ms), awaits = d.awaits, waiting_for = d.waiting_for, card = d.card, pokes = 0
  from decided d where s.customer_id = any($5::uuid[]) and s.customer_id = d.customer_id
), standing as (
  update customer_facts f set stage = d.standing->>'stage', life_cycle = d.standing->>'lifeCycle', tier = d.standing->>'tier',
    marks = (select coalesce(array_agg(m), '{}') from jsonb_array_elements_text(d.standing->'marks') m), level = (d.standing->>'level')::smallint,
    tier_since = instant((d.tier_record->>'sinceMs')::float8), tier_misses = (d.tier_record->>'misses')::int,
    tier_missed_at = instant((d.tier_record->>'missedAtMs')::float8),
    warnings = d.warnings,
    tier_reviewed_at = case when d.tier_reviewed or d.tier_change is not null then instant(d.at_ms) else f.tier_reviewed_at end
  from decided d where f.customer_id = any($5::uuid[]) and f.customer_id = d.customer_id and d.standing is not null
), tier_changed as (
  insert into tier_change (customer_id, at, from_tier, to_tier, reason, contribution, score_version)
  select customer_id, instant(at_ms), tier_change->>'from', tier_change->>'to', tier_change->'because',
    (tier_change->>'contribution')::numeric, (tier_change->>'scoreVersion')::int from decided where tier_change is not null
), record as (
  insert into decision (customer_id, sequence, at, policy_ordinal, event_ids, reasons, answer)
  select customer_id, sequence, instant(at_ms), policy_ordinal, event_ids, because, answer from decided
), consumed as (
  update event_inbox e set status = 'consumed', consumed_by = d.sequence
  from decided d where e.customer_id = any($5::uuid[]) and e.id = any($6::bigint[]) and e.id = any(d.event_ids)
), enrolled as (
  insert into enrolment (id, campaign, customer_id, entry_number, ordinal, run_id, place, visits, open, entered_at, expires_at, ended_at, end_reason, goal_met_at, event_id)
  select r.id, r.campaign, r.customer, r."entryNumber", r.ordinal, r."runId", r.place, r.visits, r.place->>'kind' <> 'ended',
    instant(r."enteredAtMs"), instant(r."expiresAtMs"), case when r.place->>'kind' = 'ended' then instant(r.at_ms) end,
    r.place->>'reason', instant(r."goalMetAtMs"), (r.entry->>'inboxId')::bigint
  from jsonb_to_recordset($2::jsonb) as r(id text, campaign text, customer uuid, "entryNumber" int, ordinal int, "runId" text, place jsonb,
    visits jsonb, "enteredAtMs" float8, "expiresAtMs" float8, "goalMetAtMs" float8, entry jsonb, at_ms float8)
  on conflict (id) do update set place = excluded.place, visits = excluded.visits, open = excluded.open,
    ended_at = excluded.ended_at, end_reason = excluded.end_reason, goal_met_at = excluded.goal_met_at
), planned as (
  insert into message (id, customer_id, enrolment_id, campaign, ordinal, run_id, step, occurrence, channel, purpose, state,
    contact_point_id, template_hash, context, expires_at, created_at, grant_id, products, permitted_by)
  select m.id, m.customer, m.enrolment, m.campaign, m.ordinal, m."runId", m.step, m.occurrence, m.channel, m.purpose, case when m."isDraft" then 'draft' else 'ready' end,
    m."contactPoint", m."templateHash", '{}', instant(m."expiresAtMs"), instant(m.at_ms), m."grant", m.products, m."permittedBy"
  from jsonb_to_recordset($3::jsonb) as m(id text, customer uuid, enrolment text, campaign text, ordinal int, "runId" text, step text,
    occurrence int, channel text, purpose text, "contactPoint" uuid, "templateHash" text, "expiresAtMs" float8, at_ms float8, "grant" text, products jsonb, "permittedBy" text, "isDraft" boolean)
  -- A touch that was held back at its claim stands as 'planned' and becomes ready again, as it is decided now; anything further along is left alone.
  on conflict (id) do update set state = excluded.state, reason = null, contact_point_id = excluded.contact_point_id,
    -- What a person has written in place of the template stays.
    template_hash = case when message.words is null then excluded.template_hash else message.template_hash end, expires_at = excluded.expires_at, grant_id = excluded.grant_id, products = excluded.products, permitted_by = excluded.permitted_by
    where message.state = 'planned'
), released as (
  update message m set state = 'ready', reason = null where m.id = any($8::text[]) and m.state in ('draft', 'approved')
), redrafted as (
  update message m set state = 'draft', reason = null where m.id = any($9::text[]) and m.state in ('ready', 'approved')
), held_back as materialized (
  select id, enrolment_id, step from message where enrolment_id = any($7::text[]) and state = 'planned'
), voided as materialized (
  select id, because from jsonb_to_recordset($4::jsonb) as v(id text, because jsonb)
  -- A touch that was held back waits as 'planned' while its enrolment is held at its step, and no longer: its reason stays.
  union all
  select p.id, null from jsonb_to_recordset($2::jsonb) as r(id text, place jsonb) join held_back p on p.enrolment_id = r.id
  where (r.place->>'kind' <> 'held' or r.place->>'step' <> p.step)
    and p.id not in (select m.id from jsonb_to_recordset($3::jsonb) as m(id text))
)
update message m set state = 'void', reason = coalesce(v.because, m.reason)
from voided v where m.id = any(array(select id from voided)) and m.id = v.id and m.state in ('planned', 'draft', 'approved', 'ready')` };

/** Writes decisions and everything that follows from them; call it under the customers' locks. */
export async function saveDecisions(tx: Transaction, decisions: readonly DecisionToSave[]): Promise<void> {
  if (decisions.length === 0) return;
  await tx.query({ ...SAVE, values: [
    JSON.stringify(decisions.map(decidedRow)),
    JSON.stringify(decisions.flatMap(({ decision, snapshot }) =>
      decision.enrolments.map((enrolment) => ({ ...enrolment, at_ms: snapshot.nowMs })))),
    JSON.stringify(decisions.flatMap(({ decision, snapshot, locked }) =>
      decision.messages.map((message) => ({ ...message, customer: locked.id, at_ms: snapshot.nowMs })))),
    JSON.stringify(decisions.flatMap(({ decision }) => decision.voided)),
    decisions.map(({ locked }) => locked.id),
    decisions.flatMap(({ snapshot }) => snapshot.events.map(({ inboxId }) => inboxId)),
    decisions.flatMap(({ decision }) => decision.enrolments.map(({ id }) => id)),
    decisions.flatMap(({ decision }) => decision.released),
    decisions.flatMap(({ decision }) => decision.redrafted),
  ] });
}

function decidedRow(saved: DecisionToSave): object {
  const { decision, snapshot, locked } = saved;
  return {
    customer_id: locked.id,
    call_key: saved.callKey,
    sequence: locked.sequence + 1,
    at_ms: snapshot.nowMs,
    wake_at_ms: decision.wakeAtMs,
    awaits: decision.awaits,
    waiting_for: decision.waitingFor,
    card: saved.card,
    policy_ordinal: saved.policyOrdinal,
    event_ids: snapshot.events.map((event) => event.inboxId),
    because: decision.because,
    answer: { enrolments: decision.enrolments.map(({ id, place }) => ({ id, place })), messages: decision.messages.map(({ id }) => id), grants: decision.wishes.map(({ id, promotion }) => ({ id, promotion: promotion.name })), wakeAtMs: decision.wakeAtMs, zone: decision.whereabouts.zones[0], zoneFrom: decision.whereabouts.source },
    ...tierColumns(saved),
    standing: sameStanding(saved) ? null : decision.standing,
  };
}

function tierColumns({ decision, snapshot, scoreVersion }: DecisionToSave): object {
  const { standing: { tier: from }, contribution } = snapshot.customer;
  const { standing: { tier: to } } = decision;
  const why = whyAnotherTier(decision.because.map(({ because }) => because));
  return {
    tier_record: decision.tierRecord,
    warnings: decision.warnings,
    tier_change: from === to ? null : { from, to, because: why, contribution: numericFromMoney(contribution), scoreVersion },
    tier_reviewed: callForTierReview(snapshot.events),
  };
}

/** A review that changes nothing is noted too: when it was, and what it counted. */
function sameStanding({ decision, snapshot }: DecisionToSave): boolean {
  const { standing, tierRecord, warnings } = snapshot.customer;
  return decision.warnings === warnings && JSON.stringify([decision.standing, decision.tierRecord]) === JSON.stringify([standing, tierRecord])
    && !callForTierReview(snapshot.events);
}
