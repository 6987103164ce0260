import type { EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { classOf, type ProductPolicy } from '../domain/product-class.ts';
import { figuresOf, type ProductFigures } from '../domain/product-figures.ts';
import type { Reason } from '../domain/reason.ts';
import { breather } from './breather.ts';
import { moneyFromNumeric } from './money.ts';
import type { Pool, Queryable } from './pool.ts';
import { noteProductList } from './product-list-version.ts';
import { productCode, type ProductSales, readProductSales, type UnitCost } from './product-sales.ts';

/** Products whose classes are written at a time. */
const SLICE = 1_000;

/** What is kept of a product's class: why, and by which figures. Column `class_reason`. */
export interface StoredClassReason {
  readonly because: Reason;
  readonly figures: ProductFigures;
}

export interface Classifying {
  /** Orders before it count. */
  readonly asOfMs: EpochMs;
  readonly policy: ShopPolicy;
  /** Told after each slice; throws to end it. */
  readonly onSlice: (done: number, total: number) => void;
}

/** How many products each class of the policy has, in its order; empty: the policy names no classes. */
export type ClassCounts = readonly { readonly name: string; readonly products: number }[];

/**
 * Gives every product of every shop its class by the policy, with the reason and the figures; the class stands since the day on which it
 * was first given. A policy without classes takes them all away. Running it twice changes nothing.
 */
export async function classifyProducts(pool: Pool, { asOfMs, policy: { products: policy }, onSlice }: Classifying): Promise<ClassCounts> {
  if (policy === undefined) {
    await forgetClasses(pool);
    return [];
  }
  const products = await readProducts(pool);
  const sales = await readProductSales(pool, { asOfMs, days: policy.windowDays, costOf: costsOf(products) }, onSlice);
  const rows = await classed(products, sales, { policy, asOfMs });
  for (let from = 0; from < rows.length; from += SLICE) {
    await pool.query(SAVE_SQL, [JSON.stringify(rows.slice(from, from + SLICE)), asOfMs]);
    onSlice(Math.min(from + SLICE, rows.length), rows.length);
  }
  await noteProductList(pool, 'classified');
  return policy.classes.map(({ name }) => ({ name, products: rows.filter((row) => row.class === name).length }));
}

interface ProductRow { readonly shop_id: string; readonly sku: string; readonly cost: string | null; readonly currency: string | null; readonly since_ms: number | null }
interface ClassedRow { readonly shop_id: string; readonly sku: string; readonly class: string | null; readonly reason: StoredClassReason | null }

async function readProducts(db: Queryable): Promise<readonly ProductRow[]> {
  const { rows } = await db.query<ProductRow>(
    `select shop_id, sku, cost::text, trim(currency) as currency, (class_reason->'figures'->>'sinceMs')::float8 as since_ms from product where kind = 'product' order by shop_id, sku`);
  return rows;
}

/** Of two spellings of a code the one with a cost counts. */
function costsOf(products: readonly ProductRow[]): (shopId: string, code: string) => UnitCost | null {
  const costs = new Map(products.flatMap(({ shop_id: shopId, sku, cost, currency }) => (cost === null ? [] : [[productCode(shopId, sku), { cost: moneyFromNumeric(cost), currency }] as const])));
  return (shopId, code) => costs.get(productCode(shopId, code)) ?? null;
}

/** Each shop has ranks of its own. A product that never sold counts from when it was first seen here. */
async function classed(products: readonly ProductRow[], sales: ProductSales, { policy, asOfMs }: { readonly policy: ProductPolicy; readonly asOfMs: EpochMs }): Promise<readonly ClassedRow[]> {
  const breathe = breather();
  const rows: ClassedRow[] = [];
  for (const shop of new Set(products.map(({ shop_id: shopId }) => shopId))) {
    const own = products.filter(({ shop_id: shopId }) => shopId === shop);
    const figures = figuresOf(own.map(({ sku, since_ms: seenMs }) => {
      const { sinceMs: soldMs, ...tally } = sales.of(shop, sku);
      return { ...tally, sinceMs: Math.min(soldMs ?? asOfMs, seenMs ?? asOfMs) };
    }), { asOfMs, returnRateFromSold: policy.returnRateFromSold });
    for (const [index, { sku }] of own.entries()) {
      const one = figures[index];
      const found = one === undefined ? null : classOf(one, policy);
      rows.push({ shop_id: shop, sku, class: found?.name ?? null, reason: found === null || one === undefined ? null : { because: found.because, figures: one } });
      await breathe();
    }
  }
  return rows;
}

// What an import is writing now is left to the next time, which it calls for: waiting for it, or it for this, could end in a deadlock.
const SAVE_SQL = `
with told as (
  select * from jsonb_to_recordset($1::jsonb) as r(shop_id text, sku text, class text, reason jsonb)
), free as (
  select p.shop_id, p.sku from product p join told using (shop_id, sku) order by p.shop_id, p.sku for no key update of p skip locked
)
update product p set class = t.class, class_reason = t.reason, class_at = case when p.class is distinct from t.class then instant($2) else p.class_at end
from told t join free using (shop_id, sku) where p.shop_id = t.shop_id and p.sku = t.sku`;

async function forgetClasses(db: Queryable): Promise<void> {
  const { rowCount } = await db.query('update product set class = null, class_reason = null, class_at = null where class is not null');
  if (rowCount !== null && rowCount > 0) await noteProductList(db, 'classified');
}
