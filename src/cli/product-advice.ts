import { wordInstant } from '../domain/instant-words.ts';
import { wordReason } from '../domain/reason-words.ts';
import { localTime } from '../domain/zone.ts';
import { readAdvice, type StoredAdvice } from '../store/stored-advice.ts';
import { customerNamed } from './customer.ts';
import { policyInForce } from './policy-in-force.ts';
import { wordDay } from './score-day.ts';
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
  if (advice === null) throw new CliFailure({ exitCode: 1, code: 'not-advised', message: `no products have been chosen for ${named} yet`, wayOut: 'run `npx touchline products advise`; a worker does it once a day' });
  const { timeZone } = (await policyInForce(pool)).shop;
  if (shell.json) shell.printJson({ schemaVersion: 1, customer: id, ...advice });
  else shell.print(wordAdvice(advice, ({ because, classBecause }) => [...because, ...(classBecause === null ? [] : [classBecause])].map((reason) => wordReason(reason, shell.language, timeZone)).join('; '), timeZone));
}

type Advised = Pick<StoredAdvice['again'][number], 'because' | 'classBecause'>;

const named = ({ sku, title }: { sku: string; title: string | null }) => `  ${sku.padEnd(8)}${title ?? ''}`;

function wordAdvice({ madeAtMs, stale, again, fresh }: StoredAdvice, why: (product: Advised) => string, timeZone: string): string {
  const due = ({ dueAtMs }: { dueAtMs: number }) => wordDay(localTime(dueAtMs, timeZone));
  return [
    `as of ${wordInstant(madeAtMs, timeZone)}${stale ? '; something was told since, it will be renewed' : ''}`,
    '', again.length === 0 ? 'own products again: none' : `own products again\n${tableText(again.map((one) => [named(one), `due ${due(one)}`, why(one)]))}`,
    '', fresh.length === 0 ? 'new products: none' : `new products\n${tableText(fresh.map((one) => [named(one), '', why(one)]))}`,
  ].join('\n');
}
