import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { AdvisedItem, Bought, Interest, ProductHistory } from '../domain/product-advice.ts';
import type { Queryable } from './pool.ts';

/** The products by number, and the number of a code. */
export interface Catalogue {
  readonly items: readonly AdvisedItem[];
  readonly numberOf: (shopId: string, code: string) => number | undefined;
}

/** A customer with what they did, as of an instant. */
export interface KnownCustomer {
  readonly id: CustomerId;
  readonly history: ProductHistory;
  /** How much had been told of them then, at least. */
  readonly news: number;
}

interface ProductRow { readonly shop_id: string; readonly sku: string; readonly title: string | null; readonly tags: string[]; readonly category: string | null; readonly on_sale: boolean; readonly countries_not: string[] }

/** Goods only; of codes that differ in capitals alone the first is the one that is written. */
export async function readCatalogue(db: Queryable): Promise<Catalogue> {
  const { rows } = await db.query<ProductRow>(
    `select distinct on (shop_id, upper(sku)) shop_id, sku, title, coalesce(tags, '{}') as tags, category, coalesce(stock, 1) > 0 as on_sale, coalesce(countries_not, '{}') as countries_not
     from product where kind = 'product' order by shop_id, upper(sku), sku collate "C"`);
  const items = rows.map(({ shop_id: shopId, sku, title, tags, category, on_sale: onSale, countries_not: countriesNot }): AdvisedItem => ({ shopId, sku, title, tags, category, onSale, countriesNot })).toSorted(byCode);
  const numbers = new Map(items.map((item, number) => [keyOf(item.shopId, item.sku), number]));
  return { items, numberOf: (shopId, code) => numbers.get(keyOf(shopId, code)) };
}

const keyOf = (shopId: string, code: string) => `${code.toUpperCase()} ${shopId}`;
const byCode = (a: AdvisedItem, b: AdvisedItem) => (keyOf(a.shopId, a.sku) < keyOf(b.shopId, b.sku) ? -1 : 1);

/** SQL for whether anything is known of what customer `c` likes: of whoever has neither bought nor looked at anything nor told it, there is nothing to say. */
export const HAS_TASTE = `(exists (select 1 from orders o where o.customer_id = c.id) or exists (select 1 from customer_interest i where i.customer_id = c.id)
  or exists (select 1 from statement s where s.customer_id = c.id and s.kind = 'interests'))`;

// In the order of their ids.
const PAGE_SQL = `
select c.id from customer c where ($1::uuid is null or c.id > $1) and c.erased_at is null and c.merged_into is null and ${HAS_TASTE}
order by c.id limit $2`;

/** The next customers of whom anything is known, in the order of their ids. */
export async function customersWithHistory(db: Queryable, after: CustomerId | null, limit: number): Promise<CustomerId[]> {
  const { rows } = await db.query<{ id: string }>(PAGE_SQL, [after, limit]);
  return rows.map(({ id }) => toCustomerId(id));
}

const NEWS_SQL = `
select c.id, trim(c.country) as country, coalesce(p.news, 0) as news,
  coalesce((select s.value from statement s where s.customer_id = c.id and s.kind = 'interests' order by s.id desc limit 1), '[]') as stated
from customer c left join customer_products p on p.customer_id = c.id where c.id = any($1::uuid[]) and c.erased_at is null and c.merged_into is null
order by c.id`;

// Orders that were cancelled or refunded whole were never bought, but are known: their products are not new. Cancellations that list
// their products have negative quantities. `offset 0`: lines are found order by order, by their key; else each page reads all lines of the shop.
const BOUGHT_SQL = `
select o.customer_id as id, o.shop_id, l.sku, array_agg(epoch_ms(o.placed_at)::float8 order by o.placed_at) filter (where l.kind = 'sale' and o.state not in ('cancelled', 'refunded')) as at_ms,
  coalesce(sum(l.quantity) filter (where l.kind = 'cancelled' or o.state not in ('cancelled', 'refunded')), 0)::float8 as net_quantity
from orders o cross join lateral (
  select sku, kind, quantity from order_line l where l.shop_id = o.shop_id and l.order_id = o.external_id and l.kind in ('sale', 'cancelled') offset 0) l
where o.customer_id = any($1::uuid[]) and o.placed_at < instant($2)
group by o.customer_id, o.shop_id, l.sku`;

const INTEREST_SQL = `
select customer_id as id, shop_id, sku, what, epoch_ms(at)::float8 as at_ms, times from customer_interest where customer_id = any($1::uuid[]) and at < instant($2)`;

interface BoughtRow { readonly id: string; readonly shop_id: string; readonly sku: string; readonly at_ms: number[] | null; readonly net_quantity: number }
interface InterestRow { readonly id: string; readonly shop_id: string; readonly sku: string; readonly what: Interest['what']; readonly at_ms: number; readonly times: number }

/**
 * What these customers did before an instant. How much is new of them is read first: what is told meanwhile leaves them stale, whether
 * these orders hold it or not.
 */
export async function readHistories(db: Queryable, { numberOf }: Catalogue, ids: readonly CustomerId[], beforeMs: EpochMs): Promise<KnownCustomer[]> {
  const { rows: known } = await db.query<{ id: string; country: string | null; news: number; stated: string[] }>(NEWS_SQL, [ids]);
  const { rows: purchases } = await db.query<BoughtRow>(BOUGHT_SQL, [ids, beforeMs]);
  const { rows: looks } = await db.query<InterestRow>(INTEREST_SQL, [ids, beforeMs]);
  const bought = new Map(known.map(({ id }) => [id, new Map<number, Bought>()]));
  for (const row of purchases) {
    const [own, item] = [bought.get(row.id), numberOf(row.shop_id, row.sku)];
    if (own !== undefined && item !== undefined) addBought(own, { item, atMs: row.at_ms ?? [], netQuantity: row.net_quantity });
  }
  const interests = new Map(known.map(({ id }): [string, Interest[]] => [id, []]));
  for (const { id, shop_id: shopId, sku, what, at_ms: atMs, times } of looks) {
    const item = numberOf(shopId, sku);
    if (item !== undefined) interests.get(id)?.push({ item, what, atMs, times });
  }
  return known.map(({ id, country, news, stated }) => ({
    id: toCustomerId(id), news, history: { country, stated, bought: [...bought.get(id)?.values() ?? []], interests: interests.get(id) ?? [] },
  }));
}

/** Two spellings of a code are one product. */
function addBought(own: Map<number, Bought>, { item, atMs, netQuantity }: Bought): void {
  const known = own.get(item);
  const times = known === undefined ? atMs : [...known.atMs, ...atMs].toSorted((a, b) => a - b);
  own.set(item, { item, atMs: [...new Set(times)], netQuantity: (known?.netQuantity ?? 0) + netQuantity });
}
