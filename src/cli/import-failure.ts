import type { ImportFault, ImportFaultCode } from '../intake/import/import-fault.ts';
import { CliFailure, type ExitCode } from './shell.ts';

const EXIT_CODES: Readonly<Record<ImportFaultCode, ExitCode>> = {
  'file-missing': 2, 'file-empty': 3, 'not-gzip': 3, 'gzip-broken': 3, 'wrong-encoding': 3, 'wrong-header': 3,
  'import-running': 1, 'shop-differs': 4, 'interrupted': 130,
};

/** What a command that imports says when the file as a whole cannot be read. */
export function importFailure({ code, message, wayOut }: ImportFault): CliFailure {
  return new CliFailure({ exitCode: EXIT_CODES[code], code, message, ...(wayOut === null ? {} : { wayOut }) });
}
