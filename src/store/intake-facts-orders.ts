import type { FactChangeOf } from '../contracts/fact-change.ts';
import { toCustomerId } from '../domain/ids.ts';
import { recomputeFacts } from './facts.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import type { LockedOwner } from './intake-facts-owner.ts';
import { numericFromMoney } from './money.ts';
import type { Transaction } from './pool.ts';
import { markAdviceStale } from './product-interest.ts';
import { type UsedGrant, useGrants } from './use-grants.ts';

/**
 * Books an order. Null when the order is known already (told twice under different message ids, or imported):
 * then nothing changes. Otherwise whether it is the customer's first, and the promotions it used.
 */
export async function bookOrder(tx: Transaction, owner: LockedOwner, order: FactChangeOf<'order'>, inboxId: number): Promise<{ first: boolean; used: readonly UsedGrant[] } | null> {
  const { rowCount } = await tx.query(
    `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, country, value, line_count, state)
     select $1, $2, 'order', $3, e.occurred_at, coalesce($4, s.currency), $5, $6, $7,
       coalesce((select c.state from orders c where c.shop_id = $1 and c.external_id = $2 || '/cancelled'), 'placed')
     from event_inbox e join shop s on s.id = $1 where e.id = $8
     on conflict (shop_id, external_id) do nothing`,
    [owner.shopId, order.orderId, owner.customerId, order.currency, order.country, numericFromMoney(order.value), order.lines.length, inboxId]);
  if (rowCount === 0) return null;
  await bookLines(tx, owner, order);
  await capCancellation(tx, owner.shopId, order.orderId);
  await recomputeFacts(tx, [toCustomerId(owner.customerId)]);
  const used = await useGrants(tx, owner.shopId, {
    buyer: owner.customerId, orderId: order.orderId, codes: order.coupons ?? [], skus: order.lines.map(({ sku }) => sku), value: order.value, discount: order.discount ?? null, inboxId,
  });
  const { orderCount, hasAsked } = await factsNow(tx, owner.customerId);
  // An order speaks for the inquiry that it came after.
  if (hasAsked) await renewInquiryQuality(tx, [toCustomerId(owner.customerId)]);
  return { first: order.value > 0 && orderCount === 1, used };
}

async function factsNow(tx: Transaction, customerId: string): Promise<{ readonly orderCount: number; readonly hasAsked: boolean }> {
  const { rows: [row] } = await tx.query<{ order_count: number; has_asked: boolean }>('select order_count, inquiry_quality is not null as has_asked from customer_facts where customer_id = $1', [customerId]);
  return { orderCount: row?.order_count ?? 0, hasAsked: row?.has_asked ?? false };
}

async function bookLines(tx: Transaction, { shopId, customerId }: LockedOwner, { orderId, lines }: FactChangeOf<'order'>): Promise<void> {
  if (lines.length === 0) return;
  const rows = JSON.stringify(lines.map((line, index) => ({
    sku: line.sku, title: line.title, quantity: line.quantity, line_no: index + 1, unit_price: numericFromMoney(line.unitPrice),
  })));
  await tx.query(
    `insert into product (shop_id, sku, title)
     select distinct on (sku) $1, sku, title from jsonb_to_recordset($2::jsonb) as l(sku text, title text) order by sku
     on conflict do nothing`, [shopId, rows]);
  // What is advised to the customer does not know of this order; told on the way, so that it costs no round trip.
  await tx.query(
    `with news as (
       insert into customer_products as p (customer_id, news) values ($4, 1) on conflict (customer_id) do update set news = p.news + 1
     )
     insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price)
     select $1, $2, line_no, sku, case when unit_price = 0 then 'free' else 'sale' end, quantity, unit_price
     from jsonb_to_recordset($3::jsonb) as l(line_no int, sku text, quantity int, unit_price numeric(18,4))`, [shopId, orderId, rows, customerId]);
}

/**
 * Books a cancellation or refund as a document beside its order, named `<order>/cancelled`. Amounts of parts add up;
 * a whole one takes the order's value; together they never exceed it. So the order of arrival does not matter.
 */
export async function bookCancellation(tx: Transaction, owner: LockedOwner, told: FactChangeOf<'cancellation'>, inboxId: number): Promise<void> {
  await tx.query(
    `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, state)
     select $1, $2 || '/cancelled', 'cancellation', $3, e.occurred_at, coalesce((select o.currency from orders o where o.shop_id = $1 and o.external_id = $2), s.currency), $4, $5
     from event_inbox e join shop s on s.id = $1 where e.id = $6
     on conflict (shop_id, external_id) do update set value = orders.value + excluded.value,
       placed_at = greatest(orders.placed_at, excluded.placed_at),
       -- the weightier word stays, whichever came first
       state = case when 'cancelled' in (orders.state, excluded.state) then 'cancelled'
         when 'refunded' in (orders.state, excluded.state) then 'refunded' else orders.state end`,
    [owner.shopId, told.orderId, owner.customerId, numericFromMoney(told.amount ?? 0), told.amount === null ? told.newState : 'part-refunded', inboxId]);
  await bookReturnedLines(tx, owner, told);
  await capCancellation(tx, owner.shopId, told.orderId);
  await markAdviceStale(tx, owner.customerId);
  await recomputeFacts(tx, [toCustomerId(owner.customerId)]);
  await renewInquiryQuality(tx, [toCustomerId(owner.customerId)]);
}

/** What came back of a part, with negative quantities as in an export; a whole order needs no lines. */
async function bookReturnedLines(tx: Transaction, { shopId }: LockedOwner, { orderId, lines = [] }: FactChangeOf<'cancellation'>): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line, index) => ({ sku: line.sku, quantity: -line.quantity, place: index + 1, unit_price: numericFromMoney(line.unitPrice) }));
  await tx.query(
    `insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price)
     select $1, $2, place + coalesce((select max(line_no) from order_line where shop_id = $1 and order_id = $2), 0), sku, 'cancelled', quantity, unit_price
     from jsonb_to_recordset($3::jsonb) as l(place int, sku text, quantity int, unit_price numeric(18,4))`, [shopId, `${orderId}/cancelled`, JSON.stringify(rows)]);
}

async function capCancellation(tx: Transaction, shopId: string, orderId: string): Promise<void> {
  await tx.query(
    `update orders c set currency = o.currency,
       value = case when c.state in ('cancelled', 'refunded') then o.value else least(c.value, o.value) end
     from orders o where o.shop_id = $1 and o.external_id = $2 and c.shop_id = $1 and c.external_id = $2 || '/cancelled'`, [shopId, orderId]);
  await tx.query(
    `update orders o set state = c.state from orders c
     where c.shop_id = $1 and c.external_id = $2 || '/cancelled' and o.shop_id = $1 and o.external_id = $2`, [shopId, orderId]);
}
