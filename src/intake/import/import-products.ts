import type { ProductCounts } from '../../contracts/product-import.ts';
import { storeProducts } from '../../store/import-products.ts';
import { noteProductList } from '../../store/product-list-version.ts';
import { inTransaction, type Pool } from '../../store/pool.ts';
import { ORDER_FORMATS } from './formats/registry.ts';
import { openOrderFile } from './order-file.ts';
import { productList } from './product-format.ts';
import { type Reading, readRows } from './read-rows.ts';
import { type Reject, RejectsFile } from './rejects-file.ts';

export interface ProductImportRequest {
  readonly path: string;
  readonly shopId: string;
  readonly dryRun: boolean;
  /** Where rows that cannot be read are written; null: nowhere. */
  readonly rejectsPath: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesRead: number, sizeBytes: number) => void;
}

export interface ProductImportReport {
  readonly rows: number;
  readonly rejects: number;
  readonly firstRejects: readonly Reject[];
  readonly counts: ProductCounts;
}

/** Thrown to leave the transaction of a dry run without a trace. */
class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
}

/**
 * Brings a product list in, in one transaction: all readable rows or, on any fault of the file, nothing. Products that the file does not
 * name stay, and so does what it has no column for.
 * @throws ImportFault naming what is wrong with the file and the way out
 */
export async function importProducts(pool: Pool, { path, shopId, dryRun, rejectsPath, signal, onProgress }: ProductImportRequest): Promise<ProductImportReport> {
  const file = await openOrderFile(path, signal);
  const rejects = new RejectsFile(rejectsPath);
  const reading: Reading = { rows: 0, unknownCountries: new Map() };
  const sum = { products: 0, newProducts: 0 };
  try {
    await inTransaction(pool, async (tx) => {
      for await (const batch of readRows(file, { format: productList(), others: ORDER_FORMATS }, rejects, reading)) {
        onProgress?.(file.bytesRead(), file.sizeBytes);
        const { products, newProducts } = await storeProducts(tx, shopId, batch);
        sum.products += products;
        sum.newProducts += newProducts;
      }
      await noteProductList(tx, 'imported');
      if (dryRun) throw new NothingWritten();
    });
  } catch (cause) {
    if (!(cause instanceof NothingWritten)) throw cause;
  } finally {
    await rejects.close();
  }
  return { rows: reading.rows, rejects: rejects.count, firstRejects: rejects.first, counts: sum };
}
