import type { Money } from '../domain/customer.ts';
import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import type { ProductTally } from '../domain/product-figures.ts';
import type { Queryable } from './pool.ts';

/** Days of orders that are read at a time: each takes a second or two in a large shop. */
const SLICE_DAYS = { counted: 30, before: 90 };

// `offset 0`: lines are found order by order, by their key. What was cancelled or refunded whole came back whole, whether its document
// lists the lines or not; amounts of several currencies are added as they stand, as everywhere.
const LINES = `from orders o cross join lateral (
  select l.shop_id, l.sku, l.kind, l.quantity, l.unit_price from order_line l where l.shop_id = o.shop_id and l.order_id = o.external_id and l.kind in ('sale', 'cancelled') offset 0) l`;
const WHEN = 'o.placed_at >= instant($1) and o.placed_at < instant($2)';
const CAME_BACK_WHOLE = `o.state in ('cancelled', 'refunded')`;
const KEPT = `l.kind = 'sale' and not ${CAME_BACK_WHOLE}`;

const COUNTED_SQL = `
select l.shop_id, upper(l.sku) as code, trim(o.currency) as currency, (min(epoch_ms(o.placed_at)) filter (where l.kind = 'sale'))::float8 as since_ms,
  coalesce(sum(l.quantity) filter (where l.kind = 'sale'), 0)::float8 as sold,
  coalesce(sum(abs(l.quantity)) filter (where (l.kind = 'sale') = (${CAME_BACK_WHOLE})), 0)::float8 as returned,
  (coalesce(sum(l.quantity * l.unit_price) filter (where not ${CAME_BACK_WHOLE}), 0) * 10000)::float8 as net_sales,
  (coalesce(sum(l.quantity * l.unit_price) filter (where ${KEPT}), 0) * 10000)::float8 as kept_sales, coalesce(sum(l.quantity) filter (where ${KEPT}), 0)::float8 as kept
${LINES} where ${WHEN} group by 1, 2, 3`;

const BEFORE_SQL = `select l.shop_id, upper(l.sku) as code, min(epoch_ms(o.placed_at))::float8 as since_ms ${LINES} where ${WHEN} and l.kind = 'sale' group by 1, 2`;

interface CountedRow { readonly shop_id: string; readonly code: string; readonly currency: string; readonly since_ms: number | null; readonly sold: number; readonly returned: number; readonly net_sales: number; readonly kept_sales: number; readonly kept: number }
type BeforeRow = Pick<CountedRow, 'shop_id' | 'code' | 'since_ms'>;

/** What one costs, where the product list says so; without a currency in that of the order. */
export interface UnitCost {
  readonly cost: Money;
  readonly currency: string | null;
}

/** As far as orders tell; null: never sold. */
export type SoldTally = Omit<ProductTally, 'sinceMs'> & { readonly sinceMs: EpochMs | null };

/** Of no orders at all. */
const NOTHING: SoldTally = { sold: 0, returned: 0, netSales: 0, costedSales: 0, cost: 0, sinceMs: null };

/** What orders before an instant say of each product, by shop and code in capitals. */
export class ProductSales {
  readonly #tallies = new Map<string, SoldTally>();
  readonly #costOf: (shopId: string, code: string) => UnitCost | null;

  constructor(costOf: (shopId: string, code: string) => UnitCost | null) {
    this.#costOf = costOf;
  }

  of(shopId: string, sku: string): SoldTally {
    return this.#tallies.get(productCode(shopId, sku)) ?? NOTHING;
  }

  add(row: CountedRow | BeforeRow): void {
    const key = productCode(row.shop_id, row.code);
    const known = this.#tallies.get(key) ?? NOTHING;
    const sinceMs = [known.sinceMs, row.since_ms].filter((ms) => ms !== null);
    this.#tallies.set(key, { ...('sold' in row ? this.#sum(known, row) : known), sinceMs: sinceMs.length === 0 ? null : Math.min(...sinceMs) });
  }

  /** A cost in another currency than that of the orders is as good as none. */
  #sum(known: SoldTally, row: CountedRow): SoldTally {
    const unit = this.#costOf(row.shop_id, row.code);
    const isCosted = unit !== null && (unit.currency ?? row.currency) === row.currency;
    return {
      sinceMs: known.sinceMs, sold: known.sold + row.sold, returned: known.returned + row.returned, netSales: known.netSales + Math.round(row.net_sales),
      costedSales: known.costedSales + (isCosted ? Math.round(row.kept_sales) : 0), cost: known.cost + (isCosted ? row.kept * unit.cost : 0),
    };
  }
}

/** One text for a product of a shop, however its code is spelt. */
export const productCode = (shopId: string, sku: string) => `${sku.toUpperCase()} ${shopId}`;

interface SalesWindow {
  readonly asOfMs: EpochMs;
  readonly days: number;
  readonly costOf: (shopId: string, code: string) => UnitCost | null;
}

/** Reads orders slice by slice, the newest first; `onSlice` hears of each. */
export async function readProductSales(db: Queryable, window: SalesWindow, onSlice: (done: number, total: number) => void): Promise<ProductSales> {
  const { rows: [first] } = await db.query<{ ms: number | null }>('select epoch_ms(min(placed_at))::float8 as ms from orders');
  const sinceMs = window.asOfMs - window.days * DAY_MS;
  const counted = slices(sinceMs, window.asOfMs, SLICE_DAYS.counted);
  const before = first?.ms === null || first === undefined ? [] : slices(first.ms, sinceMs, SLICE_DAYS.before);
  const sales = new ProductSales(window.costOf);
  for (const [index, [sql, slice]] of [...counted.map((one) => [COUNTED_SQL, one] as const), ...before.map((one) => [BEFORE_SQL, one] as const)].entries()) {
    const { rows } = await db.query<CountedRow | BeforeRow>(sql, [...slice]);
    for (const row of rows) sales.add(row);
    onSlice(index + 1, counted.length + before.length);
  }
  return sales;
}

/** The newest first. */
function slices(fromMs: EpochMs, untilMs: EpochMs, days: number): (readonly [EpochMs, EpochMs])[] {
  const count = Math.max(0, Math.ceil((untilMs - fromMs) / (days * DAY_MS)));
  return Array.from({ length: count }, (_, index) => [Math.max(fromMs, untilMs - (index + 1) * days * DAY_MS), untilMs - index * days * DAY_MS] as const);
}
