import type { ShopPolicy } from '../domain/policy.ts';
import type { ShopProducts } from '../domain/product-offer.ts';
import type { Queryable } from './pool.ts';

/** Of each class: enough that some are allowed in every country. */
const MOST_POPULAR = 50;

const POPULAR_SQL = `
select shop_id as "shopId", sku, true as "onSale", coalesce(countries_not, '{}') as "countriesNot", jsonb_build_object('name', class, 'because', class_reason->'because') as classed
from (
  select *, row_number() over (partition by class order by (class_reason->'figures'->>'netSales')::float8 desc, sku) as place from product
  where shop_id = $1 and kind = 'product' and coalesce(stock, 1) > 0 and class is not null and (class_reason->'figures'->>'netSales')::float8 > 0
) ranked where place <= ${MOST_POPULAR} order by (class_reason->'figures'->>'netSales')::float8 desc, sku`;

/** What decisions have to know of the shop's products whoever the customer is: the best sellers of each class, and where products of promotions are barred. */
export async function readShopProducts(db: Queryable, { shop, products, promotions: { shelf } }: ShopPolicy): Promise<ShopProducts> {
  const codes = shelf.flatMap((promotion) => promotion.products.map((code) => code.toUpperCase()));
  const { rows: barred } = codes.length === 0 ? { rows: [] } : await db.query<{ code: string; countries: string[] }>(
    `select upper(sku) as code, countries_not as countries from product where shop_id = $1 and upper(sku) = any($2::text[]) and cardinality(countries_not) > 0`, [shop.id, codes]);
  const { rows: popular } = products === undefined ? { rows: [] } : await db.query<ShopProducts['popular'][number]>(POPULAR_SQL, [shop.id]);
  return { popular, barred: Object.fromEntries(barred.map(({ code, countries }) => [code, countries])) };
}
