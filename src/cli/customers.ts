import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { csvLine } from '../intake/import/csv-cell.ts';
import { type ExportedCustomer, exportedCustomers } from '../store/customers-export.ts';
import { inTransaction, type Pool } from '../store/pool.ts';
import type { ValueBasis } from '../store/score-facts.ts';
import { latestScoreVersion } from '../store/score-version.ts';
import { plainAmount } from './number-words.ts';
import { dayAfterToday } from './score-day.ts';
import { CliFailure, type Shell } from './shell.ts';

export const EXPORT_COLUMNS = ['external_id', 'recency_days', 'frequency', 'monetary', 'r', 'f', 'm', 'stage', 'life_cycle', 'tier', 'level'] as const;

/** `touchline customers export`. */
export function registerCustomers(parent: Command, shell: Shell): void {
  parent.command('customers').description('all customers').command('export')
    .description(`write every customer as CSV: ${EXPORT_COLUMNS.join(', ')}`)
    .option('--csv [file]', 'the file to write; standard output when none is named')
    .addHelpText('after', '\nExample:\n  npx touchline customers export --csv customers.csv\n')
    .action((options: { csv?: string | true }) => runExport(shell, typeof options.csv === 'string' ? options.csv : null));
}

async function runExport(shell: Shell, file: string | null): Promise<void> {
  const pool = await shell.database();
  let count = 0;
  const lines = csvOf(pool, (written) => { count += written; });
  if (file === null) await pipeline(Readable.from(lines), process.stdout, { end: false });
  else await pipeline(Readable.from(lines), createWriteStream(file, { mode: 0o600 })).catch(cannotWrite(file));
  shell.note(`${count} customers written`);
}

/** The export as CSV text in pieces; a cell never runs as a formula. */
export async function* csvOf(pool: Pool, onWritten: (customers: number) => void): AsyncGenerator<string> {
  const as = await basisOf(pool);
  yield csvLine([...EXPORT_COLUMNS]);
  const tx = await pool.connect();
  try {
    await tx.query('begin');
    for await (const page of exportedCustomers(tx, as)) {
      onWritten(page.length);
      yield page.map(csvOfCustomer).join('');
    }
  } finally {
    await tx.query('rollback'); // only temporary tables were made
    tx.release();
  }
}

function csvOfCustomer({ externalId, recencyDays, frequency, monetary, r, f, m, stage, lifeCycle, tier, level }: ExportedCustomer): string {
  return csvLine([externalId, recencyDays, frequency, plainAmount(monetary), r, f, m, stage, lifeCycle, tier, level]);
}

/** The facts that the scores were made from; before the first scoring, those of today. */
async function basisOf(pool: Pool): Promise<{ asOf: string; basis: ValueBasis }> {
  const score = await inTransaction(pool, latestScoreVersion);
  return score ?? { asOf: await dayAfterToday(pool, 'UTC'), basis: 'net' };
}

function cannotWrite(file: string): (cause: Error) => never {
  return (cause) => {
    throw new CliFailure({ exitCode: 1, code: 'cannot-write', message: `${file} cannot be written: ${cause.message}` });
  };
}
