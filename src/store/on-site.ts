import type { SendOutcome } from '../contracts/channel.ts';
import type { OnSiteCarrier, OnSiteCarriers, OnSiteMessage } from '../contracts/on-site.ts';
import { channelOfMessage } from '../domain/ids.ts';
import { PLATFORM_RULES } from '../domain/platform-contact.ts';
import type { Pool, Queryable } from './pool.ts';
import { MESSAGE_ORIGIN, type TaskWords } from './tasks.ts';

/** Both ways of an on-site message: into the inbox that the shop's pages show, and to people who pass it on. */
export function onSiteCarriers(pool: Pool): OnSiteCarriers {
  const probe = async () => pool.query('select 1').then(() => null, (error: unknown) => `the database cannot be reached (${codeOf(error)})`);
  return {
    inbox: { carry: (message) => keepInInbox(pool, message), probe },
    staff: (marketplace): OnSiteCarrier => ({ carry: (message) => handToStaff(pool, marketplace, message), probe }),
  };
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'no answer');

// A message that no customer was planned for is a test of somebody's own: it goes to whoever has the address.
const KEEP = `
with owner as (
  select coalesce((select customer_id from message where id = $1), (select customer_id from contact_point where channel = $2 and address = $3 order by id limit 1)) as id
), kept as (
  insert into on_site_message (message_id, customer_id, locale, title, text, preferences_url, created_at, good_until)
  select $1, owner.id, $4, $5, $6, $7, touchline_now(), instant($8) from owner where owner.id is not null
  on conflict (message_id) do nothing returning id
)
select id::text from kept union all select id::text from on_site_message where message_id = $1 limit 1`;

/** Puts it into the customer's inbox, once per message key. */
async function keepInInbox(db: Queryable, { messageId, address, locale, title, text, preferencesUrl, goodUntilMs }: OnSiteMessage): Promise<SendOutcome> {
  const { rows } = await db.query<{ id: string }>(KEEP, [messageId, channelOfMessage(messageId), address, locale, title, text, preferencesUrl, goodUntilMs]);
  const [row] = rows;
  if (row === undefined) return { outcome: 'refused', code: 'no-such-customer', detail: 'no customer of the shop is known by this address', addressIsDead: true };
  return { outcome: 'accepted', providerId: row.id, detail: 'stored in the inbox' };
}

const REGION_TEAM = `(select one->>'team' from policy_version p, jsonb_array_elements(coalesce(p.definition->'regions', '[]')) one
  where p.active and one->'countries' ? (select trim(country) from customer where id = owner.id) limit 1)`;

const HAND = `
with owner as (select (select customer_id from message where id = $1) as id), handed as (
  insert into task (origin, shop_id, customer_id, kind, what, team, created_at, due_at, words)
  select $2, coalesce((select definition->'shop'->>'id' from policy_version where active), ''), owner.id, 'on-site', $3, ${REGION_TEAM}, touchline_now(), instant($4), $5::jsonb from owner
  on conflict (origin) do nothing returning id, state
)
select id, state from handed union all select id, state from task where origin = $2 limit 1`;

/** Lays it before the staff, once per message key. What they say of it comes as news; asked again, it answers what they have said. */
async function handToStaff(db: Queryable, marketplace: string, { messageId, address, title, text, orderNumber, goodUntilMs }: OnSiteMessage): Promise<SendOutcome> {
  const words: TaskWords = { to: address, marketplace, order: orderNumber, text: `${title}\n\n${text}` };
  const platform = PLATFORM_RULES.find((rule) => rule.platform === marketplace)?.title ?? marketplace;
  const what = `pass on a message through ${platform}${orderNumber === null ? '' : ` about order ${orderNumber}`}`;
  const { rows } = await db.query<{ id: number; state: 'open' | 'done' | 'cancelled' }>(HAND, [messageId, `${MESSAGE_ORIGIN}${messageId}`, what, goodUntilMs, JSON.stringify(words)]);
  const [task] = rows;
  if (task === undefined) return { outcome: 'deferred', code: 'not-stored', detail: 'the task was not stored', retryAfterMs: null };
  const named = `task ${task.id}`;
  if (task.state === 'done') return { outcome: 'accepted', providerId: named, detail: `${named}: passed on` };
  if (task.state === 'cancelled') return { outcome: 'refused', code: 'declined', detail: `${named}: declined`, addressIsDead: false };
  return { outcome: 'unknown', code: 'with-staff', detail: `${named} waits for a person`, awaitsNews: true };
}

/** Takes the words for erased customers out: they may not remain anywhere. */
export async function forgetErasedOnSite(db: Queryable): Promise<void> {
  await db.query('delete from on_site_message o using customer c where c.id = o.customer_id and c.erased_at is not null');
  await db.query('update task t set words = null from customer c where c.id = t.customer_id and c.erased_at is not null and t.words is not null');
}
