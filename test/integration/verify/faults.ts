/** A fault to plant: what an operator, a bug or a disk could have done, and an id that the report must name. */
export interface Fault {
  readonly invariant: string;
  readonly what: string;
  /** SQL statements; `offender` is the column of the last one's first row. */
  readonly sql: readonly string[];
}

const customer = (external: string) => `(select customer_id from identity where kind = 'external' and value = '${external}')`;
const welcome = (external: string) => `(select m.id from message m where m.customer_id = ${customer(external)} and m.campaign = 'welcome-first-order' order by m.ref limit 1)`;
const mailOf = (external: string) => `(select address from contact_point where customer_id = ${customer(external)})`;

/** Another message like that of `from`, of unknown outcome, with its attempt. */
const unknownCopy = (from: string, over: { id: string; customer?: string; enrolment?: string; occurrence?: number; point?: string; atSql?: string }) => `
with copy as (
  insert into message (id, customer_id, enrolment_id, campaign, ordinal, run_id, step, occurrence, channel, purpose, state, contact_point_id, template_hash, context,
    expires_at, fence, created_at, claimed_at, reason)
  select ${over.id}, ${over.customer ?? 'm.customer_id'}, ${over.enrolment ?? 'm.enrolment_id'}, m.campaign, m.ordinal, m.run_id, m.step, ${over.occurrence ?? 'm.occurrence'},
    m.channel, m.purpose, 'unknown', ${over.point ?? 'm.contact_point_id'}, m.template_hash, m.context, m.expires_at, 1, m.created_at,
    m.claimed_at + interval '1 minute', '{"code": "outcome-unknown"}'
  from message m where m.id = ${from} returning id)
insert into attempt (message_id, fence, started_system, ended_system, outcome) select id, 1, now(), now(), 'unknown' from copy returning message_id as offender`;

// An hour of system time has passed since the clock was set, and none of its own.
const AN_HOUR_LATER = `update domain_clock set anchored_system = anchored_system - interval '1 hour', anchored_domain = anchored_domain - interval '1 hour'`;

const aStaleEvent = (status: string) => `
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
select 'test', 'stale', id, ${customer('accepted')}, 'replied', touchline_now(), now() - interval '1 hour', '{}', '${status}', true from shop limit 1
returning id::text as offender`;

/** One with an address: those who came from the file have none. */
const HELD_OUT = `(select customer_id from audience_member join contact_point using (customer_id) where audience_member.state = 'holdout' order by customer_id limit 1)`;
const PAGE_MESSAGE = `(select id from message where campaign = 'second-order-nudge' order by ref limit 1)`;

const grant = (state: string) => `(select id from promotion_grant where state = '${state}' order by id limit 1)`;

const occasion = (kind: string) => `(select id from right_occasion where kind = '${kind}' order by id limit 1)`;

