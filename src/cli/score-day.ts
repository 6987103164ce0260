import { type CivilDate, civilFromDays, daysFromCivil } from '../domain/civil-date.ts';
import { dayAfter, dayOf, localTime } from '../domain/zone.ts';
import type { Queryable } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { CliFailure } from './shell.ts';

/** A day written yyyy-mm-dd; null when there is no such day. */
export function dayFrom(text: string): CivilDate | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const day = { year: Number(match?.[1]), month: Number(match?.[2]), day: Number(match?.[3]) };
  return match !== null && wordDay(civilFromDays(daysFromCivil(day))) === text ? day : null;
}

/** A day written yyyy-mm-dd. @throws CliFailure 2 when there is no such day */
export function parseDay(text: string): CivilDate {
  const day = dayFrom(text);
  if (day !== null) return day;
  throw new CliFailure({ exitCode: 2, code: 'no-date', message: `there is no day ${text}`, wayOut: 'write --as-of as yyyy-mm-dd, such as 2011-12-10' });
}

/** Today in the shop's zone, by the domain clock. */
export async function today(db: Queryable, zone: string): Promise<string> {
  return dayOf(await domainNowMs(db), zone);
}

/** Tomorrow in the shop's zone, by the domain clock: as of then everything known counts. */
export async function dayAfterToday(db: Queryable, zone: string): Promise<string> {
  return wordDay(dayAfter(localTime(await domainNowMs(db), zone), 1));
}

/** A day as yyyy-mm-dd. */
export function wordDay({ year, month, day }: CivilDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
