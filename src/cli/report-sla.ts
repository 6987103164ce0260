import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { slaReportCsv, slaReportJson, slaReportRows } from '../json-words/sla-json.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { reportSla, SLA_GROUPS, type SlaGroup, spanOfReport, USUAL_DAYS } from '../store/sla-report.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { momentOf } from './when.ts';

interface Options { readonly by: string; readonly from?: string; readonly until?: string; readonly csv?: boolean }

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
  const { fromMs, untilMs } = spanOfReport({
    fromMs: from === undefined ? null : momentOf(from, '--from', { zone, edge: 'from' }), untilMs: until === undefined ? null : momentOf(until, '--until', { zone, edge: 'until' }),
  }, await domainNowMs(pool));
  if (fromMs >= untilMs) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'the report would end before it begins', wayOut: '--from comes before --until' });
  const of = { by, fromMs, untilMs, zone };
  const made = { ...of, lines: await reportSla(pool, of) };
  if (shell.json) { shell.printJson(slaReportJson(made)); return; }
  if (csv) { shell.print(slaReportCsv(made).trimEnd()); return; }
  if (made.lines.length === 0) { shell.print('no promise fell due in that time'); return; }
  shell.print(tableText(slaReportRows(made).map((row, index) => row.map((cell) => (index === 0 ? String(cell).replaceAll('_', ' ') : String(cell ?? ''))))));
  shell.note(`Promises that fell due from ${wordInstant(fromMs, zone)} until ${wordInstant(untilMs, zone)} in ${zone}. Met: in time, of those that were kept or are late; what is cancelled, or waits for the customer, counts for nothing.`);
}

function groupNamed(word: string): SlaGroup {
  const group = SLA_GROUPS.find((known) => known === word);
  if (group === undefined) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--by: "${word.slice(0, 40)}" is none of ${SLA_GROUPS.join(', ')}`, wayOut: didYouMean(word, SLA_GROUPS) ?? 'add --help to see examples' });
  return group;
}
