import { type CivilDate, civilFromDays, daysFromCivil } from '../domain/civil-date.ts';
import { dayAfter, localTime } from '../domain/zone.ts';
import type { Queryable } from '../store/pool.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { CliFailure } from './shell.ts';

/** A day written yyyy-mm-dd. @throws CliFailure 2 when there is no such day */
export function parseDay(text: string): CivilDate {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const day = { year: Number(match?.[1]), month: Number(match?.[2]), day: Number(match?.[3]) };
  if (match !== null && wordDay(civilFromDays(daysFromCivil(day))) === text) return day;
  throw new CliFailure({ exitCode: 2, code: 'no-date', message: `there is no day ${text}`, wayOut: 'write --as-of as yyyy-mm-dd, such as 2011-12-10' });
}

/** Tomorrow in the shop's zone, by the domain clock: as of then everything known counts. */
export async function dayAfterToday(db: Queryable, zone: string): Promise<string> {
  return wordDay(dayAfter(localTime(await domainNowMs(db), zone), 1));
}

function wordDay({ year, month, day }: CivilDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
