import { bySql, type Invariant } from './invariant.ts';

// Lateness is measured as of the last sign of life of a worker: while Touchline is stopped nobody is late. Without any sign
// nobody has ever looked, and nothing is asked. A clock that was moved makes due at once what was far away: nothing is later
// than the last change of the clock. `now()` is the instant of the snapshot.
const AS_OF = `as_of as materialized (
  select one.system_now, c.anchored_system, coalesce(c.factor, 1) as factor,
    coalesce(c.anchored_domain + (one.system_now - c.anchored_system) * c.factor, one.system_now) as domain_now
  from (select least(now(), instant(value::float8)) as system_now from setting where key = 'worker-seen') one
    left join domain_clock c on c.id = 1
)`;

/** SQL: system seconds since a domain instant, as the worker's clock had it. */
const lateSeconds = (at: string) =>
  `least(extract(epoch from domain_now - ${at}) / nullif(factor, 0), extract(epoch from system_now - anchored_system))`;

// The relay pokes after a minute and rests between two pokes of one customer (src/store/relay.ts). What it should have poked
// by now and has not, half a minute of grace included, is forgotten.
const GRACE_SECONDS = 90;
const REST_SECONDS = `60 * least(60, power(2, least(greatest(s.pokes, 1), 7) - 1))`;

// It pokes 90 at a look: more than that may wait while it works its way through them, the longest overdue first.
const POKES_PER_LOOK = 90;

/** SQL: those of \`due\` (customer_id, late_seconds, system_now) whom the relay has forgotten, as \`forgotten\`. */
const FORGOTTEN = `late as materialized (
  select due.* from due join customer_state s using (customer_id)
  where due.late_seconds > ${GRACE_SECONDS} and (s.poked_system is null
    or extract(epoch from due.system_now - s.poked_system) > ${REST_SECONDS} + ${GRACE_SECONDS})
), forgotten as (
  select late.* from late where (select count(*) from late) <= ${POKES_PER_LOOK}
    or not exists (select 1 from customer_state s, as_of where s.poked_system > as_of.system_now - interval '1 minute')
)`;

const UNDER_WAY = `from message where state in ('ready', 'sending')`;

/** Everything awaited has a wake-up, and every overdue one a poke. */
export const WAKE_UP_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'awaited-has-wake-up',
    title: 'who awaits something is woken no later than the first deadline',
    remedy: 'npx touchline event operator.wake for the customer sets the wake-up anew',
    checked: `select count(*) from customer_state s where s.awaits <> '{}' or exists (select 1 from enrolment e where e.customer_id = s.customer_id and e.open)`,
    // A resume and a cancel move wake-ups from outside, spread over a while (pokes = -1).
    offenders: `
      with first_deadline as (
        select customer_id, min(least(expires_at, case when place->>'kind' in ('waiting', 'held') then instant((place->>'untilMs')::float8) end)) as at
        from enrolment where open group by customer_id
      )
      select s.customer_id as customer, s.wake_at as "wakeAt", d.at as "firstDeadline"
      from customer_state s left join first_deadline d using (customer_id)
      where (s.awaits <> '{}' or d.at is not null) and (s.wake_at is null or (s.wake_at > d.at + interval '1 second' and s.pokes <> -1))`,
  }),
  bySql({
    id: 'overdue-wake-up-poked',
    title: 'an overdue wake-up has been poked',
    remedy: 'the relay runs in the worker: npx touchline doctor says whether one is alive; right after a start, look again in a minute',
    checked: 'select count(*) from customer_state where wake_at is not null',
    offenders: `
      with ${AS_OF}, due as materialized (
        select s.customer_id, system_now, ${lateSeconds('s.wake_at')} as late_seconds
        from as_of, customer_state s where s.wake_at < domain_now
      ), ${FORGOTTEN}
      select s.customer_id as customer, s.wake_at as "wakeAt", s.pokes, s.poked_system as "pokedSystem", round(late_seconds) as "lateSeconds"
      from forgotten join customer_state s using (customer_id)`,
  }),
  bySql({
    id: 'overdue-message-poked',
    title: 'a message that is ready, or whose lease has ended, is taken up',
    remedy: 'npx touchline doctor says whether a worker is alive and sees its queues; right after a start, look again in a minute',
    checked: `select count(*) ${UNDER_WAY}`,
    offenders: `
      with ${AS_OF}, due as materialized (
        select m.id, m.customer_id, m.state, system_now, case m.state
          when 'ready' then ${lateSeconds('coalesce(m.not_before, m.created_at)')}
          else extract(epoch from system_now - m.lease_until_system) end as late_seconds
        from as_of, message m
        where (m.state = 'ready' and coalesce(m.not_before, m.created_at) < domain_now) or (m.state = 'sending' and m.lease_until_system < system_now)
      ), ${FORGOTTEN}
      select id as message, customer_id as customer, state, round(late_seconds) as "lateSeconds" from forgotten`,
  }),
  bySql({
    id: 'event-decided',
    title: 'an event that was applied is taken into a decision',
    remedy: 'npx touchline doctor says whether a worker is alive; right after a start, look again in a minute',
    checked: `select count(*) from event_inbox where status = 'applied'`,
    offenders: `
      with ${AS_OF}, due as materialized (
        select e.id, e.customer_id, e.kind, system_now, extract(epoch from system_now - e.received_system) as late_seconds
        from as_of, event_inbox e where e.status = 'applied' and e.wakes
      ), ${FORGOTTEN}
      select id::text as event, customer_id as customer, kind, round(late_seconds) as "lateSeconds" from forgotten`,
  }),
  bySql({
    id: 'event-applied',
    title: 'an event that was acknowledged is applied, ignored or set aside',
    remedy: 'npx touchline doctor says whether a worker is alive; its log says why an event cannot be applied',
    checked: 'select count(*) from event_inbox',
    // The relay takes up to a thousand every few seconds.
    offenders: `
      with ${AS_OF}, left_over as materialized (
        select e.id, e.kind, extract(epoch from system_now - e.received_system) as late_seconds
        from as_of, event_inbox e where e.status = 'received'
      )
      select id::text as event, kind, round(late_seconds) as "lateSeconds" from left_over
      where late_seconds > ${GRACE_SECONDS} + (select count(*) from left_over) / 100.0`,
  }),
];
