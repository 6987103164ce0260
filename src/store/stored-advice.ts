import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { AgainCandidate, FreshCandidate, ProductKey } from '../domain/product-advice.ts';
import type { Reason } from '../domain/reason.ts';
import type { Queryable } from './pool.ts';

/** What the product is called now, and why. */
interface Named {
  readonly title: string | null;
  readonly class: string | null;
  readonly classBecause: Reason | null;
}

/** What is advised to a customer as it is stored, with the titles of the products. */
export interface StoredAdvice {
  readonly madeAtMs: EpochMs;
  /** Something was told since, and the lists do not know of it yet. */
  readonly stale: boolean;
  readonly again: readonly (AgainCandidate & Named)[];
  readonly fresh: readonly (FreshCandidate & Named)[];
}

const TITLED = (list: 'again' | 'fresh') => `(
  select coalesce(jsonb_agg(c.one || jsonb_build_object('title', d.title, 'class', d.class, 'classBecause', d.class_reason->'because') order by c.place), '[]')
  from jsonb_array_elements(p.${list}) with ordinality as c(one, place) left join product d on d.shop_id = c.one->>'shopId' and d.sku = c.one->>'sku') as ${list}`;

/** Null before anything was advised to the customer. */
export async function readAdvice(db: Queryable, id: CustomerId): Promise<StoredAdvice | null> {
  const { rows } = await db.query<StoredAdvice>(
    `select epoch_ms(p.made_at)::float8 as "madeAtMs", p.news <> p.made_of as stale, ${TITLED('again')}, ${TITLED('fresh')}
     from customer_products p where p.customer_id = $1 and p.made_at is not null`, [id]);
  return rows[0] ?? null;
}

/** Titles of products, in their order. */
export async function readTitles(db: Queryable, products: readonly ProductKey[]): Promise<readonly (string | null)[]> {
  const { rows } = await db.query<{ title: string | null }>(
    `select d.title from unnest($1::text[], $2::text[]) with ordinality as named(shop_id, sku, place) left join product d using (shop_id, sku) order by named.place`,
    [products.map(({ shopId }) => shopId), products.map(({ sku }) => sku)]);
  return rows.map(({ title }) => title);
}
