import { wordInstant } from '../domain/instant-words.ts';
import type { CustomerId } from '../domain/ids.ts';
import { type FittingProduct, MOST_ADVISED } from '../domain/product-advice.ts';
import { offeredClasses, popularProducts } from '../domain/product-offer.ts';
import { wordReason } from '../domain/reason-words.ts';
import { regionOf } from '../domain/region.ts';
import { standingOf } from '../domain/standing.ts';
import { dayOf } from '../domain/zone.ts';
import type { Pool } from '../store/pool.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { readAdvice, readTitles, type StoredAdvice } from '../store/stored-advice.ts';
import { customerNamed } from './customer.ts';
import { rulesOfInstallation } from './installation.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

/** `touchline products for ID`. */
export const registerProductAdvice: RegisterCommand = (parent, shell) => {
  parent.command('for')
    .description('which products fit one customer, and why')
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline products for 12347\n  npx touchline products for 12347 --json\n')
    .action((id: string, options: { shop?: string }) => show(shell, id, options.shop ?? null));
};

async function show(shell: Shell, named: string, shop: string | null): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, shop);
  const advice = await readAdvice(pool, id);
  const popular = advice === null || advice.again.length + advice.fresh.length === 0 ? await popularFor(pool, id) : [];
  if (popular.length > 0) {
    await showPopular(shell, { pool, id, popular });
    return;
  }
  if (advice === null) throw new CliFailure({ exitCode: 1, code: 'not-advised', message: `no products have been chosen for ${named} yet`, wayOut: 'run `npx touchline products advise`; a worker does it once a day' });
  const { timeZone } = (await policyInForce(pool)).shop;
  if (shell.json) shell.printJson({ schemaVersion: 1, customer: id, ...advice, popular });
  else shell.print(wordAdvice(advice, ({ because, classBecause }) => [...because, ...(classBecause === null ? [] : [classBecause])].map((reason) => wordReason(reason, shell.language, timeZone)).join('; '), timeZone));
}

type Advised = Pick<StoredAdvice['again'][number], 'because' | 'classBecause'>;

/** What a campaign would show to whoever never ordered and for whom nothing was found. */
async function popularFor(pool: Pool, id: CustomerId): Promise<readonly FittingProduct[]> {
  const rules = await rulesOfInstallation().load(pool);
  const snapshot = (await loadSnapshots(pool, [id], rules.capWindowHours)).get(id);
  if (snapshot === undefined || snapshot.customer.orderCount > 0) return [];
  const { customer, nowMs } = snapshot;
  const classes = offeredClasses(standingOf(customer, rules, nowMs).standing, regionOf(customer.country, rules.policy), rules.policy.products);
  return popularProducts(rules.products, classes, customer).slice(0, MOST_ADVISED);
}

async function showPopular(shell: Shell, { pool, id, popular }: { readonly pool: Pool; readonly id: CustomerId; readonly popular: readonly FittingProduct[] }): Promise<void> {
  const titles = await readTitles(pool, popular);
  const titled = popular.map((product, index) => ({ ...product, title: titles[index] ?? null }));
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, customer: id, madeAtMs: null, stale: false, again: [], fresh: [], popular: titled });
    return;
  }
  const { timeZone } = (await policyInForce(pool)).shop;
  const why = ({ because }: FittingProduct) => because.map((reason) => wordReason(reason, shell.language, timeZone)).join('; ');
  shell.print(`nothing was found for this customer, who never ordered; shown instead\n${tableText(titled.map((one) => [named(one), '', why(one)]))}`);
}

const named = ({ sku, title }: { sku: string; title: string | null }) => `  ${sku.padEnd(8)}${title ?? ''}`;

function wordAdvice({ madeAtMs, stale, again, fresh }: StoredAdvice, why: (product: Advised) => string, timeZone: string): string {
  const due = ({ dueAtMs }: { dueAtMs: number }) => dayOf(dueAtMs, timeZone);
  return [
    `as of ${wordInstant(madeAtMs, timeZone)}${stale ? '; something was told since, it will be renewed' : ''}`,
    '', again.length === 0 ? 'own products again: none' : `own products again\n${tableText(again.map((one) => [named(one), `due ${due(one)}`, why(one)]))}`,
    '', fresh.length === 0 ? 'new products: none' : `new products\n${tableText(fresh.map((one) => [named(one), '', why(one)]))}`,
  ].join('\n');
}
