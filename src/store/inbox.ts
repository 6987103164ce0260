import type { InboxPayload, TrackedEvent } from '../contracts/tracking.ts';
import type { Pool, Queryable } from './pool.ts';
import { PAYLOAD_WITHOUT_WORDS } from './suggestions.ts';

/** Where events come from: message ids are unique per source. */
export interface EventOrigin {
  readonly source: string;
  readonly shopId: string;
}

export interface StoredEvent {
  readonly inboxId: number;
  readonly messageId: string;
}

/** An event that waits for intake. */
export interface ReceivedEvent {
  readonly inboxId: number;
  readonly shopId: string;
  /** Known already for events that start from one of our own messages. */
  readonly customerId: string | null;
  readonly kind: string;
  readonly payload: InboxPayload;
}

// Sorted by message id: two requests with the same events take the unique index in the same order and cannot deadlock.
const STORE_SQL = `
with moment as materialized (select touchline_now() as at)
insert into event_inbox (source, message_id, shop_id, kind, occurred_at, received_system, payload, status, reason)
select $1, e."messageId", $2, e.kind,
  least(moment.at, coalesce(moment.at - make_interval(secs => e."ageMs" / 1000), instant(e."atMs"), moment.at)),
  clock_timestamp(), e.payload, case when e.reason is null then 'received' else 'ignored' end, e.reason
from moment, jsonb_to_recordset($3::jsonb) as e("messageId" text, kind text, "ageMs" float8, "atMs" float8, payload jsonb, reason text)
order by e."messageId"
on conflict (source, message_id) do nothing
returning id, message_id`;

/** Stores events in one statement and commits; answers those that were new. Events with a reason are kept as ignored. */
export async function storeEvents(db: Queryable, origin: EventOrigin, events: readonly TrackedEvent[]): Promise<StoredEvent[]> {
  if (events.length === 0) return [];
  const { rows } = await db.query<{ id: string; message_id: string }>({ name: 'store-events', text: STORE_SQL, values: [
    origin.source,
    origin.shopId,
    JSON.stringify(events.map((event) => ({
      messageId: event.messageId, kind: event.kind, ...event.time, payload: event.payload, reason: event.ignoredBecause,
    }))),
  ] });
  return rows.map((row) => ({ inboxId: Number(row.id), messageId: row.message_id }));
}

interface ReceivedRow {
  id: string;
  shop_id: string;
  customer_id: string | null;
  kind: string;
  payload: InboxPayload;
}

/** Those of these events that no intake has applied yet, in the order of the inbox. */
export async function receivedEvents(db: Queryable, inboxIds: readonly number[]): Promise<ReceivedEvent[]> {
  const { rows } = await db.query<ReceivedRow>(
    `select id, shop_id, customer_id, kind, payload from event_inbox where id = any($1::bigint[]) and status = 'received' order by id`, [inboxIds]);
  return rows.map(toReceived);
}

/** Events that were stored at least `olderThanMs` of system time ago and never applied: left over by a crash. */
export async function leftOverEvents(db: Queryable, limit: number, olderThanMs: number): Promise<ReceivedEvent[]> {
  const { rows } = await db.query<ReceivedRow>(
    `select id, shop_id, customer_id, kind, payload from event_inbox
     where status = 'received' and received_system <= clock_timestamp() - make_interval(secs => $2) order by id limit $1`, [limit, olderThanMs / 1000]);
  return rows.map(toReceived);
}

function toReceived(row: ReceivedRow): ReceivedEvent {
  return { inboxId: Number(row.id), shopId: row.shop_id, customerId: row.customer_id, kind: row.kind, payload: row.payload };
}

/** Sets aside events that cannot be applied, with the reason; they are listed, and block nobody. */
export async function buryEvents(db: Queryable, inboxIds: readonly number[], reason: string): Promise<void> {
  await db.query(`update event_inbox set status = 'dead_letter', reason = $2, payload = ${PAYLOAD_WITHOUT_WORDS} where id = any($1::bigint[]) and status = 'received'`,
    [inboxIds, reason.slice(0, 300)]);
}

/** The shop that events of the command line belong to when only one exists; null when none or several do. */
export async function onlyShopId(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>('select id from shop order by id limit 2');
  return rows.length === 1 ? rows[0]?.id ?? null : null;
}
