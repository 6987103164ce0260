import * as z from 'zod';
import type { LocalWindow, Weekday } from '../../domain/campaign.ts';
import { readsText } from './reads-text.ts';

const DAY_NAMES: readonly (readonly [string, Weekday])[] = [['Mon', 1], ['Tue', 2], ['Wed', 3], ['Thu', 4], ['Fri', 5], ['Sat', 6], ['Sun', 7]];
const HOURS = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;
export const MINUTES_OF_DAY = 1440;

/** Hours of a local day, in minutes after midnight, end exclusive; `until` before `from` crosses midnight. */
export interface HourRange {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** Reads `09:30-11:30` or `21:00-08:00`; null when it is none or empty. */
export function hourRangeFrom(text: string): HourRange | null {
  const [fromHour, fromRest, untilHour, untilRest] = (HOURS.exec(text) ?? []).slice(1).map(Number);
  if (fromHour === undefined || fromRest === undefined || untilHour === undefined || untilRest === undefined) return null;
  const range = { fromMinute: fromHour * 60 + fromRest, untilMinute: untilHour * 60 + untilRest };
  const isOnTheClock = range.fromMinute < MINUTES_OF_DAY && range.untilMinute <= MINUTES_OF_DAY;
  return isOnTheClock && range.fromMinute !== range.untilMinute ? range : null;
}

/** Reads `09:30` as minutes after midnight; null for anything else. */
function clockTimeFrom(text: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** Reads `Tue-Thu`, `Fri-Mon`, `Mon, Wed, Fri` or `every day`; null for anything else. Ascending, no day twice. */
export function weekdaysFrom(text: string): readonly Weekday[] | null {
  if (text === 'every day') return DAY_NAMES.map(([, day]) => day);
  const parts = text.split(',').map((part) => daysOfPart(part.trim()));
  if (parts.includes(null)) return null;
  const days = new Set(parts.flatMap((part) => part ?? []));
  return DAY_NAMES.map(([, day]) => day).filter((day) => days.has(day));
}

function daysOfPart(part: string): readonly Weekday[] | null {
  const [first, last = first] = part.split('-');
  const from = DAY_NAMES.findIndex(([name]) => name === first);
  const until = DAY_NAMES.findIndex(([name]) => name === last);
  if (from < 0 || until < 0 || part.split('-').length > 2) return null;
  const length = ((until - from + 7) % 7) + 1;
  return Array.from({ length }, (_, offset) => DAY_NAMES[(from + offset) % 7]?.[1] ?? 1);
}

function proposeHours(text: string): string | null {
  const [from, until] = [...text.matchAll(/(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?/gi)].map(clockText);
  const proposal = from === undefined || until === undefined ? null : `${from}-${until}`;
  return proposal === null || hourRangeFrom(proposal) === null ? null : `did you mean "${proposal}"?`;
}

function clockText([, hours = '', minutes = '00', half]: RegExpExecArray): string {
  const isPast = half?.toLowerCase() === 'pm' && Number(hours) < 12;
  return `${String(Number(hours) + (isPast ? 12 : 0)).padStart(2, '0')}:${minutes}`;
}

function proposeDays(text: string): string | null {
  if (/^(?:all|daily|always|everyday|any day)$/i.test(text)) return 'did you mean "every day"?';
  const short = text.replaceAll(/[a-z]+/gi, (word) => DAY_NAMES.find(([name]) => name.toLowerCase() === word.slice(0, 3).toLowerCase())?.[0] ?? word);
  const tidy = short.replaceAll(/\s*(?:–|-|to|until)\s*/g, '-');
  return weekdaysFrom(tidy) === null ? null : `did you mean "${tidy}"?`;
}

export const weekdays = readsText({
  expected: 'weekdays such as "Tue-Thu", "Mon, Wed, Fri" or "every day"',
  examples: ['Mon-Fri', 'Tue-Thu', 'every day'],
  read: weekdaysFrom,
  propose: proposeDays,
});

/** Hours that may cross midnight. */
export const hourRange = readsText({ expected: 'local hours such as "21:00-08:00"', examples: ['21:00-08:00'], read: hourRangeFrom, propose: proposeHours });

const hoursOfOneDay = readsText({
  expected: 'local hours of one day such as "09:30-11:30"',
  examples: ['09:30-11:30'],
  read: (text) => {
    const range = hourRangeFrom(text);
    return range !== null && range.fromMinute < range.untilMinute ? range : null;
  },
  propose: (text) => (hourRangeFrom(text) === null ? proposeHours(text) : 'a window ends on the day on which it starts: end it at 24:00'),
});

/** `{ days: Tue-Thu, between: "09:30-11:30" }` */
export const localWindow = z.strictObject({ days: weekdays, between: hoursOfOneDay })
  .transform(({ days, between }): LocalWindow => ({ days, ...between }))
  .meta({ description: 'Local days and hours in which a touch may leave. 可发送的当地时段。' });

export const clockTime = readsText({
  expected: 'a local time such as "10:00"',
  examples: ['10:00'],
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  read: clockTimeFrom,
  propose: (text) => (clockTimeFrom(`0${text}`) === null ? null : `did you mean "0${text}"?`),
});
