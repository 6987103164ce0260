import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

const COLUMNS = { shipped: 'shipped_at', 'held-up': 'held_up_at', delivered: 'delivered_at' } as const;

/** Notes with its order what was told of a parcel; the first word of each kind stays. An order that is not known changes nothing. Call it under the customer's lock. */
export async function recordParcel(tx: Transaction, { customerId, shopId }: LockedOwner, { what, orderId }: FactChangeOf<'parcel'>, inboxId: number): Promise<void> {
  const column = COLUMNS[what];
  await tx.query(
    `update orders o set ${column} = coalesce(o.${column}, e.occurred_at) from event_inbox e
     where e.id = $4 and o.shop_id = $2 and o.customer_id = $1 and o.kind = 'order' and o.external_id = coalesce($3, (
       select external_id from orders where shop_id = $2 and customer_id = $1 and kind = 'order' and delivered_at is null and placed_at <= e.occurred_at
       order by placed_at desc, external_id limit 1))`, [customerId, shopId, orderId, inboxId]);
}
