import type { ImportReport } from '../intake/import/import-orders.ts';
import type { Reject } from '../intake/import/rejects-file.ts';
import { wordAmount, wordCount } from './number-words.ts';
import { tableText } from './table-text.ts';

/** The summary of an import as a small table. */
export function importReportText({ shop, rows, rejects, counts, unknownCountries, woken }: ImportReport, how: { dryRun: boolean; seconds: number }): string {
  const money = (value: string) => `${wordAmount(value)} ${shop.currency}`;
  const text = tableText([
    ['rows', wordCount(rows), `${wordCount(rejects)} could not be read`],
    ['customers', wordCount(counts.customers), `${wordCount(counts.newCustomers)} new, ${wordCount(counts.customersWithOrders)} with orders`],
    ['orders', wordCount(counts.orders), `${wordCount(counts.newOrders)} new, cancellations included`],
    ['cancellations', wordCount(counts.cancellations), ''],
    ['lines', wordCount(counts.lines), `${wordCount(counts.newLines)} new`],
    ['  sales', wordCount(counts.saleLines), money(counts.saleValue)],
    ['  sales with a customer', wordCount(counts.knownSaleLines), money(counts.knownSaleValue)],
    ['  cancelled', wordCount(counts.cancelledLines), money(counts.cancelledValue)],
    ['  given free', wordCount(counts.freeLines), ''],
    ['  adjustments', wordCount(counts.adjustmentLines), ''],
    ['  without a customer', wordCount(counts.anonymousLines), 'kept as anonymous sales'],
    ['  exact duplicates', wordCount(counts.duplicateLines), 'kept as the file has them'],
    ['  zero prices', wordCount(counts.zeroPriceLines), ''],
    ['  services', wordCount(counts.serviceLines), 'postage, fees, corrections'],
    ['products', wordCount(counts.products), ''],
  ]);
  const notes = [
    ...(counts.ordersWithTwoCustomers > 0 ? [`${wordCount(counts.ordersWithTwoCustomers)} orders name two customers; the greater id got them`] : []),
    ...[...unknownCountries].map(([label, lines]) => `country not understood: ${label} (${wordCount(lines)} rows)`),
    how.dryRun ? 'dry run: nothing was written' : `${wordCount(woken)} customers who are not lapsed will be looked at, a few per second`,
  ];
  return `${text}\n${notes.join('\n')}\n${how.seconds.toFixed(1)} s`;
}

/** The same as one object for programs. */
export function importReportJson(report: ImportReport, how: { dryRun: boolean; seconds: number; rejectsPath: string | null }): object {
  const { shop, rows, rejects, firstRejects, unknownCountries, counts, woken } = report;
  return {
    schemaVersion: 1, shop, dryRun: how.dryRun, rows, rejects, rejectsFile: rejects > 0 ? how.rejectsPath : null, firstRejects,
    unknownCountries: Object.fromEntries(unknownCountries), counts, woken, seconds: Number(how.seconds.toFixed(3)),
  };
}

/** One rejected row in words: where and why, without its content. */
export function rejectLine({ line, faults }: Reject): string {
  return `line ${line}: ${faults.map(({ field, reason }) => `${field} ${reason}`.trim()).join('; ')}`;
}
