import type { DecisionToSave } from './save-decisions.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { Statement, Transaction } from './pool.ts';
import { giveOutParts } from './open-parts.ts';

// Each step of an escalation is entered once, however often it is told. A draft that is asked about anew has a clock anew: its steps take the place
// of those before it, and are told again. What a person was to do about regular contact is done once there was some.
const SAVE: Statement = { name: 'save-promises', text: `
with kept as (
  insert into sla_clock (customer_id, kind, subject, level, state, opened_at, warn_at, due_at, paused_at, done, next_at, taken, ended_at, team)
  select customer, kind, subject, level, state, instant("openedAtMs"), instant("warnAtMs"), instant("dueAtMs"), instant("pausedAtMs"), done, instant("nextAtMs"), taken, instant("endedAtMs"), team
  from jsonb_to_recordset($1::jsonb) as c(customer uuid, kind text, subject text, level smallint, state text, "openedAtMs" float8, "warnAtMs" float8, "dueAtMs" float8,
    "pausedAtMs" float8, done text[], "nextAtMs" float8, taken boolean, "endedAtMs" float8, team text)
  on conflict (customer_id, kind, subject) do update set level = excluded.level, state = excluded.state, opened_at = excluded.opened_at, warn_at = excluded.warn_at, due_at = excluded.due_at, paused_at = excluded.paused_at,
    done = excluded.done, next_at = excluded.next_at, taken = excluded.taken, ended_at = excluded.ended_at, team = excluded.team
), escalated as (
  insert into escalation as known (customer_id, kind, subject, step, due_at, at)
  select distinct on (customer, kind, subject, step) customer, kind, subject, step, instant("dueAtMs"), instant(at_ms) from jsonb_to_recordset($2::jsonb) as e(customer uuid, kind text, subject text, step text, "dueAtMs" float8, at_ms float8)
  order by customer, kind, subject, step, "dueAtMs" desc
  on conflict (customer_id, kind, subject, step) do update set due_at = excluded.due_at, at = excluded.at
    where known.at <= (select instant("openedAtMs") from jsonb_to_recordset($1::jsonb) as c(customer uuid, kind text, subject text, "openedAtMs" float8) where (c.customer, c.kind, c.subject) = (known.customer_id, known.kind, known.subject))
  returning *
), told as (
  insert into staff_notice (origin, team, what, customer_id, about, at)
  select 'escalation/' || e.customer_id || '/' || e.kind || '/' || e.subject || '/' || c."openedAtMs"::bigint || '/' || e.step, c.team, case when e.step like 'again-%' then 'again' else e.step end, e.customer_id,
    jsonb_strip_nulls(jsonb_build_object('kind', e.kind, 'level', c.level, 'dueMs', c."dueAtMs", 'again', case when e.step like 'again-%' then substr(e.step, 7)::int end,
      'inquiry', case when e.kind in ('first-reply', 'next-reply', 'resolution') then split_part(e.subject, '/', 1)::bigint end,
      'part', case when e.kind = 'group-part' then e.subject::bigint end, 'draft', case when e.kind = 'approval' then e.subject end)), e.at
  from escalated e cross join lateral (select team, level, "dueAtMs", "openedAtMs" from jsonb_to_recordset($1::jsonb) as c(customer uuid, kind text, subject text, level smallint, "dueAtMs" float8, "openedAtMs" float8, team text)
    where c.customer = e.customer_id and c.kind = e.kind and c.subject = e.subject) c where e.step <> 'prepare' order by e.due_at
  on conflict (origin) do nothing
), asked as (
  insert into task (origin, shop_id, customer_id, kind, what, team, person, created_at, due_at)
  select 'contact/' || customer || '/' || subject, "shopId", customer, 'contact', what, team, person, instant(at_ms), instant("dueAtMs")
  from jsonb_to_recordset($3::jsonb) as t(customer uuid, subject text, "shopId" text, what text, team text, person text, at_ms float8, "dueAtMs" float8)
  on conflict (origin) do update set state = 'open', what = excluded.what, team = excluded.team, person = excluded.person, due_at = excluded.due_at, done_by = null, done_at = null, note = null where task.state = 'cancelled'
), levels as (
  insert into level_change (customer_id, at, from_level, to_level, reason)
  select customer, instant(at_ms), "from", "to", because from jsonb_to_recordset($4::jsonb) as l(customer uuid, at_ms float8, "from" smallint, "to" smallint, because jsonb)
)
update task t set state = case e.state when 'met' then 'done' else 'cancelled' end, done_by = 'contact', done_at = instant(e."endedAtMs"),
  note = case when e.state <> 'met' then 'regular contact is not promised any more' end
from jsonb_to_recordset($1::jsonb) as e(customer uuid, kind text, subject text, state text, "endedAtMs" float8)
where e.kind = 'contact' and e."endedAtMs" is not null and t.origin = 'contact/' || e.customer || '/' || e.subject and t.state = 'open'` };

const TASK_WORDS = {
  'not-reached': 'speak with this customer: no touch of a campaign has kept the promise of regular contact',
  unanswered: 'speak with this customer in person: the last touches stayed without any answer',
} as const;

/** Writes what decisions made of promises and levels; nothing is asked of the database while they made nothing. */
export async function savePromises(tx: Transaction, saving: readonly DecisionToSave[], policy: Pick<ShopPolicy, 'shop' | 'sla' | 'workingGroup'>): Promise<void> {
  const { shop: { id: shopId } } = policy;
  const clocks = saving.flatMap(({ locked, decision }) => decision.clocks.map((clock) => ({ ...clock, customer: locked.id })));
  const escalations = saving.flatMap(({ locked, decision, snapshot }) => decision.escalations.map((step) => ({ ...step, customer: locked.id, at_ms: snapshot.nowMs })));
  const tasks = saving.flatMap(({ locked, decision, snapshot }) => decision.tasks.map(({ why, ...task }) => ({ ...task, shopId, what: TASK_WORDS[why], customer: locked.id, at_ms: snapshot.nowMs })));
  const levels = saving.flatMap(levelChange);
  if (clocks.length + escalations.length + tasks.length + levels.length === 0) return;
  await tx.query({ ...SAVE, values: [JSON.stringify(clocks), JSON.stringify(escalations), JSON.stringify(tasks), JSON.stringify(levels)] });
  await giveOutParts(tx, saving.filter(({ decision, snapshot }) => decision.standing.level === 1 && snapshot.customer.standing.level !== 1).map(({ locked }) => locked.id), policy);
}

function levelChange({ locked, decision, snapshot }: DecisionToSave): object[] {
  const { standing: { level: from } } = snapshot.customer;
  const { standing: { level: to } } = decision;
  const reason = decision.because.find(({ because: { code } }) => code === 'level-changed')?.because;
  return from === to || reason === undefined ? [] : [{ customer: locked.id, at_ms: snapshot.nowMs, from, to, because: reason }];
}
