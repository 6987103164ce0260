import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { DAY_MS } from '../domain/instant.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { csvLine } from '../intake/import/csv-cell.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { reportSla, SLA_GROUPS, type SlaGroup, type SlaReportLine } from '../store/sla-report.ts';
import { isoOf } from './iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { momentOf } from './when.ts';

interface Options { readonly by: string; readonly from?: string; readonly until?: string; readonly csv?: boolean }

const USUAL_DAYS = 30;
const COLUMNS = ['promise', 'due', 'met', 'met_late', 'late', 'with_customer', 'cancelled', 'met_percent', 'late_median_minutes', 'late_most_minutes'] as const;

/** `touchline report sla`. */
export const registerReportSla: RegisterCommand = (parent, shell) => {
  parent.command('sla').description('what became of the promises that fell due: met, met late, late still; by level, team, person or hour')
    .option('--by <group>', SLA_GROUPS.join(', '), 'level').option('--from <day>', `due from then on, by the shop's clock; left out: ${USUAL_DAYS} days back`).option('--until <day>', 'due until the end of this day; left out: now').option('--csv', 'as CSV')
    .addHelpText('after', '\nExamples:\n  npx touchline report sla\n  npx touchline report sla --by person --from 2011-11-01 --until 2011-11-30 --csv\n  npx touchline report sla --by hour --json\n')
    .action((options: Options) => report(shell, options));
};

async function report(shell: Shell, { by: byText, from, until, csv = false }: Options): Promise<void> {
  const by = groupNamed(byText);
  if (csv && shell.json) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--csv and --json exclude each other', wayOut: 'one of them' });
  const pool = await shell.database();
  const { shop: { timeZone: zone } } = await policyInForce(pool);
  const nowMs = await domainNowMs(pool);
  // What is due at this very instant is due.
  const untilMs = until === undefined ? nowMs + 1 : momentOf(until, '--until', { zone, edge: 'until' });
  const fromMs = from === undefined ? untilMs - USUAL_DAYS * DAY_MS : momentOf(from, '--from', { zone, edge: 'from' });
  if (fromMs >= untilMs) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'the report would end before it begins', wayOut: '--from comes before --until' });
  const lines = await reportSla(pool, { by, fromMs, untilMs, zone });
  if (shell.json) { shell.printJson({ schemaVersion: 1, by, from: isoOf(fromMs), until: isoOf(untilMs), lines: lines.map((line) => ({ ...line, metPercent: metPercent(line) })) }); return; }
  if (csv) { shell.print([[by, ...COLUMNS], ...lines.map(cellsOf)].map((row) => csvLine(row)).join('').trimEnd()); return; }
  if (lines.length === 0) { shell.print('no promise fell due in that time'); return; }
  shell.print(tableText([[by, ...COLUMNS].map((name) => name.replaceAll('_', ' ')), ...lines.map((line) => cellsOf(line).map((cell) => String(cell ?? '')))]));
  shell.note(`Promises that fell due from ${wordInstant(fromMs, zone)} until ${wordInstant(untilMs, zone)} in ${zone}. Met: in time, of those that were kept or are late; what is cancelled, or waits for the customer, counts for nothing.`);
}

function cellsOf(line: SlaReportLine): readonly (string | number | null)[] {
  const { group, kind, due, met, metLate, late, withCustomer, cancelled, lateMedianMinutes, lateMostMinutes } = line;
  return [group ?? 'nobody', kind, due, met, metLate, late, withCustomer, cancelled, metPercent(line), lateMedianMinutes, lateMostMinutes];
}

/** In time, of a hundred that were kept or are late; null without any. */
function metPercent({ met, metLate, late }: SlaReportLine): number | null {
  const judged = met + metLate + late;
  return judged === 0 ? null : Number(((met / judged) * 100).toFixed(1));
}

function groupNamed(word: string): SlaGroup {
  const group = SLA_GROUPS.find((known) => known === word);
  if (group === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--by: "${word.slice(0, 40)}" is none of ${SLA_GROUPS.join(', ')}`, wayOut: didYouMean(word, SLA_GROUPS) ?? 'add --help to see examples' });
  return group;
}
