import { bySql, type Invariant } from './invariant.ts';

/** Promises that are kept or escalated, never neither. */
export const PROMISE_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'promise-escalated',
    title: 'a promise that was not kept in time was escalated',
    remedy: 'npx touchline event operator.wake for the customer; if it stays, report it: nobody was told of a late promise',
    checked: `select count(*) from sla_clock`,
    // What is late and still runs is the matter of the wake-up below.
    offenders: `
      select c.customer_id as customer, c.kind, c.subject, c.due_at as "dueAt", c.ended_at as "endedAt" from sla_clock c
      where c.state in ('met', 'breached') and (c.state = 'breached' or c.ended_at > c.due_at)
        and not exists (select 1 from escalation e where (e.customer_id, e.kind, e.subject, e.step) = (c.customer_id, c.kind, c.subject, 'breach'))`,
  }),
  bySql({
    id: 'promise-has-wake-up',
    title: 'the next step of every promise wakes its customer',
    remedy: 'npx touchline event operator.wake for the customer sets the wake-up anew',
    checked: `select count(*) from sla_clock where ended_at is null and next_at is not null`,
    offenders: `
      select c.customer_id as customer, c.kind, c.subject, c.next_at as "nextAt", s.wake_at as "wakeAt" from sla_clock c join customer_state s on s.customer_id = c.customer_id
      where c.ended_at is null and c.next_at is not null and s.pokes >= 0 and (s.wake_at is null or s.wake_at > c.next_at)`,
  }),
  bySql({
    id: 'promise-as-recorded',
    title: 'a promise stands in the state that its steps and its end say',
    remedy: 'somebody changed rows of sla_clock or escalation by hand: restore them from a backup',
    checked: `select count(*) from sla_clock`,
    offenders: `
      select c.customer_id as customer, c.kind, c.subject, c.state from sla_clock c
      where (c.state in ('met', 'cancelled')) <> (c.ended_at is not null) or (c.state = 'paused' and c.paused_at is null)
        or exists (select 1 from unnest(c.done) step where not exists (select 1 from escalation e where (e.customer_id, e.kind, e.subject, e.step) = (c.customer_id, c.kind, c.subject, step)))`,
  }),
];
