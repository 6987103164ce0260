import type { FactChangeOf } from '../contracts/fact-change.ts';
import { appendConsent, grantedChannels } from './consent.ts';
import { withParts } from './customer-merges.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';
import { liftUnsubscribed, suppress } from './suppression.ts';

/** So many soft bounces within so many days are as good as a hard one. */
const SOFT_BOUNCES = { most: 3, withinDays: 30 };

/** Records what the customer said about a channel; false when a newer word is known. */
export async function recordConsent(tx: Transaction, owner: LockedOwner, told: FactChangeOf<'consent'>, inboxId: number): Promise<boolean> {
  const { rows } = await tx.query<{ at_ms: string }>('select epoch_ms(occurred_at) as at_ms from event_inbox where id = $1', [inboxId]);
  const atMs = Number(rows[0]?.at_ms);
  const everyChannel = told.channel === '*';
  const channels = everyChannel ? await grantedChannels(tx, owner.customerId, told.purpose) : [told.channel];
  let changed = everyChannel;
  for (const channel of channels) {
    const appended = await appendConsent(tx, {
      customerId: owner.customerId, channel, purpose: told.purpose, granted: told.granted,
      source: told.source, wording: told.wording, language: told.language ?? null,
      proof: { event: inboxId, ...(told.proof === undefined ? {} : { words: told.proof }) }, confirmed: told.confirmed ?? false, atMs,
    });
    // A yes is newer than an earlier no, also than one to every channel.
    if (appended && told.granted) for (const said of [channel, '*']) await liftUnsubscribed(tx, owner.customerId, said, told.purpose);
    changed ||= appended;
  }
  if (everyChannel) await suppress(tx, { customerId: owner.customerId, channel: '*', address: null, purpose: told.purpose, reason: 'unsubscribed' });
  return changed;
}

/**
 * Marks the address: a hard bounce, or one soft bounce too many, suppresses it for every purpose. Soft ones are counted by their events,
 * so that those of long ago are forgotten.
 */
export async function recordBounce(tx: Transaction, owner: LockedOwner, told: FactChangeOf<'bounce'>, inboxId: number): Promise<void> {
  const { rows } = await tx.query<{ address: string; state: string }>(
    `with counted as (
       select p.id, case when $4 then p.soft_bounces else (
         select count(*)::int from (
           select told.occurred_at, max(told.occurred_at) over () as newest from (
             select occurred_at from event_inbox where id = $5
             union all select e.occurred_at from event_inbox e
             where e.customer_id = any(${withParts('$1::uuid')}) and e.id <> $5 and e.kind = 'contact-point.bounced' and e.status not in ('received', 'dead_letter')
               and e.payload->'change'->>'channel' = $2 and e.payload->'change'->>'hard' = 'false'
               and lower(coalesce(e.payload->'change'->>'address', p.address)) = lower(p.address)
           ) told) soft where soft.occurred_at > soft.newest - interval '${SOFT_BOUNCES.withinDays} days') end as soft
       from contact_point p where p.customer_id = $1 and p.channel = $2 and ($3::text is null or lower(p.address) = lower($3))
     )
     update contact_point p set soft_bounces = c.soft, state = case when $4 or c.soft >= ${SOFT_BOUNCES.most} then 'bounced' else p.state end
     from counted c where p.id = c.id returning p.address, p.state`,
    [owner.customerId, told.channel, told.address, told.hard, inboxId]);
  for (const { address } of rows.filter(({ state }) => state === 'bounced')) {
    await suppress(tx, { customerId: owner.customerId, channel: told.channel, address, purpose: '*', reason: 'bounced' });
  }
}

/** A complaint ends all marketing on the channel. */
export async function recordComplaint(tx: Transaction, owner: LockedOwner, { channel }: FactChangeOf<'complaint'>): Promise<void> {
  await suppress(tx, { customerId: owner.customerId, channel, address: null, purpose: 'marketing', reason: 'complained' });
}

