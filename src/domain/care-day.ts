import { bucketOf } from './holdout.ts';
import type { CustomerId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { localTime } from './zone.ts';

/** Days on which a customer is thought of; each comes as an event of its own, once a year. */
export type CareDayKind = 'birthday' | 'first-order-anniversary';

/** A day of the year: `02-29`. */
export type YearDay = string;

/** The events of one day are spread over its first hours. */
export const CARE_SPREAD_MINUTES = 360;

/**
 * The year in which this day has come for the customer, on their own clock; null while it has not, and once it is over. Each customer has a
 * minute of their own in its first six hours. 29 February is kept on the 28th in other years.
 */
export function careDayYear(day: YearDay, customer: { readonly id: CustomerId; readonly zone: string }, nowMs: EpochMs): number | null {
  const { year, month, day: date, minuteOfDay } = localTime(nowMs, customer.zone);
  const kept = day === '02-29' && !isLeapYear(year) ? '02-28' : day;
  const today = `${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return kept === today && minuteOfDay >= bucketOf(customer.id, 'care day') % CARE_SPREAD_MINUTES ? year : null;
}

/** By the Gregorian rule. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
