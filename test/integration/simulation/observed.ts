import type { MemoryDatabase } from '../../simulation/memory/tables.ts';
import type { Pool } from '../../../src/store/pool.ts';

/** All that a run, an operator or a later transaction could see, in one shape for both stores: rows by key, instants in epoch milliseconds. */
export type Observed = Readonly<Record<string, unknown>>;

const OBSERVE_SQL = `
select json_build_object(
  'customers', (select json_object_agg(c.id, json_build_object('sequence', s.sequence::int, 'lastCallKey', s.last_call_key, 'wakeAtMs', epoch_ms(s.wake_at), 'awaits', s.awaits,
      'waitingFor', s.waiting_for, 'card', s.card, 'pokes', s.pokes, 'poked', s.poked_system is not null,
      'standing', json_build_object('stage', f.stage, 'lifeCycle', f.life_cycle, 'tier', f.tier, 'marks', f.marks, 'level', f.level),
      'facts', json_build_array(epoch_ms(f.first_order_at), epoch_ms(f.last_order_at), f.order_count, (f.gross_value * 10000)::bigint, (f.cancelled_value * 10000)::bigint,
        (f.largest_order * 10000)::bigint, (f.contribution * 10000)::bigint, epoch_ms(f.tier_since), f.tier_misses, epoch_ms(f.tier_missed_at), f.usual_gap_hours, f.inquiry_count, epoch_ms(f.last_inquiry_at), epoch_ms(f.last_reply_at), epoch_ms(f.last_click_at), epoch_ms(f.last_contact_at),
        epoch_ms(f.last_complaint_at), epoch_ms(f.last_return_at), f.unanswered_touches, f.recent_orders, f.warnings, f.roles)))
    from customer c join customer_state s on s.customer_id = c.id join customer_facts f on f.customer_id = c.id),
  'points', (select json_object_agg(id, json_build_array(state, soft_bounces)) from contact_point),
  'consents', (select json_agg(json_build_array(customer_id, channel, purpose, granted, epoch_ms(at)) order by id) from consent),
  'suppressions', (select json_agg(json_build_array(customer_id, channel, address, purpose, reason, lifted_at is not null) order by id) from suppression),
  'orders', (select json_object_agg(external_id, json_build_array(kind, epoch_ms(placed_at), (value * 10000)::bigint, state)) from orders),
  'events', (select json_object_agg(message_id, json_build_object('status', status, 'reason', reason, 'wakes', wakes, 'consumedBy', consumed_by::int,
      'properties', coalesce(payload->'properties', '{}'), 'occurredAtMs', epoch_ms(occurred_at))) from event_inbox),
  'campaigns', (select json_object_agg(name, json_build_array(state, active_ordinal, late_rule, epoch_ms(resumed_at))) from campaign),
  'runs', (select json_object_agg(id, json_build_array(state, epoch_ms(starts_at), epoch_ms(ends_at))) from campaign_run),
  'members', (select json_object_agg(run_id || '/' || customer_id, json_build_array(state, reason)) from audience_member),
  'enrolments', (select json_object_agg(id, json_build_object('ordinal', ordinal, 'runId', run_id, 'place', place, 'visits', visits, 'open', open, 'enteredAtMs', epoch_ms(entered_at),
      'expiresAtMs', epoch_ms(expires_at), 'endedAtMs', epoch_ms(ended_at), 'endReason', end_reason, 'goalMetAtMs', epoch_ms(goal_met_at),
      'entry', (select message_id from event_inbox e where e.id = event_id))) from enrolment),
  'messages', (select json_object_agg(id, json_build_object('state', state, 'fence', fence, 'leased', lease_until_system is not null, 'reason', reason, 'occurrence', occurrence,
      'contactPoint', contact_point_id, 'templateHash', template_hash, 'runId', run_id, 'createdAtMs', epoch_ms(created_at), 'claimedAtMs', epoch_ms(claimed_at),
      'acceptedAtMs', epoch_ms(accepted_at), 'expiresAtMs', epoch_ms(expires_at), 'clickedAtMs', epoch_ms(clicked_at))) from message),
  'attempts', (select json_object_agg(message_id || '#' || fence, json_build_array(outcome, code)) from attempt),
  'decisions', (select json_object_agg(customer_id || '#' || sequence, json_build_object('atMs', epoch_ms(at), 'because', reasons,
      'events', (select coalesce(json_agg(message_id order by message_id), '[]') from event_inbox where id = any(event_ids)))) from decision)
) as observed`;

