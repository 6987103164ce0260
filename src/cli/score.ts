import { type Command, Option } from 'commander';
import { instantOf } from '../domain/zone.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { scoreCustomers, type ScoreRequest } from '../store/score.ts';
import type { ScoreRule } from '../store/score-cells.ts';
import type { ValueBasis } from '../store/score-facts.ts';
import { policyInForce } from './policy-in-force.ts';
import { dayAfterToday, parseDay } from './score-day.ts';
import { scoreReportJson, scoreReportText } from './score-report.ts';
import type { Shell } from './shell.ts';

interface Options {
  readonly asOf?: string;
  readonly value: ValueBasis;
  readonly rule: ScoreRule;
}

const EXAMPLES = `
Examples:
  npx touchline score --as-of 2011-12-10
  npx touchline score --as-of 2011-12-10 --value gross --rule ranks --json
`;

/** `touchline score`. */
export function registerScore(parent: Command, shell: Shell): void {
  parent.command('score')
    .description('compute recency, frequency, monetary scores, stage, life cycle, tier, marks and level of every customer')
    .option('--as-of <date>', 'analysis date yyyy-mm-dd; orders before that day count (by default tomorrow: all that is known)')
    .addOption(new Option('--value <basis>', 'what a customer is worth: sales less cancellations, or sales alone').choices(['net', 'gross']).default('net'))
    .addOption(new Option('--rule <rule>', 'cut-points: equal values score equally; ranks: five cells of equal size').choices(['cut-points', 'ranks']).default('cut-points'))
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => runScore(shell, options));
}

async function runScore(shell: Shell, options: Options): Promise<void> {
  const pool = await shell.database();
  const policy = await policyInForce(pool);
  const asOf = options.asOf ?? (await dayAfterToday(pool, policy.shop.timeZone));
  const report = await scoreCustomers(pool, scoreRequest(asOf, policy, options));
  if (shell.json) shell.printJson(scoreReportJson(report, policy.shop.currency));
  else shell.print(scoreReportText(report, policy.shop.currency));
}

function scoreRequest(asOf: string, policy: ShopPolicy, { value, rule }: Options): ScoreRequest {
  const asOfMs = instantOf({ ...parseDay(asOf), minuteOfDay: 0 }, policy.shop.timeZone);
  return { asOf, asOfMs, basis: value, rule, policy };
}
