import type { Money } from '../domain/customer.ts';
import type { Neatness } from '../domain/screening/neatness.ts';
import type { ProductCode } from '../domain/screening/product-codes.ts';
import type { NamedProduct, ScreeningShop } from '../domain/screening/screening-facts.ts';
import type { CustomerId } from '../domain/ids.ts';
import { MAIL_CHANNELS } from './mail-store.ts';
import { moneyFromNumeric } from './money.ts';
import type { Queryable } from './pool.ts';

/** Figures of the shop that change slowly and cost a second to read: read anew every hour at most. */
export interface ShopFigures {
  readonly usualFirstQuantity: ScreeningShop['usualFirstQuantity'];
  readonly lowestPrice: { readonly amount: Money; readonly currency: string } | null;
  /** Of the mail addresses of customers of level 1 and 2, in lower case, as they are written. */
  readonly customerDomains: readonly string[];
}

/** First orders are taken of so many newest buyers: what is usual now, in a bounded time. */
const BUYERS = 20_000;
const MOST_DOMAINS = 2_000;
const FIGURES = `
with buyers as (select customer_id from customer_facts where first_order_at is not null order by first_order_at desc limit ${BUYERS}), firsts as (
  select o.shop_id, o.external_id from buyers b, lateral (select shop_id, external_id from orders where customer_id = b.customer_id and kind = 'order' order by placed_at, external_id limit 1) o
), pieces as (
  select sum(l.quantity) as pieces from firsts f join order_line l on l.shop_id = f.shop_id and l.order_id = f.external_id and l.kind = 'sale' group by l.shop_id, l.order_id
)
select (select percentile_cont($3) within group (order by pieces) from pieces) as pieces, (select count(*)::int from pieces) as orders,
  (select min(price) from product where shop_id = $1 and kind = 'product' and price > 0 and coalesce(currency, $2) = $2) as lowest,
  array(select distinct lower(split_part(p.address, '@', 2)) from customer_facts f join contact_point p on p.customer_id = f.customer_id
    where f.level <= 2 and p.channel = any($4::text[]) and not p.sandbox_only limit ${MOST_DOMAINS}) as domains`;

/** @param share the quantile of first orders, 0 to 1 @param currency of the shop: the lowest price is one in it */
export async function readShopFigures(db: Queryable, { shopId, currency, share }: { readonly shopId: string; readonly currency: string; readonly share: number }): Promise<ShopFigures> {
  const { rows: [row] } = await db.query<{ pieces: number | null; orders: number; lowest: string | null; domains: string[] }>(FIGURES, [shopId, currency, share, MAIL_CHANNELS]);
  return {
    usualFirstQuantity: row?.pieces == null ? null : { pieces: row.pieces, orders: row.orders },
    lowestPrice: row?.lowest == null ? null : { amount: moneyFromNumeric(row.lowest), currency },
    customerDomains: row?.domains ?? [],
  };
}

/** What is usual is made of so many newest inquiries. */
const MOST_PAST = 2_000;

/** How neat past inquiries were, as numbers. Those that are held, or were found not to be real, say nothing of what is usual. */
export async function pastNeatness(db: Queryable, exceptInquiry: number): Promise<readonly Neatness[]> {
  const { rows } = await db.query<{ neatness: Neatness }>(
    `select screening->'neatness' as neatness from inquiry where screening ? 'neatness' and verdict is distinct from 'not-real' and (band <> 'hold' or verdict = 'real') and id <> $1
     order by id desc limit ${MOST_PAST}`, [exceptInquiry]);
  return rows.map(({ neatness }) => neatness);
}

/** From how many others the same words came. @param textHash null: they are too short to be compared, and so is the answer */
export async function sameTextSenders(db: Queryable, customerId: CustomerId, textHash: string | null): Promise<number | null> {
  if (textHash === null) return null;
  const { rows } = await db.query<{ senders: number }>('select count(distinct customer_id)::int as senders from inquiry where text_hash = $1 and customer_id <> $2', [textHash, customerId]);
  return rows[0]?.senders ?? 0;
}

/** Which codes of an inquiry the shop lists. A shop without a list of products knows of no code that is missing. */
export async function productsNamed(db: Queryable, shopId: string, codes: readonly ProductCode[]): Promise<{ readonly namedProducts: readonly NamedProduct[]; readonly unlistedCodes: readonly string[] }> {
  if (codes.length === 0) return { namedProducts: [], unlistedCodes: [] };
  const { rows } = await db.query<{ code: string; sku: string; price: string | null; currency: string }>(
    `select upper(p.sku) as code, p.sku, p.price, trim(coalesce(p.currency, s.currency)) as currency from product p join shop s on s.id = p.shop_id
     where p.shop_id = $1 and p.kind = 'product' and upper(p.sku) = any($2::text[]) order by p.sku`, [shopId, codes.map(({ code }) => code)]);
  const listed = new Set(rows.map(({ code }) => code));
  const hasList = listed.size > 0 || (await db.query('select 1 from product where shop_id = $1 limit 1', [shopId])).rowCount === 1;
  return {
    namedProducts: rows.map(({ sku, price, currency }) => ({ sku, price: price === null ? null : moneyFromNumeric(price), currency })),
    unlistedCodes: hasList ? codes.filter(({ code, isNamed }) => isNamed && !listed.has(code)).map(({ code }) => code) : [],
  };
}
