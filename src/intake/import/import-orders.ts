import path from 'node:path';
import { crashPoint } from '../../contracts/crash-point.ts';
import type { ImportCounts, ImportedShop } from '../../contracts/order-import.ts';
import type { StandingRules } from '../../domain/standing.ts';
import { type AfterFill, inspectOrders, type OrdersToStore, refreshStatistics, storeOrders } from '../../store/import-orders.ts';
import { abandonJob, finishJob, knownShop, lockShopForImport, startJob } from '../../store/import-orders-job.ts';
import { inTransaction, type Pool, type Transaction } from '../../store/pool.ts';
import { ImportFault } from './import-fault.ts';
import { openOrderFile, type OrderFile } from './order-file.ts';
import type { OrderFormat } from './order-format.ts';
import { readOrders } from './read-orders.ts';
import type { Reading } from './read-rows.ts';
import { type Reject, RejectsFile } from './rejects-file.ts';

export interface ImportRequest {
  readonly path: string;
  readonly format: OrderFormat;
  /** Stands in for the format's own shop id. */
  readonly shopId?: string;
  readonly dryRun?: boolean;
  /** Where rows that cannot be read are written; null: nowhere. */
  readonly rejectsPath?: string | null;
  /** By what the imported customers are judged. */
  readonly rules: StandingRules;
  /** Joins the import's transaction once orders and facts stand. */
  readonly afterFill?: AfterFill;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesRead: number, sizeBytes: number) => void;
}

export interface ImportReport {
  readonly shop: ImportedShop;
  readonly rows: number;
  readonly rejects: number;
  readonly firstRejects: readonly Reject[];
  readonly unknownCountries: ReadonlyMap<string, number>;
  readonly counts: ImportCounts;
  readonly woken: number;
}

/**
 * Streams an order file into the shop's tables in one transaction: all readable rows or, on any fault, nothing.
 * @throws ImportFault naming what is wrong with the file and the way out
 */
export async function importOrders(pool: Pool, request: ImportRequest): Promise<ImportReport> {
  const file = await openOrderFile(request.path, request.signal);
  const shop = { ...request.format.shop, id: request.shopId ?? request.format.shop.id };
  const rejects = new RejectsFile(request.rejectsPath ?? null);
  const reading: Reading = { rows: 0, unknownCountries: new Map() };
  const batches = withProgress(readOrders(file, request.format, rejects, reading), file, request);
  const orders: OrdersToStore = { shop, rowIsOrder: request.format.rowIsOrder, batches, signal: request.signal };
  try {
    const stored = request.dryRun === true ? await inspect(pool, orders) : await store(pool, orders, { request, reading, rejects });
    const { count: rejectCount, first } = rejects;
    return { shop, rows: reading.rows, rejects: rejectCount, firstRejects: first, unknownCountries: reading.unknownCountries, ...stored };
  } catch (cause) {
    throw request.signal?.aborted === true ? new ImportFault('interrupted', 'the import was interrupted: nothing of it was written', 'start it again') : cause;
  } finally {
    await rejects.close();
  }
}

interface Stored {
  readonly counts: ImportCounts;
  readonly woken: number;
}

function inspect(pool: Pool, orders: OrdersToStore): Promise<Stored> {
  return inTransaction(pool, async (tx) => cancellable(pool, tx, orders.signal, async () => ({ counts: await inspectOrders(tx, orders), woken: 0 })));
}

async function store(
  pool: Pool, orders: OrdersToStore, { request, reading, rejects }: { request: ImportRequest; reading: Reading; rejects: RejectsFile },
): Promise<Stored> {
  let jobId: number | null = null;
  try {
    const done = await inTransaction(pool, async (tx) => cancellable(pool, tx, orders.signal, async () => {
      await claimShop(tx, orders.shop);
      jobId = await startJob(pool, { fileName: path.basename(request.path), format: request.format.name, shopId: orders.shop.id });
      const stored = await storeOrders(tx, orders, { importId: jobId, rules: request.rules, afterFill: request.afterFill ?? (() => Promise.resolve()) });
      await finishJob(tx, jobId, { rows: reading.rows, rejects: rejects.count, counts: stored.counts });
      crashPoint('import-uncommitted');
      return stored;
    }));
    crashPoint('import-committed');
    await refreshStatistics(pool, done.counts.newLines);
    return done;
  } catch (cause) {
    if (jobId !== null) await abandonJob(pool, jobId, request.signal?.aborted === true ? 'interrupted' : 'failed');
    throw cause;
  }
}

async function claimShop(tx: Transaction, shop: ImportedShop): Promise<void> {
  if (!(await lockShopForImport(tx, shop.id))) {
    throw new ImportFault('import-running', `another import into shop ${shop.id} is running`, 'wait for it to end');
  }
  const known = await knownShop(tx, shop.id);
  if (known !== null && known.currency !== shop.currency) {
    throw new ImportFault('shop-differs', `shop ${shop.id} sells in ${known.currency}, this file in ${shop.currency}`, 'name another shop with --shop ID');
  }
}

/** Ends the statement that is running when the signal comes: a set-based one may take minutes. */
async function cancellable<T>(pool: Pool, tx: Transaction, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work();
  const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
  const cancel = () => void pool.query('select pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function* withProgress<T>(batches: AsyncIterable<T>, file: OrderFile, { onProgress }: ImportRequest): AsyncGenerator<T> {
  for await (const batch of batches) {
    onProgress?.(file.bytesRead(), file.sizeBytes);
    yield batch;
  }
}
