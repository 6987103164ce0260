import { createHash } from 'node:crypto';
import type { ChannelNews } from '../contracts/channel-news.ts';
import { storeNews } from './channel-news.ts';
import { inTransaction, isDataFault, type Pool, type Queryable, type Transaction } from './pool.ts';

/** A body of a provider as it came. */
export interface ReceivedBody {
  readonly channel: string;
  readonly body: Uint8Array;
}

/** One that nobody has read yet. */
export interface ProviderBody extends ReceivedBody {
  readonly id: number;
}

/** What a body says, and what of it could not be read. */
export interface ReadBody extends Omit<ProviderBody, 'body'> {
  readonly news: readonly ChannelNews[];
  readonly unread: readonly string[];
}

const STORE_SQL = `
insert into provider_body (channel, hash, body, received_system) select channel, hash, body, clock_timestamp() from unnest($1::text[], $2::bytea[], $3::bytea[]) as told(channel, hash, body)
on conflict (channel, hash) do nothing`;

/** Stores bodies as they came, in one commit; one that is known already, a repeat or a replay, stays one row. */
export async function storeProviderBodies(db: Queryable, bodies: readonly ReceivedBody[]): Promise<void> {
  // Sorted, so that two processes that were told the same cannot block each other.
  const rows = bodies.map(({ channel, body }) => ({ channel, body: Buffer.from(body), hash: createHash('sha256').update(body).digest() })).toSorted((a, b) => a.hash.compare(b.hash));
  await db.query({ name: 'store-bodies', text: STORE_SQL, values: [rows.map(({ channel }) => channel), rows.map(({ hash }) => hash), rows.map(({ body }) => body)] });
}

/** Bodies that wait to be read, in the order in which they came. */
export async function waitingBodies(pool: Pool, limit: number): Promise<ProviderBody[]> {
  const { rows } = await pool.query<{ id: string; channel: string; body: Buffer }>(
    `select id, channel, body from provider_body where state = 'received' order by id limit $1`, [limit]);
  return rows.map((row) => ({ id: Number(row.id), channel: row.channel, body: row.body }));
}

/**
 * Keeps what bodies say, and drops them in the same commit; a part that could not be read keeps its body, with what is wrong. A body that
 * no table can hold is set aside alone.
 */
export async function takeApartBodies(pool: Pool, bodies: readonly ReadBody[]): Promise<void> {
  if (bodies.length === 0) return;
  await inTransaction(pool, (tx) => takeApart(tx, bodies)).catch(async (error: unknown) => {
    if (!isDataFault(error)) throw error;
    const [first] = bodies;
    // It would fail for ever, and hold up those behind it.
    if (bodies.length === 1) await pool.query(`update provider_body set state = 'unread', unread = array['it holds a value that cannot be stored'] where id = $1 and state = 'received'`, [first?.id]);
    else for (const body of bodies) await takeApartBodies(pool, [body]);
  });
}

async function takeApart(tx: Transaction, bodies: readonly ReadBody[]): Promise<void> {
  for (const channel of new Set(bodies.map((body) => body.channel))) await storeNews(tx, channel, bodies.flatMap((body) => (body.channel === channel ? body.news : [])));
  const read = bodies.map(({ id, unread }) => ({ id, unread: unread.slice(0, 20) }));
  await tx.query(
    `update provider_body b set state = case when cardinality(r.unread) > 0 then 'unread' else 'read' end, unread = r.unread, body = case when cardinality(r.unread) > 0 then b.body end
     from jsonb_to_recordset($1::jsonb) as r(id bigint, unread text[]) where b.id = any($2::bigint[]) and b.id = r.id and b.state = 'received'`, [JSON.stringify(read), read.map(({ id }) => id)]);
}
