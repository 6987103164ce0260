import type { Weekday } from '../domain/campaign.ts';
import { cityOf, wordInstant, wordMinute } from '../domain/instant-words.ts';
import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import { type BusinessCalendar, nextOpening } from '../domain/working-hours.ts';
import type { Shell } from './shell.ts';

/** Whether a team works, and until when or from when: "open until Tue 29 Nov 17:30 in London", "shut; opens Wed 30 Nov 09:00 in London". */
export function wordOpening(calendar: BusinessCalendar, nowMs: EpochMs, language: Shell['language']): string {
  const next = nextOpening(calendar, nowMs);
  if (next === 'never-opens') return 'never open';
  const at = (ms: EpochMs) => `${wordInstant(ms, calendar.zone, language)} in ${cityOf(calendar.zone)}`;
  if (next.fromMs > nowMs) return `shut; opens ${at(next.fromMs)}`;
  return next.untilMs - nowMs < 7 * DAY_MS ? `open until ${at(next.untilMs)}` : 'open round the clock';
}

const WEEKDAYS: readonly (readonly [Weekday, string])[] = [[1, 'Mon'], [2, 'Tue'], [3, 'Wed'], [4, 'Thu'], [5, 'Fri'], [6, 'Sat'], [7, 'Sun']];

/** The hours of a week, days with the same hours together: "Mon-Thu 09:00-17:00", "Fri 09:00-15:00". */
export function wordWeek({ week }: BusinessCalendar): readonly string[] {
  const days = WEEKDAYS.map(([day, name]) => ({ name, hours: (week[day] ?? []).map(({ fromMinute, untilMinute }) => `${wordMinute(fromMinute)}-${wordMinute(untilMinute)}`).join(', ') }));
  const runs: { first: string; last: string; hours: string }[] = [];
  for (const { name, hours } of days) {
    const run = runs.at(-1);
    if (run?.hours === hours) run.last = name;
    else runs.push({ first: name, last: name, hours });
  }
  return runs.filter(({ hours }) => hours !== '').map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`);
}
