import * as z from 'zod';
import type { Money } from '../../domain/customer.ts';
import type { ByCurrency } from '../../domain/promotion.ts';
import { readsText } from './reads-text.ts';

const AMOUNT = /^(\d{1,10})(?:\.(\d{1,4}))? ([A-Z]{3})$/;
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Reads `5000 GBP` or `4.50 EUR`; null for anything else, such as a negative amount or a currency that does not exist. */
export function amountFrom(text: string): { readonly currency: string; readonly amount: Money } | null {
  const [, units, fraction = '', currency] = AMOUNT.exec(text) ?? [];
  if (units === undefined || currency === undefined || !currencies.has(currency)) return null;
  return { currency, amount: Number(units) * 10_000 + Number(fraction.padEnd(4, '0')) };
}

function proposeAmount(text: string): string | null {
  if (text.startsWith('-')) return 'an amount is never below zero';
  const [, sign, number] = /^([A-Za-z]{3}|[£$€]) ?([\d.]+)$/.exec(text) ?? [];
  const code = sign === undefined ? undefined : ({ '£': 'GBP', $: 'USD', '€': 'EUR' }[sign] ?? sign.toUpperCase());
  if (code !== undefined && amountFrom(`${number} ${code}`) !== null) return `did you mean "${number} ${code}"?`;
  const capitals = text.toUpperCase();
  if (amountFrom(capitals) !== null) return `did you mean "${capitals}"?`;
  return /^[\d.]+$/.test(text) ? `name the currency: "${text} GBP"` : null;
}

const amount = readsText({
  expected: 'an amount with its currency such as "5000 GBP"',
  examples: ['5000 GBP', '4.50 EUR'],
  pattern: '^[0-9]+(\\.[0-9]{1,4})? [A-Z]{3}$',
  read: amountFrom,
  propose: proposeAmount,
});

/** One amount, or a list with one for each currency. */
export const amounts = z.union([amount.transform((one) => [one]), z.array(amount).min(1).max(50)])
  .transform((list): ByCurrency => Object.fromEntries(list.map((one) => [one.currency, one.amount])));
