import path from 'node:path';
import type { Command } from 'commander';
import { ImportFault } from '../intake/import/import-fault.ts';
import type { RowImportReport, RowImportRequest } from '../intake/import/import-rows.ts';
import type { Pool } from '../store/pool.ts';
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

/** One `import` command: what it is called, what it does and what it says afterwards. */
export interface RowImportCommand<Counts> {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly help: string;
  readonly run: (pool: Pool, request: RowImportRequest) => Promise<RowImportReport<Counts>>;
  /** Rows of the report: what, how many, in which sense. */
  readonly lines: (counts: Counts, shopId: string) => readonly (readonly [string, number, string])[];
  readonly next: string;
}

/** Adds `touchline import NAME FILE`. */
export function addRowImport<Counts>(parent: Command, shell: Shell, command: RowImportCommand<Counts>): void {
  parent.command(command.name)
    .description(command.description)
    .argument('<file>', command.file)
    .option('--shop <id>', 'the shop they belong to (by default that of the policy)')
    .option('--dry-run', 'report what the file holds and would change; write nothing')
    .option('--rejects <file>', 'where rows that cannot be read are written (by default FILE.rejects.csv in the working folder)')
    .addHelpText('after', command.help)
    .action((file: string, options: Options) => runImport(shell, command, file, options));
}

async function runImport<Counts>(shell: Shell, command: RowImportCommand<Counts>, file: string, options: Options): Promise<void> {
  const pool = await shell.database();
  const shopId = options.shop ?? (await policyInForce(pool)).shop.id;
  const dryRun = options.dryRun === true;
  const rejectsPath = options.rejects ?? (dryRun ? null : `${path.basename(file).replace(/(\.csv)?(\.gz)?$/, '')}.rejects.csv`);
  const progress = shell.progress(`reading ${path.basename(file)}`, null);
  try {
    const report = await command.run(pool, { path: file, shopId, dryRun, rejectsPath, signal: shell.signal, onProgress: (read, size) => progress.update(read, size) });
    progress.stop();
    show(shell, report, { command, shopId, dryRun, rejectsPath });
  } catch (cause) {
    progress.stop();
    throw cause instanceof ImportFault ? importFailure(cause) : cause;
  }
}

interface How<Counts> {
  readonly command: RowImportCommand<Counts>;
  readonly shopId: string;
  readonly dryRun: boolean;
  readonly rejectsPath: string | null;
}

function show<Counts>(shell: Shell, { rows, rejects, firstRejects, counts }: RowImportReport<Counts>, { command, shopId, dryRun, rejectsPath }: How<Counts>): void {
  if (shell.json) shell.printJson({ schemaVersion: 1, shop: shopId, dryRun, rows, rejects, rejectsFile: rejects > 0 ? rejectsPath : null, firstRejects, counts });
  else {
    shell.print(tableText([
      ['rows', wordCount(rows), `${wordCount(rejects)} could not be read`],
      ...command.lines(counts, shopId).map(([what, count, sense]) => [what, wordCount(count), sense]),
    ]));
    shell.print(dryRun ? 'dry run: nothing was written' : command.next);
  }
  if (rejects === 0) return;
  for (const reject of firstRejects) shell.note(rejectLine(reject));
  shell.note(`${rejects} of ${rows} rows could not be read${rejectsPath === null ? '' : `: all of them are in ${rejectsPath}`}`);
  shell.exitWith(6);
}
