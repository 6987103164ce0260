import { bySql, type Invariant } from './invariant.ts';
import { LEAVING } from './messages.ts';

const MERGED = 'select count(*) from customer where merged_into is not null';

interface Left {
  readonly what: string;
  readonly table: string;
  /** SQL of the rows `r` that may not be there. */
  readonly when: string;
}

// What is open, waits or is planned, and what leads to a customer.
const LEFT_BEHIND: readonly Left[] = [
  { what: 'identity', table: 'identity', when: 'true' },
  { what: 'contact point', table: 'contact_point', when: 'true' },
  { what: 'order', table: 'orders', when: 'true' },
  { what: 'enrolment', table: 'enrolment', when: 'r.open' },
  { what: 'message', table: 'message', when: `r.state in ('planned', 'draft', 'approved', 'ready', 'sending')` },
  { what: 'approval', table: 'approval', when: `r.state = 'waiting'` },
  { what: 'inquiry', table: 'inquiry', when: `r.state <> 'closed'` },
  { what: 'clock', table: 'sla_clock', when: 'r.ended_at is null' },
  { what: 'task', table: 'task', when: `r.state = 'open'` },
  { what: 'part of a working group', table: 'group_part', when: 'r.done_at is null' },
  { what: 'promotion', table: 'promotion_grant', when: `r.state in ('reserved', 'committed')` },
  { what: 'agreement', table: 'agreement', when: `r.state = 'agreed'` },
  { what: 'level override', table: 'level_override', when: 'r.ended_at is null' },
  { what: 'event', table: 'event_inbox', when: `r.status = 'applied'` },
];

/** Two customers who became one: nothing is left at the part, and it leads to who goes on. */
export const MERGE_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'merged-is-empty',
    title: 'nothing leads to a customer who is part of another one, and nothing is open, waiting or planned there',
    remedy: 'report the fault with the ids: what is named is looked at by nobody; it belongs to the customer that goes on',
    checked: MERGED,
    offenders: LEFT_BEHIND.map(({ what, table, when }) => `select c.id::text as customer, '${what}' as what from customer c join ${table} r on r.customer_id = c.id where c.merged_into is not null and ${when}`).join('\n      union all '),
  }),
  bySql({
    id: 'merge-leads-on',
    title: 'a customer who is part of another one says so to whoever locks it, names one that goes on, and a person said so',
    remedy: 'somebody changed rows by hand: restore them from a backup',
    checked: 'select count(*) from customer_merge',
    offenders: `
      select c.id::text as customer, k.id is null or k.merged_into is not null as "leadsNowhere", s.merged as "saysSo", g.id is null as "noRecord"
      from customer c join customer_state s on s.customer_id = c.id left join customer k on k.id = c.merged_into left join customer_merge g on g.customer_id = c.id
      where (c.merged_into is not null and (k.id is null or k.merged_into is not null or g.id is null)) or (c.merged_into is not null) <> s.merged or (c.merged_into is null and g.id is not null)`,
  }),
  bySql({
    id: 'merged-gets-nothing',
    title: 'nothing left to a customer after it had become part of another one',
    remedy: 'report the fault with the ids: the claim should have found nobody there',
    checked: `select count(*) from message m join customer_merge g using (customer_id) where m.state in ${LEAVING}`,
    offenders: `select m.id as message, m.customer_id as customer, m.claimed_at as "claimedAt", g.at as "mergedAt" from message m join customer_merge g using (customer_id) where m.claimed_at > g.at`,
  }),
];
