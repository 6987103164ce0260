import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { ProductFigures } from '../domain/product-figures.ts';
import { countClasses, listProducts, type ListedProduct } from '../store/product-list.ts';
import { numericFromMoney } from '../store/money.ts';
import { howMany } from './how-many.ts';
import { plainAmount, wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const USUAL_LIMIT = 40;

const EXAMPLES = `
Those that sell best stand first. A dash is a figure that is not known.

Examples:
  npx touchline products list
  npx touchline products list --class star --limit 10
  npx touchline products list --class slow --json
`;

/** `touchline products list`. */
export const registerProductList: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what the shop sells, with the class and the figures of each product')
    .option('--class <name>', 'only products of this class')
    .option('--limit <count>', 'so many at most', String(USUAL_LIMIT))
    .addHelpText('after', EXAMPLES)
    .action((options: { class?: string; limit: string }) => list(shell, options));
};

async function list(shell: Shell, options: { class?: string; limit: string }): Promise<void> {
  const limit = howMany(options.limit);
  const pool = await shell.database();
  const policy = await policyInForce(pool);
  const known = new Set([...policy.products?.classes ?? [], ...await countClasses(pool)].map(({ name }) => name));
  const wanted = options.class ?? null;
  if (wanted !== null && !known.has(wanted)) {
    throw new CliFailure({ exitCode: 2, code: 'class-unknown', message: `there is no class "${wanted}"`, wayOut: didYouMean(wanted, known) ?? 'add products.classes to touchline.yaml and apply it' });
  }
  const { total, products } = await listProducts(pool, { class: wanted, limit });
  if (shell.json) shell.printJson({ schemaVersion: 1, currency: policy.shop.currency, total, products: products.map(productJson) });
  else shell.print(products.length === 0 ? 'no product' : wordList(products, policy.shop.currency));
  if (total > products.length) shell.note(`${wordCount(products.length)} of ${wordCount(total)}: --limit shows more`);
}

/** A listed product for programs. */
export function productJson({ why, classAtMs, ...product }: ListedProduct): object {
  return { ...product, because: why?.because ?? null, figures: why === null ? null : figuresJson(why.figures), classAt: classAtMs === null ? null : new Date(classAtMs).toISOString() };
}

function figuresJson({ netSales, sinceMs, ...figures }: ProductFigures): object {
  return { netSales: plainAmount(numericFromMoney(netSales)), ...figures, since: new Date(sinceMs).toISOString() };
}

function wordList(products: readonly ListedProduct[], currency: string): string {
  return tableText([
    ['sku', 'net sales', 'class', 'margin', 'sent back', 'age', 'stock', 'title'],
    ...products.map(({ sku, title, class: name, why, stock }) => [
      sku, why === null ? '–' : wordMoney(why.figures.netSales, currency), name ?? '–', wordShare(why?.figures.margin), wordShare(why?.figures.returnRate),
      why === null ? '–' : `${why.figures.ageDays} d`, stock === null ? '–' : wordCount(stock), title ?? '',
    ]),
  ]);
}

/** A share in per cent; a dash where it is not known. */
export function wordShare(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${Math.round(share * 1000) / 10} %`;
}
