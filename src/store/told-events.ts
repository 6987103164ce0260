import type { EventKind } from '../domain/event.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';

/** News that Touchline itself tells a customer's run. The message id is unique within its source: told once. */
export interface ToldEvent {
  readonly customerId: CustomerId;
  readonly kind: EventKind;
  readonly messageId: string;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}

const TELL_SQL = `
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
select $1, e."messageId", coalesce(
    (select i.shop_id from identity i where i.customer_id = c.id order by i.shop_id limit 1), (select id from shop order by id limit 1)),
  coalesce(c.merged_into, c.id), e.kind, touchline_now(), clock_timestamp(), jsonb_build_object('change', '{"does": "nothing"}'::jsonb, 'properties', e.properties), 'applied', true
from jsonb_to_recordset($2::jsonb) as e("customerId" uuid, kind text, "messageId" text, properties jsonb) join customer c on c.id = e."customerId" order by e."messageId"
on conflict (source, message_id) do nothing returning customer_id`;

/** Puts news into the inbox, applied and not yet decided; that of somebody who was merged away is told to who goes on. Call it under the customers' locks. Answers those to whom it was new: they are to be woken. */
export async function tellEvents(db: Queryable, source: string, events: readonly ToldEvent[]): Promise<CustomerId[]> {
  if (events.length === 0) return [];
  const { rows } = await db.query<{ customer_id: string }>(TELL_SQL, [source, JSON.stringify(events)]);
  return [...new Set(rows.map((row) => toCustomerId(row.customer_id)))];
}
