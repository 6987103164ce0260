import { bySql, type Invariant } from './invariant.ts';

/** The frozen audience of a run and what became of each member. */
export const AUDIENCE_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'audience-count',
    title: "a run's audience is as large as it says, and was looked through in order",
    remedy: 'the counter and the rows change in one commit: one of them was changed by hand',
    checked: 'select count(*) from campaign_run',
    offenders: `
      select r.id as run, r.audience_count as "audienceCount", coalesce(m.members, 0) as members
      from campaign_run r left join (select run_id, count(*)::int as members, max(customer_id::text) as last from audience_member group by run_id) m on m.run_id = r.id
      where r.audience_count <> coalesce(m.members, 0) or m.last > r.frozen_through::text`,
  }),
  bySql({
    id: 'member-has-enrolment',
    title: 'a member of an audience who was taken in has an enrolment; a held-out one has ended as such',
    remedy: 'the member counts as written to and is not: start the campaign again for a new run',
    checked: `select count(*) from audience_member where state not in ('pending', 'excluded')`,
    offenders: `
      select a.run_id as run, a.customer_id as customer, a.state, e.id as enrolment
      from audience_member a left join enrolment e on e.run_id = a.run_id and e.customer_id = a.customer_id
      where a.state not in ('pending', 'excluded') and (e.id is null or (a.state = 'holdout') <> (e.end_reason is not distinct from 'holdout'))
      union all
      select a.run_id, a.customer_id, a.state, e.id from audience_member a join enrolment e on e.run_id = a.run_id and e.customer_id = a.customer_id
      where a.state in ('pending', 'excluded')`,
  }),
];
