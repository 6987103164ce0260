/**
 * Answers of people to an inquiry `i`: messages that a provider has taken, and words that no channel carried; `at` is when the customer had them, `written`
 * when they were written: they answer nothing that came in later. What Touchline asks by itself is no answer.
 */
export const ANSWERS = `(select a.at as written, case when a.message_id is null then a.at else m.accepted_at end as at
  from inquiry_entry a left join lateral (select accepted_at from message where id = a.message_id offset 0) m on true
  where a.inquiry_id = i.id and a.what = 'answer' and a.by is not null and (a.message_id is null or m.accepted_at is not null))`;

/** What the customer said in inquiry `i` and nobody has answered, as entries `e`. */
export const UNANSWERED = `from inquiry_entry e where e.inquiry_id = i.id and e.what = 'incoming' and coalesce(e.owed_at, e.at) > coalesce((select max(written) from ${ANSWERS} answered), '-infinity')`;

/** Whether somebody has taken inquiry `i`, and is there: whoever has left the shop, or is away, sees to nothing. */
const IS_TAKEN = `(i.person is not null and not i.routed and not i.assigned and exists (select 1 from staff s where s.id = i.person and s.left_at is null)
  and not exists (select 1 from absence b where b.staff_id = i.person and b.from_at <= touchline_now() and (b.until_at is null or b.until_at > touchline_now())))`;

/** The level by which inquiry `i` of a customer with facts `f` is seen to: a looser one that came since loosens nothing that runs. */
export const LEVEL_OF_INQUIRY = `least(f.level, (select min(c.level) from sla_clock c where c.customer_id = i.customer_id and c.ended_at is null and c.kind in ('first-reply', 'next-reply', 'resolution') and split_part(c.subject, '/', 1) = i.id::text))`;

/**
 * SQL of what promises to the customers of `$1` rest on, a table `promised(customer_id, facts)` with a row only for those of whom there is any;
 * the shape is `PromiseFacts` without the last contact. What has ended is looked at only while a clock of it still runs.
 */
export const PROMISES_CTE = `clocks as materialized (
  select *, json_build_object('kind', kind, 'subject', subject, 'level', level, 'state', state, 'openedAtMs', epoch_ms(opened_at), 'warnAtMs', epoch_ms(warn_at), 'dueAtMs', epoch_ms(due_at),
    'pausedAtMs', epoch_ms(paused_at), 'done', done, 'nextAtMs', epoch_ms(next_at), 'taken', taken, 'endedAtMs', null, 'team', team) as clock
  from sla_clock where customer_id = any($1::uuid[]) and ended_at is null
), inquiries as materialized (
  select i.customer_id, json_build_object('id', i.id, 'openedAtMs', epoch_ms(i.opened_at), 'team', i.team, 'isTaken', ${IS_TAKEN}, 'isDoubted', coalesce(i.band = 'hold' and i.verdict is null, false), 'isAnswered', exists (select 1 from ${ANSWERS} answered),
    'awaiting', (select json_build_object('entry', e.id, 'sinceMs', epoch_ms(e.at)) ${UNANSWERED} order by e.at, e.id limit 1)) as inquiry
  from inquiry i where i.customer_id = any($1::uuid[]) and i.state <> 'closed'
), closed as materialized (
  select i.customer_id, json_build_object('id', i.id, 'closedAtMs', epoch_ms(i.closed_at)) as inquiry
  from inquiry i where i.state = 'closed' and i.id = any(array(select split_part(subject, '/', 1)::bigint from clocks where kind in ('first-reply', 'next-reply', 'resolution')))
), drafts as materialized (
  select a.customer_id, json_build_object('subject', coalesce(a.message_id, 'document/' || a.document_id), 'askedAtMs', epoch_ms(a.asked_at), 'team', a.team,
    'inheritedDueAtMs', (select epoch_ms(min(due_at)) from clocks c where c.kind in ('first-reply', 'next-reply') and split_part(c.subject, '/', 1) = a.inquiry_id::text)) as draft
  from approval a where a.customer_id = any($1::uuid[]) and a.state = 'waiting'
), unread as materialized (
  select i.customer_id, json_build_object('id', e.id, 'atMs', epoch_ms(e.at)) as entry
  from (select id, customer_id from inquiry where customer_id = any($1::uuid[]) offset 0) i,
    lateral (select id, at from inquiry_entry where inquiry_id = i.id and needs_review and reviewed_at is null offset 0) e
), parts as materialized (
  select customer_id, json_build_object('id', id, 'askedAtMs', epoch_ms(asked_at), 'dueAtMs', epoch_ms(due_at), 'team', team) as part
  from group_part where customer_id = any($1::uuid[]) and done_at is null
), done_promises as materialized (
  select c.customer_id, json_build_object('kind', c.kind, 'subject', c.subject, 'atMs', epoch_ms(coalesce(a.decided_at, e.reviewed_at, p.done_at)), 'kept', coalesce(a.state, '') not in ('void', 'expired')) as done
  from clocks c left join lateral (select state, decided_at from approval where customer_id = c.customer_id and c.kind = 'approval' and coalesce(message_id, 'document/' || document_id) = c.subject and decided_at is not null order by id desc limit 1) a on true
    left join lateral (select reviewed_at from inquiry_entry where id = case c.kind when 'incoming-review' then c.subject::bigint end and reviewed_at is not null offset 0) e on true
    left join lateral (select done_at from group_part where id = case c.kind when 'group-part' then c.subject::bigint end and done_at is not null offset 0) p on true
  where c.kind in ('approval', 'incoming-review', 'group-part') and coalesce(a.decided_at, e.reviewed_at, p.done_at) is not null
  union all
  select c.customer_id, json_build_object('kind', c.kind, 'subject', c.subject, 'atMs', epoch_ms(first.at), 'kept', true)
  from clocks c, lateral (select inquiry_id, coalesce(owed_at, at) as owed from inquiry_entry where id = case when c.kind in ('first-reply', 'next-reply') then split_part(c.subject, '/', 2)::bigint end offset 0) asked,
    lateral (select min(answered.at) as at from inquiry i, lateral ${ANSWERS} answered where i.id = asked.inquiry_id and answered.written >= asked.owed) first where first.at is not null
), promised as materialized (
  select id as customer_id, json_build_object(
    'clocks', coalesce((select json_agg(clock order by kind, subject) from clocks where customer_id = id), '[]'),
    'inquiries', coalesce((select json_agg(inquiry) from inquiries where customer_id = id), '[]'),
    'closed', coalesce((select json_agg(inquiry) from closed where customer_id = id), '[]'),
    'drafts', coalesce((select json_agg(draft) from drafts where customer_id = id), '[]'),
    'unread', coalesce((select json_agg(entry) from unread where customer_id = id), '[]'),
    'parts', coalesce((select json_agg(part) from parts where customer_id = id), '[]'),
    'done', coalesce((select json_agg(done) from done_promises where customer_id = id), '[]')) as facts
  from (select customer_id as id from clocks union select customer_id from inquiries union select customer_id from drafts union select customer_id from unread union select customer_id from parts) any_of
)`;
