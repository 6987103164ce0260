import type { ShopPolicy } from './policy.ts';
import { teamNamed } from './team.ts';
import type { BusinessCalendar } from './working-hours.ts';

const OFFICE_HOURS = [{ fromMinute: 9 * 60, untilMinute: 17 * 60 }];

/** The working hours of a team; for none, and for one of which the policy says nothing, those of an office on the shop's clock: weekdays from nine to five. */
export function calendarOfTeam(policy: Pick<ShopPolicy, 'shop' | 'teams'>, team: string | null): BusinessCalendar {
  const named = team === null ? null : teamNamed(team, policy);
  return named?.calendar ?? { zone: policy.shop.timeZone, week: { 1: OFFICE_HOURS, 2: OFFICE_HOURS, 3: OFFICE_HOURS, 4: OFFICE_HOURS, 5: OFFICE_HOURS }, holidays: [] };
}
