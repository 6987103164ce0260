import type { ConsentCounts } from '../../contracts/consent-import.ts';
import { storeConsents } from '../../store/import-consents.ts';
import type { Pool } from '../../store/pool.ts';
import { consentList } from './consent-format.ts';
import { importRows, type RowImportReport, type RowImportRequest } from './import-rows.ts';

/** Brings in what customers said elsewhere of being written to. @throws ImportFault */
export function importConsents(pool: Pool, request: RowImportRequest, channels: readonly string[]): Promise<RowImportReport<ConsentCounts>> {
  return importRows(pool, request, { format: consentList(channels), none: { yes: 0, no: 0, unchanged: 0, unknownCustomers: 0 }, add: added, store: storeConsents });
}

const added = (sum: ConsentCounts, more: ConsentCounts): ConsentCounts =>
  ({ yes: sum.yes + more.yes, no: sum.no + more.no, unchanged: sum.unchanged + more.unchanged, unknownCustomers: sum.unknownCustomers + more.unknownCustomers });
