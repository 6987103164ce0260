import { bucketOf } from './holdout.ts';
import type { CustomerId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { localTime } from './zone.ts';

/** Days on which a customer is thought of; each comes as an event of its own. */
export const CARE_DAY_KINDS = ['birthday', 'first-order-anniversary', 'partnership-anniversary', 'member-day'] as const;
export type CareDayKind = (typeof CARE_DAY_KINDS)[number];

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

/** True for a day that some year has. */
export function isYearDay(text: string): text is YearDay {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(text) ?? [];
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= (LONGEST_MONTHS[Number(month) - 1] ?? 0);
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By the Gregorian rule. */
export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
