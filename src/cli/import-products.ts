import type { Command } from 'commander';
import { importProducts } from '../intake/import/import-products.ts';
import { addRowImport } from './import-rows.ts';
import { wordCount } from './number-words.ts';
import type { Shell } from './shell.ts';

const HELP = `
Columns: sku; and any of title, category, tags, price, currency, cost, stock, url, pictures, video, countries-not, reviews. Several tags, pictures and
countries are separated by |; reviews are a JSON list of {"rating": 1 to 5, "source", "text"}. What a file has no column for is left as it is.

Examples:
  npx touchline import products products.csv --dry-run
  npx touchline import products products.csv.gz --shop online-retail
`;

/** `touchline import products FILE`. */
export function registerProductImport(parent: Command, shell: Shell): void {
  addRowImport(parent, shell, {
    name: 'products', description: 'import a product list: what products are called, cost and look like, and where they may not be offered',
    file: 'CSV file, plain or gzip, with a row for each product', help: HELP, run: importProducts,
    lines: ({ products, newProducts }, shopId) => [['products', products, `${wordCount(newProducts)} new in shop ${shopId}`]],
    next: '`npx touchline products advise` reckons anew which of them fit whom; a worker does it once a day',
  });
}
