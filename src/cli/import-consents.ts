import type { Command } from 'commander';
import { importConsents } from '../intake/import/import-consents.ts';
import { addRowImport } from './import-rows.ts';
import { channelsOfInstallation } from './installation.ts';
import type { Shell } from './shell.ts';

const HELP = `
Columns: customer (its id in the shop), channel, granted (yes or no), at (wall time of the shop), source, wording, proof; and any of purpose
(marketing when left out), language, confirmed. A yes without a proof is none: its row is refused. A word that is older than a known one
changes nothing.

Examples:
  npx touchline import consents consents.csv --dry-run
  npx touchline import consents consents.csv --shop online-retail
`;

/** `touchline import consents FILE`. */
export function registerConsentImport(parent: Command, shell: Shell): void {
  addRowImport(parent, shell, {
    name: 'consents', description: 'import what customers said of being written to, each with its proof',
    file: 'CSV file, plain or gzip, with a row for each statement', help: HELP,
    run: (pool, request) => importConsents(pool, request, Object.keys(channelsOfInstallation())),
    lines: ({ yes, no, unchanged, unknownCustomers }, shopId) => [
      ['yes', yes, 'with a proof'], ['no', no, ''], ['unchanged', unchanged, 'a newer word is known'], ['unknown', unknownCustomers, `nobody in shop ${shopId} has that id`],
    ],
    next: '`npx touchline consent show CUSTOMER` shows every word with its proof',
  });
}
