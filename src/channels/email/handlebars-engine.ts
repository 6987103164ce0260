import Handlebars from 'handlebars';
import type { ShownProduct } from '../../contracts/channel.ts';
import { HELPER_PARAMETERS } from './expression-check.ts';
import { productsInHtml, productsInText } from './product-list.ts';
import type { MoneyValue, RenderContext } from './render-context.ts';

const MONEY_UNITS = 10_000;
const DANGEROUS_BUILT_INS = ['log', 'lookup', 'each', 'with'];

export type RenderPart = (context: RenderContext, products: readonly ShownProduct[]) => string;

/** Compiles already checked sources of one locale; `escape` says whether the part is HTML. */
export function createEngine(locale: string): (source: unknown, escape: boolean) => RenderPart {
  const engine = Handlebars.create();
  for (const name of DANGEROUS_BUILT_INS) engine.unregisterHelper(name);
  const helpers = createHelpers(locale);
  const { money, date, plural } = helpers;
  engine.registerHelper({ money, date, plural });
  const knownHelpers = Object.fromEntries(Object.keys(HELPER_PARAMETERS).map((name) => [name, true]));
  return (source, escape) => {
    const options = { strict: true, knownHelpersOnly: true, knownHelpers, noEscape: !escape };
    // A string, never a syntax tree: a tree from outside would be compiled into code.
    if (typeof source !== 'string') throw new TypeError('a template source has to be text');
    const render = engine.compile<RenderContext>(source, options);
    const listed = escape ? productsInHtml : productsInText;
    return (context, products) => render(context, {
      allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false,
      // Its parts are escaped one by one; what stands around them is markup of ours.
      helpers: { products: () => new Handlebars.SafeString(listed(products, helpers.wordMoney)) },
    });
  };
}

function createHelpers(locale: string) {
  const plurals = new Intl.PluralRules(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const currencies = new Map<string, Intl.NumberFormat>();
  const currencyFormat = (currency: string) => {
    const format = currencies.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
    currencies.set(currency, format);
    return format;
  };
  const wordMoney = (amount: number, currency: string) => currencyFormat(currency).format(amount / MONEY_UNITS);
  return {
    wordMoney,
    money: (value: MoneyValue) => wordMoney(value.amount, value.currency),
    date: (value: string) => dates.format(new Date(`${value}T00:00:00Z`)),
    plural: (count: number, one: string, other: string) => (plurals.select(count) === 'one' ? one : other),
  };
}
