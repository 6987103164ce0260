import type { Money } from '../domain/customer.ts';

const UNITS = 10_000;

/**
 * `numeric(18,4)` text, as pg gives it, to the core's integer of 1/10,000 units. Exact: no floats on the way. The tables hold more
 * than the core can count (some 900 thousand million): what goes beyond stands at that bound, for one customer whose sum cannot be
 * read would stop every page, freeze and score in which they stand.
 */
export function moneyFromNumeric(text: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text);
  if (match === null) throw new RangeError(`not a money amount with at most four decimals: ${text}`);
  const [, sign, whole, fraction = ''] = match;
  const amount = Number(whole) * UNITS + Number(fraction.padEnd(4, '0'));
  const countable = Math.min(amount, Number.MAX_SAFE_INTEGER);
  return sign === '-' ? -countable : countable;
}

/** The core's money as `numeric(18,4)` text. */
export function numericFromMoney(amount: Money): string {
  const absolute = Math.abs(amount);
  const fraction = String(absolute % UNITS).padStart(4, '0');
  return `${amount < 0 ? '-' : ''}${Math.floor(absolute / UNITS)}.${fraction}`;
}
