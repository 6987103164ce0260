import type { ChannelNews } from '../contracts/channel-news.ts';
import type { Queryable } from './pool.ts';

/** Waiting news is gone through in the order of these. */
export interface NewsPlace {
  readonly received: string;
  readonly channel: string;
  readonly id: string;
}

/** News that waits to be applied. */
export interface WaitingNews {
  readonly channel: string;
  readonly news: ChannelNews;
  /** Where it stands among those that wait. */
  readonly place: NewsPlace;
  /** System milliseconds since it came. */
  readonly ageMs: number;
}

/** Keeps news, each once by its id. Sorted, so that two tellings of the same news cannot block each other. */
export async function storeNews(db: Queryable, channel: string, news: readonly ChannelNews[]): Promise<void> {
  if (news.length === 0) return;
  // What a text column cannot hold (zero bytes, halves of letters) is no reason to lose the news around it.
  const rows = news.map((one) => ({ id: one.id, kind: one.kind, atMs: one.atMs, news: one }));
  await db.query(
    `insert into channel_news (channel, id, kind, at_system, received_system, news)
     select $1, n.id, n.kind, least(instant(n."atMs"), clock_timestamp()), clock_timestamp(), n.news
     from jsonb_to_recordset($2::jsonb) as n(id text, kind text, "atMs" float8, news jsonb) order by n.id
     on conflict (channel, id) do nothing`, [channel, storable(JSON.stringify(rows))]);
}

const storable = (json: string) => json.replaceAll(/\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, '\\ufffd');

/** Waiting news behind a place, the oldest first: what has to wait on holds up nothing behind it. */
export async function waitingNews(db: Queryable, limit: number, after: NewsPlace | null): Promise<WaitingNews[]> {
  const { rows } = await db.query<{ channel: string; id: string; received: string; news: ChannelNews; age_ms: number }>(
    `select channel, id, received_system::text as received, news, (extract(epoch from clock_timestamp() - received_system) * 1000)::float8 as age_ms
     from channel_news where state = 'waiting' and ($2::timestamptz is null or (received_system, channel, id) > ($2, $3, $4))
     order by received_system, channel, id limit $1`, [limit, after?.received ?? null, after?.channel ?? null, after?.id ?? null]);
  return rows.map((row) => ({ channel: row.channel, news: row.news, ageMs: row.age_ms, place: { received: row.received, channel: row.channel, id: row.id } }));
}

/** Takes a piece of news for this transaction; false when another has applied it. */
export async function lockNews(db: Queryable, channel: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`select 1 from channel_news where channel = $1 and id = $2 and state = 'waiting' for update skip locked`, [channel, id]);
  return rowCount === 1;
}

/** Says what became of it; applied news leaves nothing of itself behind, what is set aside stays to be looked at. */
export async function closeNews(db: Queryable, channel: string, id: string, end: { readonly state: 'applied' | 'set-aside'; readonly reason: string | null }): Promise<void> {
  await db.query(
    `update channel_news set state = $3, reason = $4, news = case when $3 = 'set-aside' and kind <> 'inbound' then news end where channel = $1 and id = $2`,
    [channel, id, end.state, end.reason?.slice(0, 300) ?? null]);
}

/**
 * Somebody who came before anybody knew whose name that is: what was set aside of them is looked at again.
 * @param names as channels write them
 */
export async function reviveReachable(db: Queryable, names: readonly string[]): Promise<void> {
  await db.query(
    `update channel_news set state = 'waiting', reason = null where kind = 'reachable' and state = 'set-aside' and reason = 'unknown-sender'
       and news->'from'->'others' ?| $1`, [names]);
}
