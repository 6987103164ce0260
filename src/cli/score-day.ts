import { type CivilDate, civilFromDays, dayNumber, dayText, isDay } from '../domain/civil-date.ts';
import { dayAfter, dayOf, localTime } from '../domain/zone.ts';
import type { Queryable } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { CliFailure } from './shell.ts';

/** A day written yyyy-mm-dd. @throws CliFailure 2 when there is no such day */
export function parseDay(text: string): CivilDate {
  if (isDay(text)) return civilFromDays(dayNumber(text));
  throw new CliFailure({ exitCode: 2, code: 'no-date', message: `there is no day ${text}`, wayOut: 'write --as-of as yyyy-mm-dd, such as 2011-12-10' });
}

/** Today in the shop's zone, by the domain clock. */
export async function today(db: Queryable, zone: string): Promise<string> {
  return dayOf(await domainNowMs(db), zone);
}

/** Tomorrow in the shop's zone, by the domain clock: as of then everything known counts. */
export async function dayAfterToday(db: Queryable, zone: string): Promise<string> {
  return dayText(dayAfter(localTime(await domainNowMs(db), zone), 1));
}
