import type { ProductCounts } from '../../contracts/product-import.ts';
import { storeProducts } from '../../store/import-products.ts';
import type { Pool } from '../../store/pool.ts';
import { noteProductList } from '../../store/product-list-version.ts';
import { importRows, type RowImportReport, type RowImportRequest } from './import-rows.ts';
import { productList } from './product-format.ts';

/** Brings a product list in. Products that the file does not name stay, and so does what it has no column for. @throws ImportFault */
export function importProducts(pool: Pool, request: RowImportRequest): Promise<RowImportReport<ProductCounts>> {
  return importRows(pool, request, { format: productList(), none: { products: 0, newProducts: 0 }, add: added, store: storeProducts, finish: (tx) => noteProductList(tx, 'imported') });
}

const added = (sum: ProductCounts, more: ProductCounts): ProductCounts => ({ products: sum.products + more.products, newProducts: sum.newProducts + more.newProducts });
