import { bySql, type Invariant } from './invariant.ts';

/** What the record of decisions says: gapless, and every event taken in once. Months that retention has dropped are missed by nobody. */
export const DECISION_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'decision-sequence',
    title: "a customer's decisions are numbered without gaps up to the state's number",
    remedy: 'a decision was lost or changed by hand: restore the rows from a backup; the customer goes on all the same',
    checked: 'select count(*) from decision',
    offenders: `
      with kept as (
        select customer_id, sequence, lead(sequence) over w as next from decision window w as (partition by customer_id order by sequence)
      ), oldest as materialized (
        select min(at) as at from decision
      )
      select kept.customer_id as customer, kept.sequence, kept.next, s.sequence as "stateSequence"
      from kept left join customer_state s using (customer_id)
      where coalesce(kept.next <> kept.sequence + 1, kept.sequence is distinct from s.sequence)
      union all
      select s.customer_id, null, null, s.sequence from customer_state s
      where s.sequence > 0 and not exists (select 1 from decision d where d.customer_id = s.customer_id)
        and exists (select 1 from enrolment e, oldest where e.customer_id = s.customer_id and e.entered_at >= oldest.at)`,
  }),
  bySql({
    id: 'effect-once',
    title: 'an event is taken into one decision of its customer, once',
    remedy: 'compare the decisions that name the event: what it caused may have been done twice',
    checked: 'select coalesce(sum(cardinality(event_ids)), 0) from decision',
    offenders: `
      with taken as materialized (
        select d.customer_id, d.sequence, unnest(d.event_ids) as event from decision d where d.event_ids <> '{}'
      )
      select t.event::text, min(t.customer_id::text) as customer, count(*)::int as times, min(e.status) as status
      from taken t left join event_inbox e on e.id = t.event
      group by t.event
      having count(*) > 1 or bool_or(e.id is null or e.status <> 'consumed' or e.customer_id <> t.customer_id or e.consumed_by <> t.sequence)`,
  }),
  bySql({
    id: 'tier-history',
    title: "a customer's tier is what its history ends with, change by change",
    remedy: 'somebody changed a tier by hand; npx touchline tier history shows what was decided, and the next scoring reviews it',
    checked: 'select count(*) from tier_change',
    offenders: `
      with followed as (
        select customer_id, from_tier, to_tier, lag(to_tier) over w as before, lead(id) over w is null as last from tier_change window w as (partition by customer_id order by id)
      )
      select t.customer_id as customer, t.before, t.from_tier as "from", t.to_tier as "to", f.tier
      from followed t left join customer_facts f using (customer_id)
      where t.from_tier <> t.before or (t.last and f.tier is distinct from t.to_tier)`,
  }),
  bySql({
    id: 'event-has-end',
    title: 'an event is consumed by a decision of its customer, or says why not',
    remedy: 'compare the event with the decision it names; an event without its reason was changed by hand',
    checked: `select count(*) from event_inbox where status in ('consumed', 'ignored', 'dead_letter')`,
    // The decision may have been dropped with its month.
    offenders: `
      select e.id::text as event, e.status, e.customer_id as customer, e.consumed_by as "consumedBy"
      from event_inbox e
        left join customer_state s on s.customer_id = e.customer_id
        left join decision d on d.customer_id = e.customer_id and d.sequence = e.consumed_by
      where (e.status = 'consumed' and (e.consumed_by is null or s.sequence is null or e.consumed_by > s.sequence
          or (d.customer_id is not null and e.id <> all(d.event_ids))))
        or (e.status in ('ignored', 'dead_letter') and e.reason is null)`,
  }),
];
