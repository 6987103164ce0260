import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordReason } from '../domain/reason-words.ts';
import { codesLike, type KnownProduct, showProduct } from '../store/product-list.ts';
import { plainAmount, wordCount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { productJson, wordShare } from './product-list.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';

/** `touchline products show KEY`. */
export const registerProductShow: RegisterCommand = (parent, shell) => {
  parent.command('show').description('what is known of one product: class with its reason and figures, stock, tags, countries, and to how many it is advised')
    .argument('<sku>', 'its code, in capitals or not')
    .option('--shop <id>', 'the shop whose code it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline products show 85099B\n  npx touchline products show 85099B --json\n')
    .action((sku: string, options: { shop?: string }) => show(shell, sku, options.shop ?? null));
};

async function show(shell: Shell, sku: string, shop: string | null): Promise<void> {
  const pool = await shell.database();
  const found = (await showProduct(pool, sku)).filter(({ shopId }) => shop === null || shopId === shop);
  const [product, another] = found;
  if (product === undefined) {
    throw new CliFailure({ exitCode: 2, code: 'product-unknown', message: `no product ${sku}${shop === null ? '' : ` in shop ${shop}`}`, wayOut: didYouMean(sku, await codesLike(pool, sku)) ?? '`npx touchline products list` names some' });
  }
  if (another !== undefined && another.shopId !== product.shopId) {
    throw new CliFailure({ exitCode: 2, code: 'product-ambiguous', message: `several shops sell ${sku}: ${found.map(({ shopId }) => shopId).join(', ')}`, wayOut: 'name one with --shop' });
  }
  const policy = await policyInForce(pool);
  if (shell.json) shell.printJson({ schemaVersion: 1, shopCurrency: policy.shop.currency, ...productJson(product) });
  else shell.print(wordProduct(product, policy, shell.language));
}

function wordProduct(product: KnownProduct, policy: ShopPolicy, language: Shell['language']): string {
  const { sku, title, category, tags, stock, price, cost, currency, countriesNot, reviews, advised } = product;
  const amount = (text: string | null) => (text === null ? 'not told' : `${plainAmount(text)}${currency === null ? '' : ` ${currency}`}`);
  return [
    `${sku}${title === null ? '' : `  ${title}`}`,
    `price ${amount(price)} · cost ${amount(cost)} · ${stock === null ? 'stock not told, taken as enough' : `stock ${wordCount(stock)}`}`,
    `category ${category ?? 'none'} · tags ${tags.join(', ') || 'none'} · ${wordCount(reviews)} review${reviews === 1 ? '' : 's'}`,
    `not offered in ${countriesNot.join(', ') || 'no country'}`,
    `advised to ${wordCount(advised.again)} who bought it before and ${wordCount(advised.fresh)} to whom it is new`,
    '', ...wordClass(product, policy, language),
  ].join('\n');
}

function wordClass({ why, classAtMs }: KnownProduct, { shop: { currency, timeZone }, products }: ShopPolicy, language: Shell['language']): readonly string[] {
  if (products === undefined) return ['the shop policy names no classes'];
  if (why === null || classAtMs === null) return ['no class yet: `npx touchline products classify` gives one; a worker does it once a day'];
  const { because, figures: { netSales, margin, sold, returned, returnRate, ageDays } } = why;
  return [
    wordReason(because, language, timeZone),
    `since ${wordInstant(classAtMs, timeZone)}, by the last ${products.windowDays} days:`,
    `  net sales ${wordMoney(netSales, currency)}, ${wordCount(sold)} sold, ${wordCount(returned)} sent back (${returnRate === null ? `too few sold for a rate: ${products.returnRateFromSold} are needed` : wordShare(returnRate)})`,
    `  margin ${margin === null ? 'not known: no cost is told' : wordShare(margin)}, first seen ${ageDays} days ago`,
  ];
}