/** What the customer did: asked, answered, or dealt with a message. The last instant stays, and on the message the first. */
export async function recordAnswer(
  tx: Transaction, { customerId }: LockedOwner, told: FactChangeOf<'inquiry' | 'reply' | 'receipt'>, inboxId: number,
): Promise<void> {
  const does = told.does === 'receipt' ? told.stamp : told.does;
  if (does !== 'delivered') await noteEngagement(tx, customerId, { last: lastColumns(told), isInquiry: told.does === 'inquiry', inboxId });
  const stamp = STAMP_COLUMNS[does];
  if (stamp === null || told.does === 'inquiry' || told.message === null) return;
  // A message of somebody else is left alone. Who dealt with a message has received it: an outcome in doubt is known now.
  await tx.query(
    `with told as (
       select m.id, e.occurred_at, m.state = 'unknown' or again.id is not null as doubted, again.id is not null as again
       from event_inbox e, message m left join (${ABOUT_TO_LEAVE_AGAIN}) again on again.id = m.id
       where e.id = $3 and m.id = $2 and (m.customer_id = $1 or exists (select 1 from customer c where c.id = m.customer_id and c.merged_into = $1))
     ), stamped as (
       update message m set ${stamp} = least(m.${stamp}, told.occurred_at),
         accepted_at = case when told.doubted then m.claimed_at else m.accepted_at end,
         reason = case when told.doubted then null else m.reason end,
         state = case when told.doubted then 'accepted' else m.state end
       from told where m.id = told.id returning m.accepted_at, m.grant_id, m.state, m.run_id, told.doubted and m.purpose = 'marketing' as counts
     ), given as (
       update promotion_grant g set state = 'committed', committed_at = stamped.accepted_at from stamped where g.id = stamped.grant_id and stamped.state = 'accepted' and g.state = 'reserved'
     ), woken as (
       update customer_state s set wake_at = touchline_now(), pokes = -1, poked_system = null from told where s.customer_id = $1 and told.again
     )
     update customer_facts f set last_contact_at = greatest(f.last_contact_at, stamped.accepted_at),
      last_personal_contact_at = greatest(f.last_personal_contact_at, case when stamped.run_id is null then stamped.accepted_at end),
       unanswered_touches = f.unanswered_touches + case when stamped.counts and $4 then 1 else 0 end from stamped where f.customer_id = $1`,
    [customerId, told.message, inboxId, does === 'delivered']);
}

/** Whoever opens, clicks, answers or asks has not left the touches so far unanswered. */
async function noteEngagement(tx: Transaction, customerId: string, { last, isInquiry, inboxId }: { last: readonly string[]; isInquiry: boolean; inboxId: number }): Promise<void> {
  const channel = last.includes('last_reply_at') ? [REPLY_CHANNEL] : [];
  const sets = ['unanswered_touches = 0', ...channel, ...last.map((column) => `${column} = greatest(f.${column}, e.occurred_at)`), ...(isInquiry ? ['inquiry_count = f.inquiry_count + 1'] : [])];
  await tx.query(`update customer_facts f set ${sets.join(', ')} from event_inbox e where e.id = $2 and f.customer_id = $1`, [customerId, inboxId]);
}

// Of the last answer that says where it came.
const REPLY_CHANNEL = `last_reply_channel = case when e.occurred_at >= coalesce(f.last_reply_at, '-infinity') then coalesce(e.payload->'properties'->>'channel', f.last_reply_channel) else f.last_reply_channel end`;

/** Columns of which the last instant is kept. */
function lastColumns(told: FactChangeOf<'inquiry' | 'reply' | 'receipt'>): readonly string[] {
  if (told.does === 'inquiry') return told.complaint === true ? ['last_inquiry_at', 'last_complaint_at'] : ['last_inquiry_at'];
  if (told.does === 'reply') return ['last_reply_at'];
  return told.stamp === 'clicked' ? ['last_click_at'] : [];
}

// A service message whose first copy is in doubt waits for its second: its enrolment has to hear that there is no need.
const ABOUT_TO_LEAVE_AGAIN = `select m.id from message m join attempt a on a.message_id = m.id and a.fence = m.fence
  where m.id = $2 and m.state = 'ready' and a.outcome = 'unknown'`;

const STAMP_COLUMNS = { inquiry: null, reply: 'replied_at', clicked: 'clicked_at', delivered: 'delivered_at', opened: 'opened_at' } as const;
