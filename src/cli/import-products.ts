import path from 'node:path';
import type { Command } from 'commander';
import { ImportFault } from '../intake/import/import-fault.ts';
import { importProducts, type ProductImportReport } from '../intake/import/import-products.ts';
import { importFailure } from './import-failure.ts';
import { rejectLine } from './import-report.ts';
import { wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import type { Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface Options {
  readonly shop?: string;
  readonly dryRun?: boolean;
  readonly rejects?: string;
}

const HELP = `
Columns: sku; and any of title, category, tags, price, currency, cost, stock, url, pictures, video, countries-not, reviews. Several tags, pictures and
countries are separated by |; reviews are a JSON list of {"rating": 1 to 5, "source", "text"}. What a file has no column for is left as it is.

Examples:
  npx touchline import products products.csv --dry-run
  npx touchline import products products.csv.gz --shop online-retail
`;

/** `touchline import products FILE`. */
export function registerProductImport(parent: Command, shell: Shell): void {
  parent.command('products')
    .description('import a product list: what products are called, cost and look like, and where they may not be offered')
    .argument('<file>', 'CSV file, plain or gzip, with a row for each product')
    .option('--shop <id>', 'the shop that sells them (by default that of the policy)')
    .option('--dry-run', 'report what the file holds and would change; write nothing')
    .option('--rejects <file>', 'where rows that cannot be read are written (by default FILE.rejects.csv in the working folder)')
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => runImport(shell, file, options));
}

async function runImport(shell: Shell, file: string, options: Options): Promise<void> {
  const pool = await shell.database();
  const shopId = options.shop ?? (await policyInForce(pool)).shop.id;
  const dryRun = options.dryRun === true;
  const rejectsPath = options.rejects ?? (dryRun ? null : `${path.basename(file).replace(/(\.csv)?(\.gz)?$/, '')}.rejects.csv`);
  const progress = shell.progress(`reading ${path.basename(file)}`, null);
  try {
    const report = await importProducts(pool, { path: file, shopId, dryRun, rejectsPath, signal: shell.signal, onProgress: (read, size) => progress.update(read, size) });
    progress.stop();
    show(shell, report, { shopId, dryRun, rejectsPath });
  } catch (cause) {
    progress.stop();
    throw cause instanceof ImportFault ? importFailure(cause) : cause;
  }
}

function show(shell: Shell, { rows, rejects, firstRejects, counts }: ProductImportReport, how: { readonly shopId: string; readonly dryRun: boolean; readonly rejectsPath: string | null }): void {
  if (shell.json) shell.printJson({ schemaVersion: 1, shop: how.shopId, dryRun: how.dryRun, rows, rejects, rejectsFile: rejects > 0 ? how.rejectsPath : null, firstRejects, counts });
  else {
    shell.print(tableText([
      ['rows', wordCount(rows), `${wordCount(rejects)} could not be read`],
      ['products', wordCount(counts.products), `${wordCount(counts.newProducts)} new in shop ${how.shopId}`],
    ]));
    shell.print(how.dryRun ? 'dry run: nothing was written' : '`npx touchline products advise` reckons anew which of them fit whom; a worker does it once a day');
  }
  if (rejects === 0) return;
  for (const reject of firstRejects) shell.note(rejectLine(reject));
  shell.note(`${rejects} of ${rows} rows could not be read${how.rejectsPath === null ? '' : `: all of them are in ${how.rejectsPath}`}`);
  shell.exitWith(6);
}
