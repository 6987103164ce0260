import { bySql, type Invariant } from './invariant.ts';
import { LEAVING } from './messages.ts';

const LEFT = `select count(*) from message where state in ${LEAVING}`;

// Statements carry the instant at which they were made; one that an event brought was known only to the decision that took
// the event in. At the same instant a withdrawal may have come after the claim, a yes may have led to it.
const NOT_YET_KNOWN = `exists (
  select 1 from event_inbox e
    left join decision d on d.customer_id = e.customer_id and d.sequence = e.consumed_by
  where e.id = case when jsonb_typeof(n.proof->'event') = 'number' then (n.proof->>'event')::bigint end
    and (e.status in ('received', 'applied') or d.at > m.claimed_at or (d.at = m.claimed_at and not n.granted)))`;

// What a law leaves without a yes ends with the first no, on whichever channel it was said.
const NO_ANYWHERE = `not exists (
  select 1 from (select distinct on (n.channel) n.* from consent n where n.customer_id = m.customer_id and n.purpose = 'marketing' and n.at <= m.claimed_at
    order by n.channel, n.id desc) n where not n.granted and not ${NOT_YET_KNOWN})`;
const BOUGHT_BY_THEN = `(m.permitted_by <> 'soft-opt-in' or exists (select 1 from orders o where o.customer_id in (m.customer_id, (select merged_into from customer where id = m.customer_id)) and o.kind = 'order' and o.value > 0 and o.placed_at <= m.claimed_at))`;

interface WordsOf {
  readonly table: string;
  /** SQL of what names the row, and of whose words they are, for a row `w`. */
  readonly id?: string;
  readonly owner?: string;
  /** SQL: the words are still there. */
  readonly stays: string;
}

// Where words of customers stand, and of the staff about them.
const WORDS: readonly WordsOf[] = [
  { table: 'suggestion', stays: 'w.text is not null or w.note is not null' },
  { table: 'inbound_message', stays: `w.text is not null or w.files <> '[]'` },
  { table: 'inquiry', stays: 'w.kind_words is not null or w.address is not null or w.close_note is not null' },
  { table: 'inquiry_entry', owner: '(select customer_id from inquiry where id = w.inquiry_id)', stays: 'w.text is not null or w.review is not null' },
  { table: 'message', id: 'w.id', stays: 'w.words is not null' },
  { table: 'contact_log', stays: 'w.note is not null' },
  { table: 'approval', stays: 'w.note is not null' },
  { table: 'document', stays: 'w.bytes is not null' },
];

/** Who may be written to, as it stood when each message was claimed. What is withdrawn later can lose against a mail in flight. */
export const PERMISSION_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'consent',
    title: 'marketing left with a yes to its channel or what the law leaves without one, service without a no',
    remedy: 'apologise to these customers, and report the fault with the ids: the claim should have held it back',
    checked: LEFT,
    // A statement of the future was made before a demo clock was set back: it stands.
    offenders: `
      select m.id as message, m.customer_id as customer, m.claimed_at as "claimedAt", word.id as "newestConsent"
      from message m left join lateral (
        select n.id::text, n.granted from consent n
        where n.customer_id = m.customer_id and n.channel = m.channel and n.purpose = m.purpose
          and (n.at <= m.claimed_at or n.at > touchline_now()) and not ${NOT_YET_KNOWN}
        order by n.id desc limit 1) word on true
      where m.state in ${LEAVING} and not coalesce(word.granted, m.purpose = 'service')
        and not (word.granted is null and m.permitted_by is not null and ${NO_ANYWHERE} and ${BOUGHT_BY_THEN})`,
  }),
  bySql({
    id: 'suppression',
    title: 'nothing left to a customer who was suppressed by then',
    remedy: 'apologise to these customers, and report the fault with the ids: the claim should have dropped it',
    checked: LEFT,
    offenders: `
      select m.id as message, m.customer_id as customer, m.claimed_at as "claimedAt", s.id::text as suppression, s.reason
      from message m join suppression s on s.customer_id = m.customer_id
        and s.channel in ('*', m.channel) and s.purpose in ('*', m.purpose)
      where m.state in ${LEAVING} and s.at < m.claimed_at and (s.lifted_at is null or s.lifted_at > m.claimed_at)`,
  }),
  bySql({
    id: 'erased',
    title: 'nothing left to a customer who was erased by then',
    remedy: 'report the fault with the ids: the claim should have dropped it',
    checked: 'select count(*) from customer where erased_at is not null',
    offenders: `
      select m.id as message, c.id as customer, m.state from customer c join message m on m.customer_id = c.id
      where c.erased_at is not null and m.state in ${LEAVING} and m.claimed_at > c.erased_at`,
  }),
  bySql({
    id: 'erased-words',
    title: 'no words of a customer who was erased remain, and none stand in a stored event',
    remedy: 'start a worker: it takes them out with its next look; else report the fault with the ids',
    checked: `select ${WORDS.map(({ table }) => `(select count(*) from ${table})`).join(' + ')}`,
    offenders: `
      ${WORDS.map(({ table, id = 'w.id::text', owner = 'w.customer_id', stays }) => `select '${table}' as "where", ${id} as id, c.id as customer from ${table} w join customer c on c.id = ${owner}
      where (${stays}) and c.erased_at < touchline_now() - interval '1 hour'`).join(' union all ')}
      union all select 'event_inbox', id::text, customer_id from event_inbox where kind = 'suggestion.given' and status <> 'received' and payload->'change' ? 'text'`,
  }),
  bySql({
    id: 'level-one-waits',
    title: "nothing left to a level-1 customer without a supervisor's yes",
    remedy: 'show the message to the supervisor; report the fault: level 1 fails closed',
    checked: `select count(*) from message m join customer_facts f using (customer_id) where f.level = 1 and m.state in ${LEAVING}`,
    // Who is level 1 now was so at the claim unless a decision, a scoring or an import has changed it since.
    offenders: `
      select m.id as message, m.customer_id as customer, m.claimed_at as "claimedAt"
      from message m join customer_facts f using (customer_id) join attempt a on a.message_id = m.id and a.fence = m.fence
      where f.level = 1 and m.state in ${LEAVING}
        and not exists (select 1 from approval x where x.message_id = m.id and x.state = 'approved' and x.content_hash = m.content_hash)
        and not exists (select 1 from decision d where d.customer_id = m.customer_id and d.at >= m.claimed_at
          and d.reasons @> '[{"because": {"code": "level-changed"}}]')
        and not exists (select 1 from score_version v where v.created_at >= m.claimed_at)
        and not exists (select 1 from import_job j where j.ended_system >= a.started_system or (j.ended_system is null and j.started_system >= a.started_system))`,
  }),
];
