import type { EpochMs } from '../../domain/instant.ts';
import { edgeInstants, localTime } from '../../domain/zone.ts';
import type { LocalTime } from '../../domain/zone.ts';
import { isTimeZone, proposeTimeZone } from './place-names.ts';
import { readsText } from './reads-text.ts';

const MOMENT = /^(\d{4})-(\d{2})-(\d{2}) ([01]\d|2[0-3]):([0-5]\d) (\S+)$/;

/** A wall-clock time in a zone, and the instant it names. */
export interface LocalMoment {
  readonly atMs: EpochMs;
  readonly timeZone: string;
  /** The clock shows this time twice (end of summer time): the first is meant. */
  readonly isRepeated: boolean;
}

/** Reads `2011-12-12 09:00 Europe/London`; null for a time that does not exist on that clock. */
export function localMomentFrom(text: string): LocalMoment | null {
  const match = MOMENT.exec(text);
  const timeZone = match?.[6] ?? '';
  if (match === null || !isTimeZone(timeZone)) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map(Number);
  const wall = { year, month, day, minuteOfDay: hour * 60 + minute };
  const instants = edgeInstants(wall, timeZone).filter((ms) => shows(localTime(ms, timeZone), wall));
  const [atMs] = instants;
  return atMs === undefined ? null : { atMs, timeZone, isRepeated: instants.length > 1 };
}

// Differs in a gap of the clock and for dates such as 30 February, which the calendar carries over.
function shows(local: LocalTime, wall: Omit<LocalTime, 'weekday'>): boolean {
  return local.year === wall.year && local.month === wall.month && local.day === wall.day && local.minuteOfDay === wall.minuteOfDay;
}

function proposeMoment(text: string): string | null {
  const [, date, time, zone] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2})?(?: (\S+))?$/.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  if (zone === undefined) return `add the time zone: "${date} ${time} Europe/London"`;
  if (!isTimeZone(zone)) return proposeTimeZone(zone);
  return `the clock in ${zone} never shows ${time} on ${date}: take another time`;
}

export const localMoment = readsText({
  expected: 'a local time with its zone such as "2011-12-12 09:00 Europe/London"',
  examples: ['2011-12-12 09:00 Europe/London'],
  read: localMomentFrom,
  propose: proposeMoment,
});
