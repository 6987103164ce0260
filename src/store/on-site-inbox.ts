import type { ChannelNews } from '../contracts/channel-news.ts';
import type { HeardWord, HeldMessage, Inbox, InboxWord } from '../contracts/inbox.ts';
import type { LinkKey } from '../contracts/links.ts';
import { channelOfMessage, toMessageId } from '../domain/ids.ts';
import { storeNews } from './channel-news.ts';
import { newKey, signingKeys } from './links.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

const KEY_SETTING = 'inbox-key';
const MOST_SHOWN = 50;

/** The keys with which the shop opens inboxes to its customers, newest first; made at the first use. */
export async function inboxKeys(db: Queryable): Promise<readonly LinkKey[]> {
  return signingKeys(db, KEY_SETTING);
}

/** Puts a new key in front. The one before it still counts until it is rotated again, so that the shop can change over. */
export async function rotateInboxKey(db: Queryable): Promise<readonly LinkKey[]> {
  const keys = [newKey(), ...(await inboxKeys(db)).slice(0, 1)];
  await db.query('update setting set value = $2 where key = $1', [KEY_SETTING, JSON.stringify(keys)]);
  return keys;
}

// By the shop's own id, merges followed; whoever is erased has no inbox any more.
const OWNER = `(with recursive owner as (
  select c.id, c.merged_into, c.erased_at, 0 as merges from policy_version p join identity i on i.shop_id = p.definition->'shop'->>'id' join customer c on c.id = i.customer_id
  where p.active and i.kind = 'external' and i.value = $1
  union all select c.id, c.merged_into, c.erased_at, owner.merges + 1 from owner join customer c on c.id = owner.merged_into where owner.merges < 20
) select id from owner where merged_into is null and erased_at is null limit 1)`;

/** What the inbox of a customer holds, newest first; that of somebody unknown is empty. @param customer the customer's id in the shop */
export async function readInbox(db: Queryable, customer: string): Promise<Inbox> {
  const { rows } = await db.query<Omit<Inbox['messages'][number], 'at' | 'goodUntil'> & { at: Date; goodUntil: Date | null; unread: number }>(
    `select o.id::text, o.created_at as at, o.good_until as "goodUntil", o.title, o.text, o.locale, o.read_at is not null as read, o.answers, o.preferences_url as "preferencesUrl",
       (count(*) filter (where o.read_at is null) over ())::int as unread
     from on_site_message o where o.customer_id = ${OWNER} order by o.id desc limit ${MOST_SHOWN}`, [customer]);
  return { unread: rows[0]?.unread ?? 0, messages: rows.map(({ unread: _all, at, goodUntil, ...message }) => ({ ...message, at: at.toISOString(), goodUntil: goodUntil?.toISOString() ?? null })) };
}

/**
 * Keeps what the reader has done, with the news of it in the same commit. Messages of other customers are left alone: they are none of theirs.
 * Answers false when the message that was answered is none of theirs.
 */
export async function hearInbox(pool: Pool, customer: string, { read, answer }: InboxWord, newsOf: (heard: HeardWord) => readonly ChannelNews[]): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const wanted = [...new Set([...read, ...(answer === null ? [] : [answer.to])])];
    const { rows } = await tx.query<HeldMessage & { wasRead: boolean }>(
      `select o.id::text, o.message_id as "messageId", o.read_at is not null as "wasRead", p.address
       from on_site_message o join message m on m.id = o.message_id join contact_point p on p.id = m.contact_point_id
       where o.customer_id = ${OWNER} and o.id = any($2::bigint[]) order by o.id for update of o`, [customer, wanted]);
    const answered = answer === null ? null : rows.find(({ id }) => id === answer.to) ?? null;
    if (answer !== null && answered === null) return false;
    await tx.query(
      `update on_site_message set read_at = coalesce(read_at, touchline_now()), answers = answers + case when id::text = $2 then 1 else 0 end where id = any($1::bigint[])`,
      [rows.map(({ id }) => id), answered?.id ?? null]);
    const [first] = rows;
    if (first === undefined) return true;
    const seen = rows.filter(({ wasRead }) => !wasRead);
    await storeNews(tx, channelOfMessage(toMessageId(first.messageId)), newsOf({ seen, answered: answered === null || answer === null ? null : { message: answered, text: answer.text } }));
    return true;
  });
}
