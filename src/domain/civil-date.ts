import { DAY_MS, MINUTE_MS } from './instant.ts';

/** A day of the proleptic Gregorian calendar; month and day count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAYS_PER_ERA = 146_097; // 400 years
const DAYS_TO_EPOCH = 719_468; // 0000-03-01 to 1970-01-01

/** Days from 1970-01-01. The year is counted from March, so that the leap day comes last (Hinnant's algorithm). */
export function daysFromCivil({ year, month, day }: CivilDate): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
}

/** The day that lies so many days after 1970-01-01. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + DAYS_TO_EPOCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** ISO weekday of a day number: Monday is 1, Sunday 7. 1970-01-01 was a Thursday. */
export function isoWeekday(days: number): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const ISO_WEEKDAYS = [4, 5, 6, 7, 1, 2, 3] as const;
  return ISO_WEEKDAYS[((days % 7) + 7) % 7] ?? 4;
}

/** Wall time as milliseconds, as if the wall clock ran in UTC: a way to count in local days and minutes. */
export function wallMs(date: CivilDate, minuteOfDay: number): number {
  return daysFromCivil(date) * DAY_MS + minuteOfDay * MINUTE_MS;
}

/** A day of the calendar in text: `2011-12-20`. Such days compare as texts do. */
export type Day = string;

/** The number of days from 1970-01-01 to a day in text. */
export function dayNumber(day: Day): number {
  return daysFromCivil({ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)) });
}

/** A date as text: `2011-12-20`. */
export function dayText({ year, month, day }: CivilDate): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** True for a day in text that the calendar has. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && dayText(civilFromDays(dayNumber(text))) === text;
}
