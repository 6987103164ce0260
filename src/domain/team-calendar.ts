import type { ShopPolicy } from './policy.ts';
import type { BusinessCalendar } from './working-hours.ts';

const OFFICE_HOURS = [{ fromMinute: 9 * 60, untilMinute: 17 * 60 }];

/** The working hours of a team; of the shop for one that is not named: weekdays from nine to five by its own clock. */
export function calendarOfTeam({ shop }: Pick<ShopPolicy, 'shop'>, _team: string | null): BusinessCalendar {
  return { zone: shop.timeZone, week: { 1: OFFICE_HOURS, 2: OFFICE_HOURS, 3: OFFICE_HOURS, 4: OFFICE_HOURS, 5: OFFICE_HOURS }, holidays: [] };
}
