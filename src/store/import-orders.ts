import { crashPoint } from '../contracts/crash-point.ts';
import type { ImportCounts, ImportedShop, OrderLineRecord } from '../contracts/order-import.ts';
import type { StandingRules } from '../domain/standing.ts';
import { lockTouched, recomputeTouchedFacts } from './facts.ts';
import { renewTouchedQualities } from './inquiry-quality.ts';
import { takeFirstLook } from './facts-first-look.ts';
import { countDuplicates, countNew, countStaged } from './import-orders-counts.ts';
import { type Filled, fillFromStaging, groupStaged } from './import-orders-fill.ts';
import { stageLines } from './import-orders-staging.ts';
import type { Queryable, Transaction } from './pool.ts';

/** What an import adds beyond orders, in the same transaction. */
export type AfterFill = (tx: Transaction) => Promise<void>;

export interface OrdersToStore {
  readonly shop: ImportedShop;
  readonly rowIsOrder: boolean;
  readonly batches: AsyncIterable<readonly OrderLineRecord[]>;
  readonly signal: AbortSignal | undefined;
}

export interface StoredOrders {
  readonly counts: ImportCounts;
  /** Customers who are not lapsed and whose runs will start, spread over time. */
  readonly woken: number;
}

/** Streams lines in and answers what they hold and would add; nothing is written. */
export async function inspectOrders(tx: Transaction, orders: OrdersToStore): Promise<ImportCounts> {
  const counted = await stage(tx, orders);
  return { ...counted, ...(await countNew(tx)) };
}

/** Streams lines in and fills shop, customers, identities, products, orders, lines and facts: all of it or, on any error, nothing. */
export async function storeOrders(
  tx: Transaction, orders: OrdersToStore, how: { importId: number; rules: StandingRules; afterFill: AfterFill },
): Promise<StoredOrders> {
  const counted = await stage(tx, orders);
  crashPoint('import-staged');
  const filled = await fillFromStaging(tx, orders.shop, how.importId);
  await lockTouched(tx);
  await recomputeTouchedFacts(tx);
  await renewTouchedQualities(tx);
  await how.afterFill(tx);
  const woken = await takeFirstLook(tx, how.rules);
  return { counts: { ...counted, ...filled }, woken };
}

/** Fresh statistics after much was added: the next import and scoring must not plan with those of an empty table. */
export async function refreshStatistics(db: Queryable, newLines: number): Promise<void> {
  if (newLines >= WORTH_ANALYZING_LINES) await db.query('analyze customer, customer_facts, customer_state, identity, product, orders, order_line');
}

const WORTH_ANALYZING_LINES = 1_000;

async function stage(tx: Transaction, orders: OrdersToStore): Promise<Omit<ImportCounts, keyof Filled>> {
  const lineCounts = await stageLines(tx, orders.batches, orders.signal);
  const duplicateLines = await countDuplicates(tx);
  await groupStaged(tx, orders.shop.id, orders.rowIsOrder);
  return { ...lineCounts, ...(await countStaged(tx)), duplicateLines };
}
