import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { lockCustomers } from './customer-lock.ts';
import { isListenedTo } from './listening.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { tellEvents } from './told-events.ts';

/** Whoever looked, or asked, longer ago does not wait any more. */
const INTEREST_DAYS = 90;
/** A return to the shelf that nobody could be told of for so long is no news. */
const NEWS_FOR_DAYS = 3;
const CUSTOMERS_PER_LOOK = 200;

interface Product {
  shop_id: string;
  sku: string;
  back: string;
  is_news: boolean;
}

const BACK_SQL = `
select shop_id, sku, to_char(back_at at time zone 'UTC', 'YYYY-MM-DD') as back, coalesce(stock, 1) > 0 and back_at > touchline_now() - interval '${NEWS_FOR_DAYS} days' as is_news
from product where back_at is not null order by back_at, shop_id, sku limit 1 for update skip locked`;

// Who looked at it or asked for it before it came back, has not bought it since, and has not been told.
const WAITING_SQL = `
select distinct i.customer_id from customer_interest i join customer c on c.id = i.customer_id join product p on p.shop_id = $1 and p.sku = $2
where i.shop_id = $1 and i.sku = upper($2) and i.at between p.back_at - interval '${INTEREST_DAYS} days' and p.back_at and c.erased_at is null and c.merged_into is null
  and not exists (select 1 from orders o join order_line l on l.shop_id = o.shop_id and l.order_id = o.external_id where o.customer_id = i.customer_id and o.placed_at > i.at and upper(l.sku) = i.sku)
  and not exists (select 1 from event_inbox e where e.source = 'stock' and e.message_id = i.customer_id || ':' || i.sku || ':' || $3)
order by i.customer_id limit ${CUSTOMERS_PER_LOOK}`;

/**
 * Tells those who wait for a product that it can be had again, once for each time: the event `back-in-stock` with its code. One product and some hundred
 * customers at a look. Answers the customers who are to be woken.
 */
export async function tellBackInStock(pool: Pool): Promise<CustomerId[]> {
  const { rowCount } = await pool.query('select 1 from product where back_at is not null limit 1');
  if (rowCount === 0) return [];
  const isAwaited = await isListenedTo(pool, 'back-in-stock');
  return inTransaction(pool, async (tx) => {
    const { rows: [product] } = await tx.query<Product>(BACK_SQL);
    if (product === undefined) return [];
    const waiting = isAwaited && product.is_news ? await waitingFor(tx, product) : [];
    if (waiting.length < CUSTOMERS_PER_LOOK) await tx.query('update product set back_at = null where shop_id = $1 and sku = $2', [product.shop_id, product.sku]);
    return tell(tx, product, waiting);
  });
}

async function waitingFor(tx: Transaction, { shop_id: shopId, sku, back }: Product): Promise<CustomerId[]> {
  const { rows } = await tx.query<{ customer_id: string }>(WAITING_SQL, [shopId, sku, back]);
  return rows.map(({ customer_id: id }) => toCustomerId(id));
}

async function tell(tx: Transaction, { sku, back }: Product, waiting: readonly CustomerId[]): Promise<CustomerId[]> {
  if (waiting.length === 0) return [];
  const locked = await lockCustomers(tx, waiting);
  const events = waiting.filter((id) => locked.has(id)).map((customerId) => ({ customerId, kind: 'back-in-stock' as const, messageId: `${customerId}:${sku.toUpperCase()}:${back}`, properties: { sku } }));
  return tellEvents(tx, 'stock', events);
}
