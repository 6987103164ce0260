import { bySql, type Invariant } from './invariant.ts';

/** The people of the shop: what they may do is theirs, and nobody is away twice at once. */
export const STAFF_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'staff-as-recorded',
    title: 'roles, teams and absences are of somebody of the staff, and whoever has left has none that goes on',
    remedy: 'apply the shop policy anew; for people of the command line: npx touchline staff add, then staff end',
    checked: 'select (select count(*) from staff_role) + (select count(*) from team_member) + (select count(*) from absence)',
    offenders: `
      select held.staff_id as staff, held.what, s.id is null as "nobody" from (
          select staff_id, role as what, until_at is null as goes_on from staff_role
          union all select staff_id, team, until_at is null from team_member
          union all select staff_id, 'absence', false from absence
          union all select deputy_id, 'deputy', false from absence where deputy_id is not null) held
        left join staff s on s.id = held.staff_id
      where s.id is null or (held.goes_on and s.left_at is not null)`,
  }),
  bySql({
    id: 'charge-as-recorded',
    title: 'customers are in the charge of somebody of the staff, and what came to somebody with a customer has a person',
    remedy: 'name somebody: npx touchline customer assign, npx touchline inquiry assign',
    checked: `select (select count(*) from customer_charge) + (select count(*) from inquiry where routed)`,
    offenders: `
      select h.customer_id as customer, h.person, h.by, null::bigint as inquiry from customer_charge h
      where not exists (select 1 from staff s where s.id = h.by) or (h.person is not null and not exists (select 1 from staff s where s.id = h.person))
        or not exists (select 1 from customer c where c.id = h.customer_id)
      union all
      select i.customer_id, i.person, null, i.id from inquiry i where i.routed and i.person is null`,
  }),
  bySql({
    id: 'absences-apart',
    title: 'no two absences of a person share an instant',
    remedy: 'end one of the two: npx touchline staff back',
    checked: 'select count(*) from absence',
    offenders: `
      select a.staff_id as staff, a.id as absence, b.id as "overlapsWith" from absence a
        join absence b on b.staff_id = a.staff_id and b.id > a.id
          and greatest(a.from_at, b.from_at) < least(coalesce(a.until_at, 'infinity'), coalesce(b.until_at, 'infinity'))`,
  }),
];
