import Handlebars from 'handlebars';
import { isolated, isolatedFromLeft, writesFromTheRight } from './direction.ts';
import { COUPON_UNTIL } from './expression-check.ts';
import { type MailWords, pluralForm, wordText } from './mail-words.ts';
import type { MoneyValue } from './render-context.ts';

const MONEY_UNITS = 10_000;
const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'mailto:', 'tel:']);

/** What Handlebars hands to a helper last. */
interface Named<T> {
  readonly hash: Readonly<Record<string, T | undefined>>;
}

interface HelperScene {
  readonly locale: string;
  readonly words: MailWords;
  /** Whether what is put into a text has to be kept apart from its direction. */
  readonly isolates: boolean;
}

/** The helpers that templates of one locale may call; what they are given was checked when the template was compiled. */
export function createHelpers({ locale, words, isolates }: HelperScene) {
  const { dates, numbers, wordMoney } = formatsOf(locale);
  const apart = isolates ? isolated : (text: string) => text;
  const date = (value: string) => dates.format(new Date(`${value}T00:00:00Z`));
  const wordOf = (key: string, fill: (placeholder: string) => string, count: unknown) => {
    const word = words.get(key);
    return word === undefined ? '' : wordText(word, locale, fill, count);
  };
  // A counted word with all its forms, or the older pair of one and other.
  const plural = (count: number, one: string | Named<string>, other: string) => {
    const form = pluralForm(locale, count);
    if (typeof one === 'string') return form === 'one' ? one : other;
    return one.hash[form] ?? one.hash['other'] ?? '';
  };
  const t = (key: string, { hash }: Named<string | number>) =>
    wordOf(key, (name) => { const value = hash[name]; return apart(typeof value === 'number' ? numbers.format(value) : (value ?? '')); }, hash['count']);
  const validUntil = ({ hash: { until } }: Named<string>) => (until === undefined || until === null ? '' : ` (${wordOf(COUPON_UNTIL, () => apart(date(until)), null)})`);
  return {
    wordMoney,
    money: (value: MoneyValue) => wordMoney(value.amount, value.currency),
    date, plural, t,
    // Markup, not isolating characters, in HTML: whoever copies the code would copy them with it.
    couponInHtml: (code: string, named: Named<string>) =>
      new Handlebars.SafeString(`<bdi dir="ltr">${Handlebars.escapeExpression(code)}</bdi>${Handlebars.escapeExpression(validUntil(named))}`),
    couponInText: (code: string, named: Named<string>) => `${isolates ? isolatedFromLeft(code) : code}${validUntil(named)}`,
  };
}

interface Formats {
  readonly dates: Intl.DateTimeFormat;
  readonly numbers: Intl.NumberFormat;
  readonly wordMoney: (amount: number, currency: string) => string;
}
const formats = new Map<string, Formats>();

/** Making them costs more than compiling a template, so each language has them once. */
function formatsOf(locale: string): Formats {
  const known = formats.get(locale) ?? {
    dates: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }), numbers: new Intl.NumberFormat(locale), wordMoney: createMoneyWords(locale),
  };
  formats.set(locale, known);
  return known;
}

function createMoneyWords(locale: string): (amount: number, currency: string) => string {
  const currencies = new Map<string, Intl.NumberFormat>();
  const isolates = writesFromTheRight(locale);
  return (amount, currency) => {
    const format = currencies.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
    currencies.set(currency, format);
    if (!isolates) return format.format(amount / MONEY_UNITS);
    // UK£ would be read as £UK amid words from the right.
    return format.formatToParts(amount / MONEY_UNITS).map(({ type, value }) => (type === 'currency' && /[A-Za-z]/.test(value) ? isolatedFromLeft(value) : value)).join('');
  };
}

/**
 * A link target out of data. Without encryption a mail leads to this installation alone, where that is how it answers, as in a demo.
 * @throws RangeError for what a mail does not lead to, such as `javascript:`
 */
export function safeUrl(target: string, baseUrl: string): string {
  const isAllowed = URL.canParse(target) && (LINK_PROTOCOLS.has(new URL(target).protocol) || target.startsWith(`${baseUrl}/`));
  if (!isAllowed || /[\s<>"]/.test(target)) throw new RangeError('a link of this message is neither https, mailto nor tel');
  return target;
}
