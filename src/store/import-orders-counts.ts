import type { ImportCounts, LineCounts } from '../contracts/order-import.ts';
import type { Filled } from './import-orders-fill.ts';
import type { Transaction } from './pool.ts';

export type StagedCounts = Omit<ImportCounts, keyof Filled | keyof LineCounts | 'duplicateLines'>;

const COUNT_STAGED = `
select count(*) filter (where not cancels)::int as "orders", count(*) filter (where cancels)::int as "cancellations",
  count(distinct customer) filter (where not cancels and value > 0)::int as "customersWithOrders",
  count(*) filter (where two_customers)::int as "ordersWithTwoCustomers",
  coalesce(sum(value) filter (where not cancels), 0)::text as "saleValue",
  coalesce(sum(value) filter (where not cancels and customer is not null), 0)::text as "knownSaleValue",
  coalesce(sum(value) filter (where cancels), 0)::text as "cancelledValue",
  (select count(*)::int from staged_customer) as "customers",
  (select count(distinct sku)::int from staged) as "products"
from staged_order`;

const COUNT_DUPLICATES = `
select coalesce(sum(times - 1), 0)::int as "duplicateLines"
from (select count(*) as times from staged
  group by order_id, sku, title, quantity, unit_price, placed_local, customer, country) alike where times > 1`;

const COUNT_NEW = `
select (select count(*)::int from staged_customer where customer_id is null) as "newCustomers",
  (select count(*)::int from staged_order s where not exists (select 1 from known_order k where k.order_id = s.order_id)) as "newOrders",
  (select coalesce(sum(lines), 0)::int from staged_order s where not exists (select 1 from known_order k where k.order_id = s.order_id)) as "newLines"`;

/** Lines equal in every cell to an earlier one; asked before orders are numbered. */
export async function countDuplicates(tx: Transaction): Promise<number> {
  const { rows } = await tx.query<{ duplicateLines: number }>(COUNT_DUPLICATES);
  return rows[0]?.duplicateLines ?? 0;
}

/** What the grouped lines add up to. */
export async function countStaged(tx: Transaction): Promise<StagedCounts> {
  const { rows } = await tx.query<StagedCounts>(COUNT_STAGED);
  if (rows[0] === undefined) throw new Error('an aggregate without groups answers one row');
  return rows[0];
}

/** What an import would add, without adding it; new lines of known orders are not looked for. */
export async function countNew(tx: Transaction): Promise<Filled> {
  const { rows } = await tx.query<Filled>(COUNT_NEW);
  return rows[0] ?? { newCustomers: 0, newOrders: 0, newLines: 0 };
}
