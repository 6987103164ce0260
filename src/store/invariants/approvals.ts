import { bySql, type Invariant } from './invariant.ts';

// A change to level 1 at the very instant of the claim may have come after it.
const BELOW_LEVEL_1 = `exists (select 1 from level_change l where l.customer_id = m.customer_id and l.to_level <> 1 and l.at <= m.claimed_at
  and not exists (select 1 from level_change u where u.customer_id = l.customer_id and u.id > l.id and u.to_level = 1 and u.at < m.claimed_at))`;

/** What leaves for level 1 was read by two people. */
export const APPROVAL_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'two-people',
    title: 'a message that needed a yes left with one: of a supervisor then, who did not write it, to exactly what left, while it was good',
    remedy: 'look who decided (npx touchline approvals list --all) and speak with them; the claim should have refused it',
    // Frozen content is what was asked about. A level that was loosened meanwhile lets its draft go without a yes.
    checked: `select count(*) from message where content_hash is not null and claimed_at is not null`,
    offenders: `
      select m.id as message, a.id as approval, a.state, a.decided_by as "decidedBy" from message m
        left join lateral (select * from approval where message_id = m.id and content_hash = m.content_hash order by id desc limit 1) a on true
      where m.content_hash is not null and m.claimed_at is not null and not coalesce(
        (a.state = 'approved' and not a.decided_by = any(a.authors) and a.decided_at <= m.claimed_at and a.good_until > m.claimed_at
          and exists (select 1 from staff_role r where r.staff_id = a.decided_by and r.role = 'supervisor'))
        or (a.state = 'void' and a.decided_at <= m.claimed_at) or ${BELOW_LEVEL_1}, false)`,
  }),
  bySql({
    id: 'draft-is-asked',
    title: 'a second person is asked about every draft, and about nothing else',
    remedy: 'npx touchline event operator.wake for the customer; if it stays, the draft waits for an answer that nobody was asked for',
    checked: `select (select count(*) from message where state = 'draft') + (select count(*) from approval where state = 'waiting')`,
    offenders: `
      select m.id as message, null::bigint as approval from message m
      where m.state = 'draft' and not exists (select 1 from approval a where a.message_id = m.id and a.state = 'waiting' and a.content_hash = m.content_hash)
      union all
      select a.message_id, a.id from approval a left join message m on m.id = a.message_id where a.state = 'waiting' and a.message_id is not null and m.state is distinct from 'draft'`,
  }),
  bySql({
    id: 'word-as-recorded',
    title: 'a yes or no says by whom and when, a yes until when it is good',
    remedy: 'somebody changed rows of approval by hand: restore them from a backup',
    checked: 'select count(*) from approval',
    offenders: `
      select id as approval, state from approval
      where (state = 'waiting') = (decided_at is not null) or (state in ('approved', 'rejected')) <> (decided_by is not null) or (state = 'approved') <> (good_until is not null)`,
  }),
];
