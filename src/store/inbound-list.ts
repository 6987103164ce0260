import type { Queryable } from './pool.ts';

/** What somebody wrote. */
export interface InboundLine {
  readonly id: number;
  readonly channel: string;
  /** Null: nobody is known by the address. */
  readonly customerId: string | null;
  readonly address: string;
  /** Null once the customer is erased. */
  readonly text: string | null;
  readonly atMs: number;
  readonly messageId: string | null;
  readonly isAutomatic: boolean;
}

/** What people wrote, the newest first. @param from `unknown`: only from whom nobody knows; an id: only of that customer */
export async function listInbound(db: Queryable, { from, limit }: { readonly from: 'all' | 'unknown' | { readonly customerId: string }; readonly limit: number }): Promise<InboundLine[]> {
  const customerId = typeof from === 'object' ? from.customerId : null;
  const { rows } = await db.query<Omit<InboundLine, 'id' | 'atMs'> & { id: string; at_ms: string }>(
    `select id, channel, customer_id as "customerId", address, text, epoch_ms(at) as at_ms, message_id as "messageId", is_automatic as "isAutomatic" from inbound_message
     where ($1::uuid is null or customer_id = $1) and (not $2::boolean or customer_id is null) order by id desc limit $3`, [customerId, from === 'unknown', limit]);
  return rows.map(({ id, at_ms: atMs, ...line }) => ({ ...line, id: Number(id), atMs: Number(atMs) }));
}

/** News that could not be applied, or not yet, and bodies of which a part could not be read. */
export interface OpenNews {
  readonly channel: string;
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
  readonly receivedMs: number;
}

/** The newest first. */
export async function listOpenNews(db: Queryable, limit: number): Promise<OpenNews[]> {
  const { rows } = await db.query<Omit<OpenNews, 'receivedMs'> & { received_ms: string }>(
    `select channel, id, kind, state, coalesce(reason, '') as reason, epoch_ms(received_system) as received_ms from channel_news where state in ('waiting', 'set-aside')
     union all select channel, 'body ' || id, 'body', state, array_to_string(unread, '; '), epoch_ms(received_system) from provider_body where state in ('received', 'unread')
     order by received_ms desc limit $1`, [limit]);
  return rows.map(({ received_ms: receivedMs, ...news }) => ({ ...news, receivedMs: Number(receivedMs) }));
}

/** A mail that came to one of our addresses: what it turned out to be, and nothing of whoever wrote it. */
export interface InboundMailLine {
  readonly id: string;
  readonly receivedMs: number;
  /** Null: not read yet. */
  readonly kind: string | null;
  readonly state: string;
  /** Why nothing follows from it. */
  readonly reason: string | null;
  /** What it speaks of. */
  readonly message: string | null;
}

/** The newest first. @param onlyWaiting those that are not read yet, or could not be */
export async function listInboundMail(db: Queryable, { onlyWaiting, limit }: { readonly onlyWaiting: boolean; readonly limit: number }): Promise<InboundMailLine[]> {
  const { rows } = await db.query<Omit<InboundMailLine, 'receivedMs'> & { received_ms: string }>(
    `select id::text, epoch_ms(received_system) as received_ms, kind, status as state, reason, message_id as message from inbound_mail
     where not $1::boolean or status in ('received', 'unreadable') order by id desc limit $2`, [onlyWaiting, limit]);
  return rows.map(({ received_ms: receivedMs, ...line }) => ({ ...line, receivedMs: Number(receivedMs) }));
}
