import { classifyProducts, type ClassCounts } from '../store/classify-products.ts';
import { justAfterNow } from '../store/product-advice.ts';
import { wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const HELP = `
By products.classes of the shop policy in force. A worker does it once a day, and after a product list or another policy.

Examples:
  npx touchline products classify
  npx touchline products classify --json
`;

/** `touchline products classify`. */
export const registerProductClassify: RegisterCommand = (parent, shell) => {
  parent.command('classify').description('give every product its class by the shop policy, now').addHelpText('after', HELP).action(() => classify(shell));
};

async function classify(shell: Shell): Promise<void> {
  const pool = await shell.database();
  const policy = await policyInForce(pool);
  if (policy.products === undefined) throw new CliFailure({ exitCode: 1, code: 'no-classes', message: 'the shop policy names no classes of products', wayOut: 'add products.classes to touchline.yaml and apply it' });
  const startedMs = performance.now();
  const bar = shell.progress('products', 100);
  const counts = await classifyProducts(pool, {
    asOfMs: await justAfterNow(pool), policy,
    onSlice: (done, total) => { shell.signal.throwIfAborted(); bar.update(Math.floor((100 * done) / total), 100); },
  }).finally(() => bar.stop());
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  if (shell.json) shell.printJson({ schemaVersion: 1, classes: counts, seconds });
  else shell.print(`${classTable(counts)}\n${wordCount(counts.reduce((sum, { products }) => sum + products, 0))} products, in ${seconds} s`);
}

const classTable = (counts: ClassCounts) => tableText(counts.map(({ name, products }) => [name, wordCount(products)]));
