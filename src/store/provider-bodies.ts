import { createHash } from 'node:crypto';
import type { ChannelNews } from '../contracts/channel-news.ts';
import { storeNews } from './channel-news.ts';
import { inTransaction, isDataFault, type Pool, type Transaction } from './pool.ts';

/** A body of a provider that nobody has read yet. */
export interface ProviderBody {
  readonly id: number;
  readonly channel: string;
  readonly body: Uint8Array;
}

/** Stores a body as it came and commits; null when the same one is known already: a repeat, or a replay. */
export async function storeProviderBody(pool: Pool, channel: string, body: Uint8Array): Promise<number | null> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into provider_body (channel, hash, body, received_system) values ($1, $2, $3, clock_timestamp())
     on conflict (channel, hash) do nothing returning id`, [channel, createHash('sha256').update(body).digest(), Buffer.from(body)]);
  return rows[0] === undefined ? null : Number(rows[0].id);
}

/** Bodies that wait to be read, in the order in which they came. */
export async function waitingBodies(pool: Pool, limit: number): Promise<ProviderBody[]> {
  const { rows } = await pool.query<{ id: string; channel: string; body: Buffer }>(
    `select id, channel, body from provider_body where state = 'received' order by id limit $1`, [limit]);
  return rows.map((row) => ({ id: Number(row.id), channel: row.channel, body: row.body }));
}

/** Keeps what a body says, and drops the body in the same commit; a part that could not be read keeps it, with what is wrong. */
export async function takeApartBody(pool: Pool, { id, channel }: ProviderBody, read: { readonly news: readonly ChannelNews[]; readonly unread: readonly string[] }): Promise<void> {
  await inTransaction(pool, (tx) => takeApart(tx, { id, channel, ...read })).catch(async (error: unknown) => {
    if (!isDataFault(error)) throw error;
    // It would fail for ever, and hold up those behind it.
    await pool.query(`update provider_body set state = 'unread', unread = array['it holds a value that cannot be stored'] where id = $1 and state = 'received'`, [id]);
  });
}

async function takeApart(tx: Transaction, { id, channel, news, unread }: { id: number; channel: string; news: readonly ChannelNews[]; unread: readonly string[] }): Promise<void> {
  await storeNews(tx, channel, news);
  await tx.query(
    `update provider_body set state = case when cardinality($2::text[]) > 0 then 'unread' else 'read' end, unread = $2,
       body = case when cardinality($2::text[]) > 0 then body end where id = $1 and state = 'received'`, [id, unread.slice(0, 20)]);
}
