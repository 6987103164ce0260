import { civilFromDays, type Day, dayText, isoWeekday } from './civil-date.ts';
import type { EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import { regionOf } from './region.ts';
import { calendarOfTeam } from './team-calendar.ts';
import { dayNumberOf } from './zone.ts';

const SATURDAY = 6;

/** What is known of an order whose parcel has not come. */
export interface OrderOnItsWay {
  readonly placedAtMs: EpochMs;
  /** Of the customer: their region has promised; null: not known. */
  readonly country: string | null;
}

/**
 * The last day on which an order is delivered as its region promises: so many working days after the day on which it was placed, by the shop's clock, without
 * the holidays of the team that serves the region. Null where nothing is promised.
 */
export function lastPromisedDay({ placedAtMs, country }: OrderOnItsWay, policy: Pick<ShopPolicy, 'regions' | 'shop' | 'teams'>): Day | null {
  const region = regionOf(country, policy);
  const promised = region?.deliveryDays?.to;
  if (promised === undefined) return null;
  const { holidays } = calendarOfTeam(policy, region?.team ?? null);
  let day = dayNumberOf(placedAtMs, policy.shop.timeZone);
  for (let left = promised; left > 0;) {
    day += 1;
    if (isWorkingDay(day, holidays)) left -= 1;
  }
  return dayText(civilFromDays(day));
}

function isWorkingDay(day: number, holidays: readonly string[]): boolean {
  const date = dayText(civilFromDays(day));
  return isoWeekday(day) < SATURDAY && !holidays.includes(date) && !holidays.includes(date.slice(5));
}

/** Calendar days that a promise can take at most: each week has five working days, and holidays come in between. */
export function longestPromiseDays({ regions = [] }: Pick<ShopPolicy, 'regions'>): number {
  const longest = Math.max(0, ...regions.map(({ deliveryDays }) => deliveryDays?.to ?? 0));
  return 2 * longest + 14;
}
