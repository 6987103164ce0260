import { civilFromDays, type Day, dayNumber, dayText, isoWeekday } from './civil-date.ts';

/** A week from Monday to Sunday, as ISO 8601 counts them. */
export interface IsoWeek {
  /** `2011-W48`: the year is that of its Thursday. */
  readonly name: string;
  readonly monday: Day;
  /** The Monday after it. */
  readonly endsBefore: Day;
}

/** The week in which a day lies. */
export function isoWeekOf(day: Day): IsoWeek {
  const number = dayNumber(day);
  const monday = number - isoWeekday(number) + 1;
  const { year } = civilFromDays(monday + 3);
  const firstThursday = thursdayOnOrAfter(dayNumber(`${year}-01-01`));
  const week = Math.round((monday + 3 - firstThursday) / 7) + 1;
  return { name: `${year}-W${String(week).padStart(2, '0')}`, monday: dayText(civilFromDays(monday)), endsBefore: dayText(civilFromDays(monday + 7)) };
}

/** The week before the one in which a day lies: the last one that is over. */
export function isoWeekBefore(day: Day): IsoWeek {
  return isoWeekOf(dayText(civilFromDays(dayNumber(day) - 7)));
}

const THURSDAY = 4;

function thursdayOnOrAfter(day: number): number {
  return day + ((THURSDAY - isoWeekday(day) + 7) % 7);
}
