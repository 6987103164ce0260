import type { Suppression } from '../domain/customer.ts';
import type { Queryable } from './pool.ts';

export interface NewSuppression extends Suppression {
  readonly customerId: string;
  readonly address: string | null;
}

/** Adds a standing reason never to contact; answers its id, or null when the same one stands already. */
export async function suppress(db: Queryable, told: NewSuppression): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `insert into suppression (customer_id, channel, address, purpose, reason, at)
     select $1, $2, $3, $4, $5, touchline_now()
     where not exists (select 1 from suppression where customer_id = $1 and channel = $2 and address is not distinct from $3
       and purpose = $4 and reason = $5 and lifted_at is null)
     returning id`, [told.customerId, told.channel, told.address, told.purpose, told.reason]);
  return rows[0]?.id ?? null;
}

/** A fresh yes lifts what the customer's own no had set up for this channel; bounces, complaints and the law stay. */
export async function liftUnsubscribed(db: Queryable, customerId: string, channel: string, purpose: string): Promise<void> {
  await db.query(
    `update suppression set lifted_at = touchline_now()
     where customer_id = $1 and channel = $2 and purpose = $3 and reason = 'unsubscribed' and lifted_at is null`, [customerId, channel, purpose]);
}
