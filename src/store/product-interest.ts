import type { FactChangeOf } from '../contracts/fact-change.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import type { Transaction } from './pool.ts';

/** Of each customer so many products are remembered, the newest. */
export const MOST_REMEMBERED = 50;

// What was told before is there already; the row of now counts as one of the most. One statement: views come all day.
const RECORD_SQL = `
with told as materialized (
  select occurred_at from event_inbox where id = $5
), forgotten as (
  delete from customer_interest where customer_id = $1 and (shop_id, sku, what) in (
    select shop_id, sku, what from customer_interest where customer_id = $1 and (shop_id, sku, what) <> ($2, upper($3), $4)
    order by at desc, shop_id, sku, what offset ${MOST_REMEMBERED - 1})
), news as (
  insert into customer_products as p (customer_id, news) values ($1, 1) on conflict (customer_id) do update set news = p.news + 1
)
insert into customer_interest as i (customer_id, shop_id, sku, what, at) select $1, $2, upper($3), $4, occurred_at from told
on conflict (customer_id, shop_id, sku, what) do update set at = greatest(i.at, excluded.at), times = i.times + 1`;

/** Remembers that the customer looked at a product or asked for one; call it under the customer's lock. */
export async function recordInterest(tx: Transaction, { customerId, shopId }: LockedOwner, told: FactChangeOf<'view' | 'inquiry'>, inboxId: number): Promise<void> {
  if (told.sku === undefined) return;
  await tx.query(RECORD_SQL, [customerId, shopId, told.sku, told.does === 'view' ? 'viewed' : 'asked-for', inboxId]);
}

/** What is advised to this customer does not know of something new. */
export async function markAdviceStale(tx: Transaction, customerId: string): Promise<void> {
  await tx.query('insert into customer_products as p (customer_id, news) values ($1, 1) on conflict (customer_id) do update set news = p.news + 1', [customerId]);
}
