import { csvLine } from '../intake/import/csv-cell.ts';
import { reportPromotions, type PromotionArm } from '../store/promotion-report.ts';
import { plainAmount, wordAmount, wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface Options { readonly campaign?: string; readonly days: string; readonly csv?: boolean }

const MOST_DAYS = 730;

/** `touchline report promotions`. */
export const registerReportPromotions: RegisterCommand = (parent, shell) => {
  parent.command('promotions').description('what promotions came to: given, used, cost, and net value for each customer assigned')
    .option('--campaign <name>', 'only choices and grants of one campaign')
    .option('--days <count>', 'orders count for so many days after the assignment', '30')
    .option('--csv', 'as CSV')
    .addHelpText('after', '\nExamples:\n  npx touchline report promotions\n  npx touchline report promotions --campaign win-back --days 90 --csv\n')
    .action((options: Options) => report(shell, options));
};

const COLUMNS = ['promotion', 'customers', 'granted', 'used', 'ended_unused', 'open', 'cost', 'net_value', 'net_value_each'] as const;

async function report(shell: Shell, options: Options): Promise<void> {
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw new CliFailure({ exitCode: 2, code: 'usage', message: `--days takes a whole number from 1 to ${MOST_DAYS}` });
  const pool = await shell.database();
  const { shop: { currency } } = await policyInForce(pool);
  const arms = await reportPromotions(pool, { campaign: options.campaign ?? null, days });
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, currency, days, arms: arms.map((arm) => ({ ...arm, cost: plainAmount(arm.cost), netValue: plainAmount(arm.netValue), netValueEach: plainAmount(netValueEach(arm)) })) });
  } else if (options.csv === true) {
    shell.print([[...COLUMNS], ...arms.map((arm) => cells(arm, plainAmount))].map((row) => csvLine(row)).join('').trimEnd());
  } else if (arms.length === 0) {
    shell.print('no promotion has been chosen or given yet');
  } else {
    shell.print(tableText([COLUMNS.map((name) => name.replaceAll('_', ' ')), ...arms.map((arm) => cells(arm, wordAmount))]));
    shell.note(`Amounts in ${currency}. Net value: orders less cancellations within ${days} days of the assignment, less the cost, for every customer assigned, reached or not. "no promotion": left without by the draw.`);
  }
}

function cells(arm: PromotionArm, amount: (text: string) => string): string[] {
  return [arm.promotion ?? 'no promotion', wordCount(arm.customers), wordCount(arm.granted), wordCount(arm.used), wordCount(arm.expired), wordCount(arm.open),
    amount(arm.cost), amount(arm.netValue), amount(netValueEach(arm))];
}

/** What each assigned customer brought in, less what the promotion cost: decimal text. */
function netValueEach({ customers, cost, netValue }: PromotionArm): string {
  return customers === 0 ? '0' : ((Number(netValue) - Number(cost)) / customers).toFixed(2);
}
