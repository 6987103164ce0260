import type { Weekday } from './campaign.ts';
import { civilFromDays, dayText, isoWeekday } from './civil-date.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from './instant.ts';
import { type Span, spansOfWall, unionOf } from './wall-span.ts';
import { dayNumberOf } from './zone.ts';

/** Local minutes of a day, end exclusive. Hours that end at or before their start cross midnight and belong to the day on which they start. */
export interface OpeningHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** When a team works: a minute counts when the wall clock of the zone shows it within the hours of a day that is no holiday. Plain JSON. */
export interface BusinessCalendar {
  readonly zone: string;
  readonly week: Readonly<Partial<Record<Weekday, readonly OpeningHours[]>>>;
  /** Days on which no hours start: one day (`2026-12-24`), or one of every year (`12-25`). */
  readonly holidays: readonly string[];
}

/** A calendar without an open minute from somewhen on: no amount of waiting helps. */
export type NeverOpens = 'never-opens';

// Hours come round weekly, so only holidays shut a team for longer; two years of them are no holiday.
const STRETCH_MS = 7 * DAY_MS;
const MOST_SHUT_STRETCHES = 105;

/**
 * The earliest instant by which so many minutes of working time have passed: while the team works, or when it stops for the day. No minutes: the
 * instant itself. Parts of minutes count to the millisecond. @throws RangeError for an unknown zone, and for minutes that are negative or no number
 */
export function addBusinessMinutes(calendar: BusinessCalendar, fromMs: EpochMs, minutes: number): EpochMs | NeverOpens {
  if (!(minutes >= 0 && Number.isFinite(minutes))) throw new RangeError(`no working time: ${minutes} minutes`);
  let leftMs = Math.round(minutes * MINUTE_MS);
  if (leftMs === 0) return fromMs;
  for (const span of openSpans(calendar, fromMs)) {
    if (leftMs <= span.untilMs - span.fromMs) return span.fromMs + leftMs;
    leftMs -= span.untilMs - span.fromMs;
  }
  return 'never-opens';
}

/** Minutes of working time between two instants, parts included; 0 when the second is not after the first. @throws RangeError for an unknown zone */
export function businessMinutesBetween(calendar: BusinessCalendar, fromMs: EpochMs, untilMs: EpochMs): number {
  let sumMs = 0;
  for (const span of openSpans(calendar, fromMs)) {
    if (span.fromMs >= untilMs) break;
    sumMs += Math.min(span.untilMs, untilMs) - span.fromMs;
  }
  return sumMs / MINUTE_MS;
}

/** The working hours that are on at an instant, from then on, else the next ones; `fromMs` is the instant itself while the team works. @throws RangeError for an unknown zone */
export function nextOpening(calendar: BusinessCalendar, ms: EpochMs): Span | NeverOpens {
  for (const span of openSpans(calendar, ms)) return span;
  return 'never-opens';
}

/** True while the team works. @throws RangeError for an unknown zone */
export function isOpen(calendar: BusinessCalendar, ms: EpochMs): boolean {
  return openWithin(calendar, { fromMs: ms, untilMs: ms + 1 }).length > 0;
}

/** Working time from an instant on, span after span, until the calendar has been shut for two years. A span ends with the hours, or after a week. */
function* openSpans(calendar: BusinessCalendar, fromMs: EpochMs): Generator<Span> {
  let shut = 0;
  for (let at = fromMs; shut <= MOST_SHUT_STRETCHES; at += STRETCH_MS) {
    const spans = openWithin(calendar, { fromMs: at, untilMs: at + STRETCH_MS });
    yield* spans;
    shut = spans.length === 0 ? shut + 1 : 0;
  }
}

/** The open spans of a stretch of time, earliest first. */
function openWithin(calendar: BusinessCalendar, { fromMs, untilMs }: Span): readonly Span[] {
  // Where a clock is set back over midnight, the day before comes once more.
  const first = dayNumberOf(fromMs, calendar.zone) - 1;
  const last = dayNumberOf(untilMs, calendar.zone) + 1;
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const spans = days.flatMap((day) => hoursOnDay(calendar, day).flatMap(({ fromMinute, untilMinute }) =>
    spansOfWall(day * DAY_MS + fromMinute * MINUTE_MS, day * DAY_MS + untilMinute * MINUTE_MS, calendar.zone)));
  return unionOf(spans.map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), untilMs: Math.min(span.untilMs, untilMs) })));
}

/** The hours that the wall clock shows on a day: those that start on it, up to midnight, and the rest of those that started the day before. */
function hoursOnDay(calendar: BusinessCalendar, day: number): readonly OpeningHours[] {
  const crosses = ({ fromMinute, untilMinute }: OpeningHours) => untilMinute <= fromMinute;
  return [
    ...hoursStartingOn(calendar, day).map((hours) => (crosses(hours) ? { ...hours, untilMinute: DAY_MS / MINUTE_MS } : hours)),
    ...hoursStartingOn(calendar, day - 1).filter(crosses).map(({ untilMinute }) => ({ fromMinute: 0, untilMinute })),
  ];
}

function hoursStartingOn({ week, holidays }: BusinessCalendar, day: number): readonly OpeningHours[] {
  const date = dayText(civilFromDays(day));
  return holidays.includes(date) || holidays.includes(date.slice(5)) ? [] : week[isoWeekday(day)] ?? [];
}
