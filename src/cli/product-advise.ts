import type { AdviceProgress, AdviceReport } from '../contracts/product-advice.ts';
import { instantOf } from '../domain/zone.ts';
import { adviseAllProducts } from '../store/product-advice.ts';
import { activePolicyOrdinal } from '../store/score-rules.ts';
import { wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { dayAfterToday, parseDay } from './score-day.ts';
import type { RegisterCommand, Shell } from './shell.ts';

const EXAMPLES = `
A worker does the same once a day and after an import.

Examples:
  npx touchline products advise
  npx touchline products advise --as-of 2011-12-10 --json
`;

/** `touchline products advise`. */
export const registerProductAdvise: RegisterCommand = (parent, shell) => {
  parent.command('advise')
    .description('reckon anew which products fit each customer: own ones due again, and new ones')
    .option('--as-of <date>', 'day yyyy-mm-dd; orders before it count (by default tomorrow: all that is known)')
    .addHelpText('after', EXAMPLES)
    .action((options: { asOf?: string }) => advise(shell, options));
};

async function advise(shell: Shell, options: { asOf?: string }): Promise<void> {
  const pool = await shell.database();
  const policyOrdinal = await activePolicyOrdinal(pool);
  const policy = await policyInForce(pool);
  const asOf = options.asOf ?? (await dayAfterToday(pool, policy.shop.timeZone));
  const asOfMs = instantOf({ ...parseDay(asOf), minuteOfDay: 0 }, policy.shop.timeZone);
  const bar = shell.progress('products', 100);
  const report = await adviseAllProducts(pool, { asOfMs, policy, policyOrdinal, from: null, signal: shell.signal, onProgress: (progress) => bar.update(percentOf(progress), 100) })
    .finally(() => bar.stop());
  if (shell.json) shell.printJson({ schemaVersion: 1, asOf, ...report });
  else shell.print(wordReport(asOf, report));
}

/** Comparing products takes about as long as choosing for customers, and classifying them a fifth of that. */
const STRETCHES = { classifying: [0, 10], comparing: [10, 45], choosing: [55, 45] } as const;

function percentOf({ phase, done, total }: AdviceProgress): number {
  const [from, length] = STRETCHES[phase];
  return Math.floor(from + (length * done) / Math.max(1, total));
}

function wordReport(asOf: string, { customers, products, neighbours, seconds }: AdviceReport): string {
  return `as of ${asOf}: ${counted(customers, 'customer')} advised on ${counted(products, 'product')} with ${counted(neighbours, 'neighbour')}, in ${seconds} s`;
}

const counted = (count: number, what: string) => `${wordCount(count)} ${what}${count === 1 ? '' : 's'}`;