/** What PostgreSQL holds. */
export async function observeTables(pool: Pool): Promise<Observed> {
  const { rows } = await pool.query<{ observed: Observed }>(OBSERVE_SQL);
  return canonical(rows[0]!.observed);
}

/** What the model holds, in the same shape. */
export function observeModel(db: MemoryDatabase): Observed {
  const messageIdOf = (inboxId: number) => db.events.get(String(inboxId))!.messageId;
  return canonical({
    customers: by(db.customers.where(every), ({ id }) => id, ({ state: { pokedSystemMs, ...state }, facts }) => ({
      ...state, poked: pokedSystemMs !== null, standing: facts.standing,
      facts: [facts.firstOrderAtMs, facts.lastOrderAtMs, facts.orderCount, facts.grossValue, facts.cancelledValue, facts.largestOrder, facts.contribution, facts.tierRecord.sinceMs, facts.tierRecord.misses, facts.tierRecord.missedAtMs, facts.usualGapHours,
        facts.inquiryCount, facts.lastInquiryAtMs, facts.lastReplyAtMs, facts.lastClickAtMs, facts.lastContactAtMs,
        facts.lastComplaintAtMs, facts.lastReturnAtMs, facts.unansweredTouches, facts.recentOrders, facts.warnings, facts.rolePeriods],
    })),
    points: by(db.points.where(every), ({ id }) => id, ({ state, softBounces }) => [state, softBounces]),
    consents: list(db.consents.where(every).map((row) => [row.customerId, row.channel, row.purpose, row.granted, row.atMs])),
    suppressions: list(db.suppressions.where(every).map((row) => [row.customerId, row.channel, row.address, row.purpose, row.reason, row.liftedAtMs !== null])),
    orders: by(db.orders.where(every), ({ externalId }) => externalId, ({ kind, placedAtMs, value, state }) => [kind, placedAtMs, value, state]),
    events: by(db.events.where(every), ({ messageId }) => messageId, ({ status, reason, wakes, consumedBy, properties, occurredAtMs }) => ({ status, reason, wakes, consumedBy, properties, occurredAtMs })),
    campaigns: by(db.campaigns.where(every), ({ name }) => name, ({ state, activeOrdinal, lateRule, resumedAtMs }) => [state, activeOrdinal, lateRule, resumedAtMs]),
    runs: by(db.runs.where(every), ({ id }) => id, ({ state, startsAtMs, endsAtMs }) => [state, startsAtMs, endsAtMs]),
    members: by(db.members.where(every), ({ runId, customerId }) => `${runId}/${customerId}`, ({ state, reason }) => [state, reason]),
    enrolments: by(db.enrolments.where(every), ({ id }) => id, ({ id: _id, campaign: _campaign, customer: _customer, entryNumber: _entryNumber, entry = null, ...row }) => ({ ...row, entry: entry === null ? null : messageIdOf(entry.inboxId) })),
    messages: by(db.messages.where(every), ({ id }) => id, (row) => ({
      state: row.state, fence: row.fence, leased: row.leaseUntilSystemMs !== null, reason: row.reason, occurrence: row.occurrence, contactPoint: row.contactPoint,
      templateHash: row.templateHash, runId: row.runId, createdAtMs: row.createdAtMs, claimedAtMs: row.claimedAtMs, acceptedAtMs: row.acceptedAtMs,
      expiresAtMs: row.expiresAtMs, clickedAtMs: row.clickedAtMs,
    })),
    attempts: by(db.attempts.where(every), ({ messageId, fence }) => `${messageId}#${fence}`, ({ outcome, code }) => [outcome, code]),
    decisions: by(db.decisions.where(every), ({ customerId, sequence }) => `${customerId}#${sequence}`, ({ atMs, because, eventIds }) => ({ atMs, because, events: eventIds.map(messageIdOf).toSorted() })),
  });
}

// As json_object_agg and json_agg answer: null for no rows at all.
function by<Row>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => unknown): object | null {
  return rows.length === 0 ? null : Object.fromEntries(rows.map((row) => [key(row), value(row)]));
}
const list = (rows: readonly unknown[]) => (rows.length === 0 ? null : rows);
const every = () => true;

/** Plain JSON: what is undefined is absent, as in a row. */
function canonical(observed: Observed): Observed {
  return JSON.parse(JSON.stringify(observed)) as Observed;
}
