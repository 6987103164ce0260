import path from 'node:path';
import type { Command } from 'commander';
import { demoContactsFor } from '../intake/demo/demo-contacts.ts';
import { ORDER_FORMATS, orderFormat } from '../intake/import/formats/registry.ts';
import { ImportFault } from '../intake/import/import-fault.ts';
import { type ImportReport, type ImportRequest, importOrders } from '../intake/import/import-orders.ts';
import type { OrderFormat } from '../intake/import/order-format.ts';
import { activeCutPoints } from '../store/score-rules.ts';
import { importReportJson, importReportText, rejectLine } from './import-report.ts';
import { importFailure } from './import-failure.ts';
import { registerConsentImport } from './import-consents.ts';
import { registerProductImport } from './import-products.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type Shell } from './shell.ts';

interface Options {
  readonly format: string;
  readonly shop?: string;
  readonly dryRun?: boolean;
  readonly demoContacts?: boolean;
  readonly rejects?: string;
}

const EXAMPLES = `
Examples:
  npx touchline import orders online-retail.csv.gz --format online-retail --dry-run
  npx touchline import orders online-retail.csv.gz --format online-retail --demo-contacts
`;

/** `touchline import orders FILE`. */
export function registerImport(parent: Command, shell: Shell): void {
  const names = ORDER_FORMATS.map(({ name }) => name).join(', ');
  const command = parent.command('import').description('bring records of a shop in');
  registerProductImport(command, shell);
  registerConsentImport(command, shell);
  command.command('orders')
    .description('import order history: customers, products, orders, cancellations')
    .argument('<file>', 'CSV file, plain or gzip')
    .requiredOption('--format <name>', `how the file is laid out: ${names}`)
    .option('--shop <id>', 'the shop the orders belong to (by default the one of the format)')
    .option('--dry-run', 'report what the file holds and would add; write nothing')
    .option('--demo-contacts', 'invent addresses and consent for every customer; the sandbox alone accepts them')
    .option('--rejects <file>', 'where rows that cannot be read are written (by default FILE.rejects.csv in the working folder)')
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: Options) => runImport(shell, file, options));
}

async function runImport(shell: Shell, file: string, options: Options): Promise<void> {
  const format = formatNamed(options.format);
  const pool = await shell.database();
  const rules = { policy: await policyInForce(pool), cutPoints: await activeCutPoints(pool) };
  const startedMs = performance.now();
  const progress = shell.progress(`reading ${path.basename(file)}`, null);
  const request: ImportRequest = {
    ...whatToImport(file, format, options), rules, signal: shell.signal, onProgress: (read, size) => progress.update(read, size),
  };
  try {
    const report = await importOrders(pool, request);
    progress.stop();
    show(shell, report, { request, seconds: (performance.now() - startedMs) / 1000 });
  } catch (cause) {
    progress.stop();
    throw cause instanceof ImportFault ? importFailure(cause) : cause;
  }
}

function whatToImport(file: string, format: OrderFormat, options: Options): Omit<ImportRequest, 'rules'> {
  const shopId = options.shop ?? format.shop.id;
  const dryRun = options.dryRun === true;
  const ownRejects = dryRun ? null : `${path.basename(file).replace(/(\.csv)?(\.gz)?$/, '')}.rejects.csv`;
  return {
    path: file, format, shopId, dryRun, rejectsPath: options.rejects ?? ownRejects,
    ...(options.demoContacts === true ? { afterFill: demoContactsFor(shopId) } : {}),
  };
}

function show(shell: Shell, report: ImportReport, { request, seconds }: { request: ImportRequest; seconds: number }): void {
  if (shell.json) shell.printJson(importReportJson(report, { dryRun: request.dryRun === true, seconds, rejectsPath: request.rejectsPath ?? null }));
  else shell.print(importReportText(report, { dryRun: request.dryRun === true, seconds }));
  if (report.rejects === 0) return;
  for (const reject of report.firstRejects) shell.note(rejectLine(reject));
  const where = request.rejectsPath === null ? '' : `: all of them are in ${request.rejectsPath ?? ''}`;
  shell.note(`${report.rejects} of ${report.rows} rows could not be read${where}`);
  shell.exitWith(6);
}

function formatNamed(name: string): OrderFormat {
  const format = orderFormat(name);
  if (format !== null) return format;
  const known = ORDER_FORMATS.map((each) => `${each.name} (${each.title})`).join(', ');
  throw new CliFailure({ exitCode: 2, code: 'unknown-format', message: `there is no order format ${name}`, wayOut: `known formats: ${known}` });
}
