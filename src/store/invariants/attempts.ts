import { bySql, type Invariant } from './invariant.ts';

const ALL = 'select count(*) from attempt';

// A service message of unknown outcome may leave again where some version of the shop policy said so.
const MAY_LEAVE_AGAIN = `(m.purpose = 'service' and exists (
  select 1 from policy_version p where p.definition->'unknownOutcome'->>'service' = 'resend'))`;

/** What the rows of attempts say about sending: once, one at a time, numbered without gaps, and in step with their message. */
export const ATTEMPT_INVARIANTS: readonly Invariant[] = [
  bySql({
    // Instants are kept to the millisecond: within the same one nobody can say which was first.
    id: 'at-most-once',
    title: 'nothing is tried again after it was, or may have been, taken',
    remedy: 'tell the customer if two copies left; keep the attempts and report the fault, the ledger should have refused the second',
    checked: ALL,
    offenders: `
      select m.id as message, m.customer_id as customer, earlier.fence as "attempt", earlier.outcome, later.fence as "laterAttempt"
      from attempt earlier join attempt later on later.message_id = earlier.message_id and later.fence > earlier.fence
        join message m on m.id = earlier.message_id
      where earlier.outcome <> 'deferred'
        and (not ${MAY_LEAVE_AGAIN} or (earlier.outcome = 'accepted' and earlier.ended_system < later.started_system))`,
  }),
  bySql({
    id: 'one-attempt-at-a-time',
    title: 'no attempt starts before the one before it has ended',
    remedy: 'look whether a lease is shorter than the time limits of a send, then report the fault',
    checked: ALL,
    offenders: `
      select m.id as message, m.customer_id as customer, later.fence as attempt, later.started_system as "startedSystem"
      from attempt earlier join attempt later on later.message_id = earlier.message_id and later.fence = earlier.fence + 1
        join message m on m.id = earlier.message_id
      where (earlier.ended_system is null or earlier.ended_system > later.started_system) and not ${MAY_LEAVE_AGAIN}`,
  }),
  bySql({
    id: 'fences',
    title: "a message's fence is the number of its attempts, 1 to n",
    remedy: 'somebody changed rows of message or attempt by hand: restore them from a backup',
    checked: 'select count(*) from message',
    offenders: `
      select m.id as message, m.fence, coalesce(a.attempts, 0) as attempts
      from message m left join (select message_id, count(*)::int as attempts, min(fence) as first, max(fence) as last from attempt group by message_id) a
        on a.message_id = m.id
      where m.fence <> coalesce(a.attempts, 0) or coalesce(a.first, 1) <> 1 or coalesce(a.last, 0) <> m.fence`,
  }),
  bySql({
    id: 'state-and-attempt',
    title: "a message's state is what its last attempt came to",
    remedy: 'compare the message with its attempts; a state without its attempt was not written by Touchline',
    checked: 'select count(*) from message where fence > 0',
    // A receipt may have turned "unknown" into "accepted"; a late answer may say "deferred" of what was given up as unknown.
    // What is not sent (any more) after an attempt was deferred before, or may leave again.
    offenders: `
      select m.id as message, m.state, a.outcome
      from message m join attempt a on a.message_id = m.id and a.fence = m.fence
      where not case m.state
        when 'sending' then a.outcome is null and m.lease_until_system is not null
        when 'accepted' then exists (select 1 from attempt x where x.message_id = m.id and x.outcome = 'accepted') or coalesce(m.delivered_at, m.opened_at, m.clicked_at, m.replied_at) is not null
        when 'refused' then a.outcome = 'refused'
        when 'unknown' then a.outcome in ('unknown', 'deferred')
        else a.outcome = 'deferred' or (a.outcome in ('unknown', 'refused', 'accepted') and ${MAY_LEAVE_AGAIN}) end
      or (m.state = 'accepted') <> (m.accepted_at is not null) or m.claimed_at is null`,
  }),
];
