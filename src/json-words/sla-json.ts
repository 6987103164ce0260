import { csvLine } from '../intake/import/csv-cell.ts';
import type { RunningPromise } from '../store/running-promises.ts';
import type { SlaBoard } from '../store/sla-board.ts';
import type { SlaReportLine, SlaReportOf } from '../store/sla-report.ts';
import { isoOf } from './iso-words.ts';

/** The board of promises as programs read it. */
export function slaBoardJson({ all, levels, people, late }: SlaBoard): object {
  return { schemaVersion: 1, all: all.counts, levels, people, late: late.map(lateJson) };
}

function lateJson({ customerId, dueAtMs, kind, subject, level, team, person }: RunningPromise): object {
  return { customer: customerId, kind, subject, level, dueAt: isoOf(dueAtMs), team, person };
}

/** Of which promises a report tells, and what became of them. */
export interface SlaReport extends SlaReportOf {
  readonly lines: readonly SlaReportLine[];
}

/** A report on promises as programs read it. */
export function slaReportJson({ by, fromMs, untilMs, lines }: SlaReport): object {
  return { schemaVersion: 1, by, from: isoOf(fromMs), until: isoOf(untilMs), lines: lines.map((line) => ({ ...line, metPercent: metPercent(line) })) };
}

const COLUMNS = ['promise', 'due', 'met', 'met_late', 'late', 'with_customer', 'cancelled', 'met_percent', 'late_median_minutes', 'late_most_minutes'] as const;

/** The same as rows of a table, with their head. */
export function slaReportRows({ by, lines }: SlaReport): readonly (readonly (string | number | null)[])[] {
  return [[by, ...COLUMNS], ...lines.map(cellsOf)];
}

/** The same as CSV that a spreadsheet may open. */
export const slaReportCsv = (report: SlaReport): string => slaReportRows(report).map((row) => csvLine(row)).join('');

function cellsOf(line: SlaReportLine): readonly (string | number | null)[] {
  const { group, kind, due, met, metLate, late, withCustomer, cancelled, lateMedianMinutes, lateMostMinutes } = line;
  return [group ?? 'nobody', kind, due, met, metLate, late, withCustomer, cancelled, metPercent(line), lateMedianMinutes, lateMostMinutes];
}

/** In time, of a hundred that were kept or are late; null without any. */
function metPercent({ met, metLate, late }: SlaReportLine): number | null {
  const judged = met + metLate + late;
  return judged === 0 ? null : Number(((met / judged) * 100).toFixed(1));
}
