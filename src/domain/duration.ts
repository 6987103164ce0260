import type { Duration } from './campaign.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
import { addCalendarDays } from './zone.ts';

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS } as const;

/** The instant a duration later: hours and minutes elapse; days and weeks are calendar days in the zone. */
export function after(ms: EpochMs, duration: Duration, zone: string): EpochMs {
  const { unit, count } = duration;
  if (unit === 'minutes' || unit === 'hours') return ms + count * UNIT_MS[unit];
  return addCalendarDays(ms, unit === 'weeks' ? 7 * count : count, zone);
}

/** Length in milliseconds where no calendar is meant, such as a sliding window: a day is 24 hours. */
export function elapsedMs(duration: Duration): number {
  return duration.count * UNIT_MS[duration.unit];
}

/** "3 days", "1 hour". */
export function wordDuration(duration: Duration): string {
  return `${duration.count} ${duration.count === 1 ? duration.unit.slice(0, -1) : duration.unit}`;
}
