import { bySql, type Invariant } from './invariant.ts';

/** States of a message that has left, may have left, or is leaving. */
export const LEAVING = `('sending', 'accepted', 'unknown')`;

// After a crash a demo clock goes on from where it was last seen, some seconds before instants that were written already.
const CLOCK_GOES_BACK = `make_interval(secs => 5 * coalesce((select factor from domain_clock where id = 1), 0))`;

// A clock set back by hand leaves its trace: a decision that is earlier than the one before it.
const CLOCK_WAS_SET_BACK = `exists (
  select 1 from decision before join decision after on after.customer_id = before.customer_id and after.sequence = before.sequence + 1
  where before.customer_id = m.customer_id and after.at < before.at)`;

/** What a message's own row and its enrolment say: each is on its way or tells why not, and left neither early nor late. */
export const MESSAGE_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'unsent-with-reason',
    title: 'every message that did not surely leave says why',
    remedy: 'the customer\'s decisions tell why: npx touchline customer journey; a message without its reason was changed by hand',
    checked: `select count(*) from message where state not in ('accepted', 'ready', 'sending', 'draft', 'approved')`,
    offenders: `
      select id as message, customer_id as customer, state from message
      where state not in ('accepted', 'ready', 'sending', 'draft', 'approved') and reason->>'code' is null`,
  }),
  bySql({
    id: 'place-has-message',
    title: 'an enrolment that stands at a message has that message, on its way',
    remedy: 'wake the customer (npx touchline event operator.wake); if it stays, the enrolment waits for a message that nobody will send',
    checked: `select count(*) from enrolment where open and place->>'kind' = 'sending'`,
    offenders: `
      select e.id as enrolment, e.place->>'message' as message, m.state
      from enrolment e left join message m on m.id = e.place->>'message'
      where e.open and e.place->>'kind' = 'sending'
        and (m.id is null or m.enrolment_id <> e.id or m.customer_id <> e.customer_id or m.state not in ('ready', 'sending', 'draft', 'approved'))`,
  }),
  bySql({
    id: 'unsent-has-touch',
    title: 'a message that waits to leave belongs to an enrolment that wants it',
    remedy: 'nothing will send it; its enrolment went on without it',
    // One that was deferred after its enrolment had ended is void at its next claim.
    checked: `select count(*) from message where state = 'planned' or (state = 'ready' and fence = 0)`,
    offenders: `
      select m.id as message, m.state, e.open, e.place->>'kind' as place
      from message m left join enrolment e on e.id = m.enrolment_id
      where (m.state = 'planned' and not coalesce(e.open and e.place->>'kind' = 'held' and e.place->>'step' = m.step, false))
        or (m.state = 'ready' and m.fence = 0 and m.inquiry_id is null and not coalesce(e.open and e.place->>'kind' = 'sending' and e.place->>'message' = m.id, false))`,
  }),
  bySql({
    id: 'left-on-time',
    title: 'nothing leaves before its time or after it is stale',
    remedy: 'compare the claim with created, not-before and expires of the message; a clock that was set back by hand explains an early one',
    checked: `select count(*) from message where state in ${LEAVING}`,
    offenders: `
      select m.id as message, m.claimed_at as "claimedAt", m.not_before as "notBefore", m.expires_at as "expiresAt", m.created_at as "createdAt"
      from message m
      where m.state in ${LEAVING} and (m.claimed_at >= m.expires_at
        or ((m.claimed_at < m.not_before or m.claimed_at < m.created_at - ${CLOCK_GOES_BACK}) and not ${CLOCK_WAS_SET_BACK}))`,
  }),
];
