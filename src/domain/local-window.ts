import { DAY_MS, type EpochMs } from './instant.ts';
import { clockChange, clockTime, dayAfter, edgeInstants, type LocalTime, localTime } from './zone.ts';

/** Local minutes of some weekdays, end exclusive; a window that ends before it starts crosses midnight. */
export interface DailyWindow {
  readonly days: 'all' | readonly number[];
  readonly fromMinute: number;
  readonly untilMinute: number;
}

// A weekly pattern repeats after seven days; the eighth closes the circle at the same hour.
const LOOK_AHEAD_DAYS = 8;

/** True when the wall clock stands inside the window. A window across midnight belongs to the day on which it starts. */
export function covers(window: DailyWindow, local: Pick<LocalTime, 'weekday' | 'minuteOfDay'>): boolean {
  const { fromMinute, untilMinute } = window;
  const startsOn = (weekday: number) => window.days === 'all' || window.days.includes(weekday);
  if (fromMinute <= untilMinute) {
    return startsOn(local.weekday) && fromMinute <= local.minuteOfDay && local.minuteOfDay < untilMinute;
  }
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  return (startsOn(local.weekday) && local.minuteOfDay >= fromMinute) || (startsOn(yesterday) && local.minuteOfDay < untilMinute);
}

/** The earliest instant from `ms` on inside (or outside) the window; null when a whole week has none. */
export function earliestWhere(ms: EpochMs, side: 'inside' | 'outside', window: DailyWindow, zone: string): EpochMs | null {
  const fits = (instant: EpochMs) => covers(window, clockTime(instant, zone)) === (side === 'inside');
  if (fits(ms)) return ms;
  const edge = firstFittingEdge(ms, window, zone, fits);
  // A clock set back may show an hour of the window once more before the next edge.
  const change = clockChange(ms, edge ?? ms + LOOK_AHEAD_DAYS * DAY_MS, zone);
  return change !== null && fits(change) ? change : edge;
}

function firstFittingEdge(ms: EpochMs, window: DailyWindow, zone: string, fits: (instant: EpochMs) => boolean): EpochMs | null {
  const today = localTime(ms, zone);
  // Midnight is an edge too: the weekday changes there.
  const edgeMinutes = [...new Set([0, window.fromMinute, window.untilMinute])].filter((minute) => minute < 24 * 60);
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day += 1) {
    const date = dayAfter(today, day);
    const edges = edgeMinutes.flatMap((minuteOfDay) => edgeInstants({ ...date, minuteOfDay }, zone));
    const found = edges.filter((edge) => edge > ms).toSorted((a, b) => a - b).find(fits);
    if (found !== undefined) return found;
  }
  return null;
}
