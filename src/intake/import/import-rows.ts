import { inTransaction, type Pool, type Transaction } from '../../store/pool.ts';
import { ORDER_FORMATS } from './formats/registry.ts';
import { openOrderFile } from './order-file.ts';
import { type Reading, readRows } from './read-rows.ts';
import { type Reject, RejectsFile } from './rejects-file.ts';
import type { RowFormat } from './row-format.ts';

/** What to do with a file of rows that belong to one shop. */
export interface RowImportRequest {
  readonly path: string;
  readonly shopId: string;
  readonly dryRun: boolean;
  /** Where rows that cannot be read are written; null: nowhere. */
  readonly rejectsPath: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesRead: number, sizeBytes: number) => void;
}

export interface RowImportReport<Counts> {
  readonly rows: number;
  readonly rejects: number;
  readonly firstRejects: readonly Reject[];
  readonly counts: Counts;
}

/** How the rows of one kind are read and written; counts add up over the batches. */
export interface RowImport<Row, Counts> {
  readonly format: RowFormat<Row>;
  readonly none: Counts;
  readonly add: (sum: Counts, more: Counts) => Counts;
  readonly store: (tx: Transaction, shopId: string, batch: readonly Row[]) => Promise<Counts>;
  /** In the same transaction, after the last batch. */
  readonly finish?: (tx: Transaction) => Promise<void>;
}

/** Thrown to leave the transaction of a dry run without a trace. */
class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
}

/**
 * Brings a file in, in one transaction: all readable rows or, on any fault of the file, nothing.
 * @throws ImportFault naming what is wrong with the file and the way out
 */
export async function importRows<Row, Counts>(
  pool: Pool, { path, shopId, dryRun, rejectsPath, signal, onProgress }: RowImportRequest, { format, none, add, store, finish }: RowImport<Row, Counts>,
): Promise<RowImportReport<Counts>> {
  const file = await openOrderFile(path, signal);
  const rejects = new RejectsFile(rejectsPath);
  const reading: Reading = { rows: 0, unknownCountries: new Map() };
  let sum = none;
  try {
    await inTransaction(pool, async (tx) => {
      for await (const batch of readRows(file, { format, others: ORDER_FORMATS }, rejects, reading)) {
        onProgress?.(file.bytesRead(), file.sizeBytes);
        sum = add(sum, await store(tx, shopId, batch));
      }
      await finish?.(tx);
      if (dryRun) throw new NothingWritten();
    });
  } catch (cause) {
    if (!(cause instanceof NothingWritten)) throw cause;
  } finally {
    await rejects.close();
  }
  return { rows: reading.rows, rejects: rejects.count, firstRejects: rejects.first, counts: sum };
}