export const FAULTS: readonly Fault[] = [
  { invariant: 'right-leaves-once', what: 'the task of a right is lost', sql: [`delete from task where origin = 'right/' || ${occasion('order')} returning origin as offender`] },
  {
    invariant: 'right-leaves-once', what: 'a right leaves by two ways',
    sql: [`insert into webhook (id, origin, type, data, at) select 'msg_second', 'right/' || ${occasion('order')}, 'order.tagged', '{}', now() returning origin as offender`],
  },
  {
    invariant: 'right-leaves-once', what: 'a task for a right that nobody has',
    sql: [`insert into task (origin, shop_id, kind, what, created_at) values ('right/nobody', 'online-retail', 'right', 'something', now()) returning origin as offender`],
  },
  {
    invariant: 'rights-in-turn', what: 'a right ends that was not granted',
    sql: [`update right_occasion set kind = 'ended' where id = ${occasion('granted')} and split_part(id, '/', 3) = '1' returning id as offender`],
  },
  {
    invariant: 'right-of-an-order', what: 'the order of a right is lost',
    sql: [`update right_occasion set order_id = 'none' where id = ${occasion('order')} returning id as offender`],
  },
  { invariant: 'webhook-as-recorded', what: 'a webhook was delivered at no time', sql: [`update webhook set delivered_system = null where state = 'delivered' returning id as offender`] },
  { invariant: 'webhook-as-recorded', what: 'a webhook was delivered to nobody', sql: [`update webhook set status = 302 where state = 'delivered' returning id as offender`] },
  { invariant: 'webhook-as-recorded', what: 'a webhook failed for no reason', sql: [`update webhook set fault = null where state = 'failed' returning id as offender`] },
  { invariant: 'task-as-recorded', what: 'nobody has done a task', sql: [`update task set done_by = null where state = 'done' returning id::text as offender`] },
  {
    invariant: 'erased-words', what: 'the words of a customer stay behind',
    sql: [`insert into suggestion (customer_id, idea, text, at) values (${customer('erased')}, 'lantern', 'mine', now())`, `update customer set erased_at = '2011-01-01' where id = ${customer('erased')} returning id as offender`],
  },
  {
    invariant: 'erased-words', what: 'what was noted of a customer stays behind',
    sql: [`update customer set erased_at = '2011-01-01' where id = ${customer('erased')}`, `insert into contact_log (customer_id, at, how, by, note) values (${customer('erased')}, now(), 'call', 'account-1', 'mine') returning customer_id as offender`],
  },
  {
    invariant: 'erased-words', what: 'what was asked stays behind',
    sql: [`update customer set erased_at = '2011-01-01' where id = ${customer('erased')}`, `insert into inquiry (customer_id, kind, channel, opened_at) values (${customer('erased')}, 'other', 'email', now())`,
      `insert into inquiry_entry (inquiry_id, at, what, text) select id, now(), 'incoming', 'mine' from inquiry where customer_id = ${customer('erased')} returning id::text as offender`],
  },
  {
    invariant: 'erased-words', what: 'an event keeps the words of a customer',
    sql: [`update event_inbox set payload = jsonb_set(payload, '{change,text}', '"mine"') where kind = 'suggestion.given' returning id::text as offender`],
  },
  {
    invariant: 'agreements-apart', what: 'one is made longer into the next',
    sql: [`update agreement set until_date = until_date + 1 where from_date = (select min(from_date) from agreement) returning id::text as offender`],
  },
  { invariant: 'absences-apart', what: 'one is made longer into the next', sql: [`update absence set until_at = until_at + interval '1 hour' where id = (select min(id) from absence) returning staff_id as offender`] },
  { invariant: 'charge-as-recorded', what: 'a customer is in the charge of nobody of the staff', sql: [`update customer_charge set person = 'nobody' returning customer_id as offender`] },
  { invariant: 'charge-as-recorded', what: 'what came to somebody has nobody', sql: [`update inquiry set routed = true, person = null where id = (select min(id) from inquiry) returning customer_id as offender`] },
  { invariant: 'staff-as-recorded', what: 'somebody has left, and may go on', sql: [`update staff set left_at = now() where id = 'supervisor-1' returning id as offender`] },
  { invariant: 'staff-as-recorded', what: 'a deputy is nobody', sql: [`update absence set deputy_id = 'nobody' where id = (select min(id) from absence) returning deputy_id as offender`] },
  { invariant: 'promise-escalated', what: 'nobody was told of a late promise', sql: [`update sla_clock set done = array_remove(done, 'breach') where customer_id = ${customer('asks')} and kind = 'first-reply'`, `delete from escalation where customer_id = ${customer('asks')} and kind = 'first-reply' and step = 'breach' returning subject as offender`] },
  { invariant: 'promise-has-wake-up', what: 'a promise falls due before anybody looks', sql: [`update sla_clock set next_at = next_at - interval '3650 days' where customer_id = ${customer('read-by-two')} and kind = 'contact' and ended_at is null returning subject as offender`] },
  { invariant: 'promise-as-recorded', what: 'a promise is kept at no time', sql: [`update sla_clock set state = 'met' where customer_id = ${customer('asks')} and kind = 'resolution' returning subject as offender`] },
  { invariant: 'two-people', what: 'whoever wrote it has approved it', sql: [`update approval set authors = array[decided_by] where state = 'approved' returning message_id as offender`] },
  { invariant: 'two-people', what: 'it was approved when it had left', sql: [`update approval set decided_at = decided_at + interval '1 hour' where state = 'approved' returning message_id as offender`] },
  { invariant: 'draft-is-asked', what: 'nobody is asked about a draft', sql: [`delete from approval where state = 'waiting' and id = (select min(id) from approval where state = 'waiting') returning message_id as offender`] },
  { invariant: 'word-as-recorded', what: 'somebody has decided what still waits', sql: [`update approval set decided_by = 'supervisor-1' where id = (select min(id) from approval where state = 'waiting') returning id::text as offender`] },
  { invariant: 'agreed-volume', what: 'an order is forgotten', sql: ['update agreement set term_value = term_value - 0.01 where id = (select max(id) from agreement) returning id::text as offender'] },
  {
    invariant: 'purse-is-its-grants', what: 'a budget forgets a part of what was given',
    sql: [`update promotion_purse set held = held + 1 where unit = 'GBP' and promotion = (select promotion from promotion_grant where id = ${grant('used')}) returning promotion as offender`],
  },
  {
    invariant: 'purse-is-its-grants', what: 'a piece is given twice',
    sql: [`update promotion_purse set held = held - 1 where unit = 'pieces' and promotion = (select min(promotion) from promotion_purse where unit = 'pieces') returning promotion as offender`],
  },
  { invariant: 'within-budget', what: 'a cent above the budget', sql: [`update promotion_grant set left_after = -0.01 where id = ${grant('used')} returning id as offender`] },
  {
    invariant: 'grant-follows-touch', what: 'a grant is given back although its mail was accepted',
    sql: [`update promotion_grant set state = 'released', cost = 0, pieces = 0, committed_at = null where id = ${grant('committed')} returning id as offender`,
      `update promotion_purse p set held = coalesce(case p.unit when 'pieces' then (select sum(pieces) from promotion_grant g where g.promotion = p.promotion)
        else (select sum(cost) from promotion_grant g where g.promotion = p.promotion and trim(g.currency) = p.unit) end, 0)`,
      `select id as offender from promotion_grant g where state = 'released' and exists (select 1 from message m where m.grant_id = g.id and m.state = 'accepted') limit 1`],
  },
  {
    invariant: 'promised-to-them', what: "a message carries another customer's grant",
    sql: [`update message set grant_id = ${grant('reserved').replace('reserved', 'expired')} where id = (select id from message where grant_id = ${grant('released')}) returning id as offender`],
  },
  {
    invariant: 'used-by-an-order', what: 'the order that used a grant is lost',
    sql: [`update promotion_grant set used_by_order = 'online-retail/nothing' where id = ${grant('used')} returning id as offender`],
  },
  { invariant: 'chances-add-up', what: 'a chance is lost', sql: [`update promotion_choice set none_chance = none_chance + 0.1 where touch = split_part(${grant('used')}, '@', 1) returning touch as offender`] },
  {
    invariant: 'at-most-once', what: 'marketing of unknown outcome is tried again',
    sql: [`update message set fence = 2 where id = ${welcome('unknown')}`,
      `insert into attempt values (${welcome('unknown')}, 2, now(), now(), 'unknown') returning message_id as offender`],
  },
  {
    invariant: 'one-attempt-at-a-time', what: 'an attempt starts while the one before is under way',
    sql: [`update attempt set ended_system = now() + interval '1 hour' where message_id = ${welcome('deferred')} and fence = 1 returning message_id as offender`],
  },
  { invariant: 'fences', what: 'a fence that no attempt has', sql: [`update message set fence = 5 where id = ${welcome('accepted')} returning id as offender`] },
  { invariant: 'fences', what: 'an attempt is lost', sql: [`delete from attempt where message_id = ${welcome('deferred')} and fence = 1 returning message_id as offender`] },
  {
    invariant: 'state-and-attempt', what: 'an accepted message was refused',
    sql: [`update attempt set outcome = 'refused' where message_id = ${welcome('accepted')} returning message_id as offender`],
  },
  {
    invariant: 'state-and-attempt', what: 'a message is leaving whose attempt has ended',
    sql: [`update message set state = 'sending', accepted_at = null, lease_until_system = now() + interval '1 minute' where id = ${welcome('accepted')} returning id as offender`],
  },
  { invariant: 'unsent-with-reason', what: 'a reason is lost', sql: [`update message set reason = null where id = ${welcome('unknown')} returning id as offender`] },
  { invariant: 'place-has-message', what: 'the message of an enrolment is lost', sql: [`delete from message where id = ${welcome('ready')} returning id as offender`] },
  {
    invariant: 'unsent-has-touch', what: 'an enrolment ends without its held message',
    sql: [`update enrolment set open = false, place = '{"kind": "ended", "reason": "exit"}' where customer_id = ${customer('night')}`,
      `select ${welcome('night')} as offender`],
  },
  {
    invariant: 'unsent-has-touch', what: 'a message is ready that no enrolment stands at',
    sql: [`update message set state = 'ready', reason = null where id = ${welcome('night')} returning id as offender`],
  },
  { invariant: 'left-on-time', what: 'a stale message leaves', sql: [`update message set expires_at = claimed_at where id = ${welcome('accepted')} returning id as offender`] },
  { invariant: 'left-on-time', what: 'a message leaves too early', sql: [`update message set not_before = claimed_at + interval '1 hour' where id = ${welcome('accepted')} returning id as offender`] },
  { invariant: 'left-on-time', what: 'a message leaves before it was made', sql: [`update message set created_at = claimed_at + interval '1 hour' where id = ${welcome('accepted')} returning id as offender`] },
  {
    invariant: 'mail-once', what: 'a mail arrives twice',
    sql: [`insert into sandbox_mail (received_system, envelope_from, envelope_to, message_id, subject, raw)
      select received_system, envelope_from, envelope_to, message_id, subject, raw from sandbox_mail where envelope_to = ${mailOf('accepted')} returning message_id as offender`],
  },
  { invariant: 'mail-has-message', what: 'a mail goes to somebody else', sql: [`update sandbox_mail set envelope_to = 'other@example.com' where envelope_to = ${mailOf('accepted')} returning id::text as offender`] },
  {
    invariant: 'mail-has-message', what: 'a mail that no message explains',
    sql: [`insert into sandbox_mail (received_system, envelope_from, envelope_to, message_id, subject, raw)
      values (now(), 'a@example.com', 'b@example.com', '<aaaaaaaaaaaaaaaaaaaa@shop.example>', 's', '') returning id::text as offender`],
  },
  { invariant: 'mail-arrived', what: 'an accepted mail is not in the box', sql: [`delete from sandbox_mail where envelope_to = ${mailOf('accepted')}`, `select ${welcome('accepted')} as offender`] },
  { invariant: 'consent', what: 'the yes is not there', sql: [`delete from consent where customer_id = ${customer('accepted')}`, `select ${welcome('accepted')} as offender`] },
  {
    invariant: 'consent', what: 'a no was known before the claim',
    sql: [`insert into consent (customer_id, channel, purpose, granted, source, wording, at)
      select customer_id, 'email', 'marketing', false, 'shop', 'no', claimed_at - interval '1 second' from message where id = ${welcome('accepted')}`, `select ${welcome('accepted')} as offender`],
  },
  {
    invariant: 'consent', what: 'service leaves against a no',
    sql: [`update message set purpose = 'service' where id = ${welcome('accepted')}`,
      `insert into consent (customer_id, channel, purpose, granted, source, wording, at)
      select customer_id, 'email', 'service', false, 'shop', 'no', claimed_at - interval '1 second' from message where id = ${welcome('accepted')}`, `select ${welcome('accepted')} as offender`],
  },
  {
    invariant: 'suppression', what: 'a complaint stood before the claim',
    sql: [`insert into suppression (customer_id, channel, purpose, reason, at)
      select customer_id, '*', 'marketing', 'complained', claimed_at - interval '1 second' from message where id = ${welcome('accepted')}`, `select ${welcome('accepted')} as offender`],
  },
  { invariant: 'erased', what: 'the customer was erased before the claim', sql: [`update customer set erased_at = '2011-11-29T11:00Z' where id = ${customer('accepted')}`, `select ${welcome('accepted')} as offender`] },
  { invariant: 'level-one-waits', what: 'a key account is written to', sql: [`update customer_facts set level = 1 where customer_id = ${customer('accepted')}`, `select ${welcome('accepted')} as offender`] },
  { invariant: 'quiet-hours', what: 'marketing leaves at night', sql: [`update message set claimed_at = '2011-11-29T23:30Z' where id = ${welcome('accepted')} returning id as offender`] },
  {
    invariant: 'quiet-hours', what: 'it is night where the customer lives',
    sql: [`update message set context = jsonb_set(context, '{customer,country}', '"NZ"') where id = ${welcome('accepted')} returning id as offender`],
  },
  {
    invariant: 'quiet-hours', what: 'the law closes Saturday afternoons where the customer lives',
    sql: [`update message set claimed_at = '2011-12-03T12:00Z', context = jsonb_set(context, '{customer,country}', '"ZA"') where id = ${welcome('accepted')} returning id as offender`],
  },
  {
    invariant: 'frequency-caps', what: 'a third mail within a week',
    sql: [2, 3].map((occurrence) => unknownCopy(welcome('accepted'), { id: `m.enrolment_id || '/' || m.step || '/${occurrence}/email'`, occurrence })),
  },
  {
    invariant: 'holdout', what: 'a held-out customer is written to',
    sql: [unknownCopy(PAGE_MESSAGE, {
      id: `'second-order-nudge:' || ${HELD_OUT} || ':1/invitation/1/email'`, customer: HELD_OUT, enrolment: `'second-order-nudge:' || ${HELD_OUT} || ':1'`,
      point: `(select id from contact_point where customer_id = ${HELD_OUT})`,
    })],
  },
  { invariant: 'awaited-has-wake-up', what: 'a wake-up is lost', sql: [`update customer_state set wake_at = null where customer_id = ${customer('ready')} returning customer_id::text as offender`] },
  { invariant: 'awaited-has-wake-up', what: 'a wake-up lies behind the deadline', sql: [`update customer_state set wake_at = wake_at + interval '1 year' where customer_id = ${customer('ready')} returning customer_id::text as offender`] },
  {
    invariant: 'overdue-wake-up-poked', what: 'nobody wakes a customer',
    sql: [AN_HOUR_LATER, `update customer_state set wake_at = touchline_now() - interval '10 minutes' where customer_id = ${customer('ready')} returning customer_id::text as offender`],
  },
  {
    invariant: 'overdue-message-poked', what: 'nobody takes up a ready message',
    sql: [AN_HOUR_LATER, `update customer_state set poked_system = now() where customer_id <> ${customer('ready')}`,
      `update message set created_at = touchline_now() - interval '10 minutes' where id = ${welcome('ready')} returning id as offender`],
  },
  {
    invariant: 'overdue-message-poked', what: 'nobody settles a message whose lease has ended',
    sql: [`update message set state = 'sending', lease_until_system = now() - interval '10 minutes', reason = null where id = ${welcome('unknown')} returning id as offender`,
      `update attempt set outcome = null, ended_system = null where message_id = ${welcome('unknown')} returning message_id as offender`],
  },
  { invariant: 'event-decided', what: 'an applied event is forgotten', sql: [aStaleEvent('applied')] },
  { invariant: 'event-applied', what: 'an acknowledged event is forgotten', sql: [aStaleEvent('received')] },
  {
    invariant: 'decision-sequence', what: 'a decision is lost',
    sql: [`delete from decision where customer_id = ${customer('accepted')} and event_ids = '{}' and sequence < (select sequence from customer_state where customer_id = ${customer('accepted')})
      returning customer_id::text as offender`],
  },
  { invariant: 'decision-sequence', what: 'the last decision is lost', sql: [`update customer_state set sequence = sequence + 1 where customer_id = ${customer('accepted')} returning customer_id::text as offender`] },
  {
    invariant: 'effect-once', what: 'an event is taken into two decisions',
    sql: [`update decision d set event_ids = (select event_ids from decision f where f.customer_id = d.customer_id and f.event_ids <> '{}' limit 1)
      where customer_id = ${customer('accepted')} and event_ids = '{}' returning (event_ids)[1]::text as offender`],
  },
  { invariant: 'event-has-end', what: 'an event is ignored without a reason', sql: [`update event_inbox set reason = null where status = 'ignored' returning id::text as offender`] },
  {
    invariant: 'event-has-end', what: 'an event names a decision that has not taken it',
    sql: [`update decision set event_ids = '{}' where customer_id = ${customer('accepted')} and event_ids <> '{}'`,
      `select id::text as offender from event_inbox where customer_id = ${customer('accepted')} and status = 'consumed'`],
  },
  { invariant: 'audience-count', what: 'the counter is wrong', sql: ['update campaign_run set audience_count = audience_count + 1 returning id as offender'] },
  { invariant: 'member-has-enrolment', what: 'a held-out member counts as taken in', sql: [`update audience_member set state = 'done' where state = 'holdout' returning customer_id::text as offender`] },
  {
    invariant: 'member-has-enrolment', what: 'a member was never taken in',
    sql: [`insert into audience_member (run_id, customer_id, state) select id, ${customer('ready')}, 'entered' from campaign_run`,
      'update campaign_run set audience_count = audience_count + 1, frozen_through = null', `select ${customer('ready')}::text as offender`],
  },
  { invariant: 'order-is-its-lines', what: 'a line is changed', sql: [`update order_line set quantity = quantity + 1 where order_id = '600004' returning order_id as offender`] },
  { invariant: 'order-is-its-lines', what: 'a line is lost', sql: [`delete from order_line where order_id = '600002' and kind = 'free' returning order_id as offender`] },
  { invariant: 'order-as-told', what: 'an order is worth something else', sql: [`update event_inbox set payload = jsonb_set(payload, '{change,value}', '99901') where payload->'change'->>'does' = 'order' returning id::text as offender`] },
  { invariant: 'cancelled-at-most', what: 'a refund in another currency', sql: [`update orders set currency = 'EUR' where external_id = '700001/cancelled' returning external_id as offender`] },
  { invariant: 'tier-history', what: 'a tier is given by hand', sql: [`update customer_facts set tier = 'no such tier' where customer_id = (select customer_id from tier_change order by id limit 1) returning customer_id::text as offender`] },
  { invariant: 'facts-are-orders', what: 'a ten-thousandth is lost', sql: [`update customer_facts set gross_value = gross_value - 0.0001 where customer_id = ${customer('cancels')} returning customer_id::text as offender`] },
  { invariant: 'facts-are-orders', what: 'an order is forgotten', sql: [`update customer_facts set last_order_at = first_order_at where customer_id = ${customer('17850')} returning customer_id::text as offender`] },
  { invariant: 'message-has-all', what: 'a template is lost', sql: [`update message set template_hash = 'none' where id = ${welcome('accepted')} returning id as offender`] },
  { invariant: 'attempt-has-message', what: 'an attempt without a message', sql: [`insert into attempt values ('none', 1, now(), now(), 'accepted') returning message_id as offender`] },
  { invariant: 'enrolment-has-all', what: 'a run is lost', sql: [`update enrolment set run_id = 'none' where customer_id = ${customer('accepted')} returning id as offender`] },
  { invariant: 'run-has-all', what: 'the active version is lost', sql: [`update campaign set active_ordinal = 9 where name = 'welcome-first-order' returning name as offender`] },
  { invariant: 'customer-has-all', what: 'a customer without facts and state', sql: ['insert into customer (created_at) values (now()) returning id::text as offender'] },
  {
    invariant: 'merged-is-empty', what: 'a name leads to a customer who is part of another one',
    sql: [`insert into identity (shop_id, kind, value, customer_id, source) select (select id from shop limit 1), 'external', 'left-behind', customer_id, 'test' from customer_merge limit 1 returning customer_id::text as offender`],
  },
  { invariant: 'merged-is-empty', what: 'a promise runs on where nobody looks', sql: [`insert into sla_clock (customer_id, kind, subject, level, state, opened_at, warn_at, due_at) select customer_id, 'contact', 'lost', 2, 'open', now(), now(), now() from customer_merge returning customer_id::text as offender`] },
  { invariant: 'merge-leads-on', what: 'a lock does not say that its customer was merged', sql: [`update customer_state set merged = false where merged returning customer_id::text as offender`] },
  { invariant: 'merge-leads-on', what: 'nobody has said that two are one', sql: [`delete from customer_merge returning customer_id::text as offender`] },
  {
    invariant: 'merged-gets-nothing', what: 'a message leaves to a customer after the merge',
    sql: [`update customer_merge set at = at - interval '30 days'`, `select m.id as offender from message m join customer_merge g using (customer_id) where m.state = 'accepted'`],
  },
  { invariant: 'frozen-content', what: 'a template is edited', sql: [`update template_version set content = jsonb_set(content, '{subject}', '"changed"') where hash = (select min(hash) from template_version) returning hash as offender`] },
  { invariant: 'frozen-content', what: 'a campaign is edited', sql: [`update campaign_version set definition = jsonb_set(definition, '{fallbackLocale}', '"xx"') where campaign = 'welcome-first-order' returning campaign || ' v' || ordinal as offender`] },
  { invariant: 'frozen-content', what: 'a file is another', sql: [`insert into template_file values ('of-another', 'image/png', 'x', now()) returning hash as offender`] },
];
