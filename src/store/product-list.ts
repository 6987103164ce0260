import type { ClassCounts, StoredClassReason } from './classify-products.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** A product as it is listed, with its class and the figures that gave it. */
export interface ListedProduct {
  readonly shopId: string;
  readonly sku: string;
  readonly title: string | null;
  readonly class: string | null;
  /** Null before the first reckoning, and without classes in the policy. */
  readonly why: StoredClassReason | null;
  /** Since when the class stands. */
  readonly classAtMs: EpochMs | null;
  /** Null: not told, and taken as enough. */
  readonly stock: number | null;
}

/** Everything that is known of one product. */
export interface KnownProduct extends ListedProduct {
  readonly category: string | null;
  readonly tags: readonly string[];
  /** Decimals as text; in `currency`, or without one in that of the order. */
  readonly price: string | null;
  readonly cost: string | null;
  readonly currency: string | null;
  readonly countriesNot: readonly string[];
  readonly reviews: number;
  /** Customers to whom it is advised: again, and as new. */
  readonly advised: { readonly again: number; readonly fresh: number };
}

const LISTED = `p.shop_id as "shopId", p.sku, p.title, p.class, p.class_reason as why, epoch_ms(p.class_at)::float8 as "classAtMs", p.stock`;

/** Goods of all shops by net sales, the best first; `class` null: of every class. */
export async function listProducts(db: Queryable, { class: wanted, limit }: { readonly class: string | null; readonly limit: number }): Promise<{ readonly total: number; readonly products: readonly ListedProduct[] }> {
  const wantedOnes = `from product p where p.kind = 'product' and ($1::text is null or p.class = $1)`;
  const { rows: products } = await db.query<ListedProduct>(
    `select ${LISTED} ${wantedOnes} order by (p.class_reason->'figures'->>'netSales')::float8 desc nulls last, p.shop_id, p.sku limit $2`, [wanted, limit]);
  const { rows: [all] } = await db.query<{ total: number }>(`select count(*)::int as total ${wantedOnes}`, [wanted]);
  return { total: all?.total ?? 0, products };
}

/** How many products each class has that stands somewhere. */
export async function countClasses(db: Queryable): Promise<ClassCounts> {
  const { rows } = await db.query<ClassCounts[number]>(`select class as name, count(*)::int as products from product where kind = 'product' and class is not null group by 1 order by 1`);
  return rows;
}

const ADVISED = (list: 'again' | 'fresh') => `(select count(*)::int from customer_products c
  where c.${list} @> jsonb_build_array(jsonb_build_object('shopId', p.shop_id, 'sku', p.sku)))`;

/** Products of this code, whatever its capitals: one in each shop that knows it. */
export async function showProduct(db: Queryable, sku: string): Promise<readonly KnownProduct[]> {
  const { rows } = await db.query<KnownProduct>(
    `select ${LISTED}, p.category, coalesce(p.tags, '{}') as tags, p.price::text, p.cost::text, trim(p.currency) as currency, coalesce(p.countries_not, '{}') as "countriesNot",
       jsonb_array_length(p.reviews) as reviews, jsonb_build_object('again', ${ADVISED('again')}, 'fresh', ${ADVISED('fresh')}) as advised
     from product p where upper(p.sku) = upper($1) order by p.shop_id, p.sku`, [sku]);
  return rows;
}

/** Codes that begin alike, for a code that nobody knows. */
export async function codesLike(db: Queryable, sku: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ sku: string }>(
    `select sku from product where kind = 'product' and left(upper(sku), 3) = left(upper($1), 3) order by sku limit 200`, [sku]);
  return rows.map(({ sku: code }) => code);
}
