import { hourRangeFrom, weekdaysFrom } from '../campaign-file/words/local-window.ts';
import type { Channel } from '../contracts/channel.ts';
import type { LegalHours, LegalRule } from '../domain/legal-hours.ts';
import type { DailyWindow } from '../domain/local-window.ts';
import { isZone } from '../domain/zone.ts';
import { byCountry, type CountryRow, RULES_FILE } from './country-rules.ts';

/** The hours by law for channels of this reach. Throws a RangeError that names a row which cannot be read. */
export function legalHoursFor(reach: Channel['reach']): LegalHours {
  return byCountry((row) => (row.allowed_hours_local === '' || (row.hours_reach === 'pocket' && reach !== 'pocket') ? null : ruleFrom(row)));
}

function ruleFrom({ country_code: country, allowed_hours_local: hours, time_zones: zoneNames, days_not_allowed: closedDays }: CountryRow): LegalRule {
  const zones = zoneNames.split(' ');
  if (!zones.every(isZone)) throw new RangeError(`${RULES_FILE}: the zones of ${country} cannot be read: "${zoneNames}"`);
  // The weekdays without marketing are those for which no hours stand.
  const closedOn = closedDays.includes('public holidays') ? [{ festival: 'public-holiday', daysBefore: 0 }] : [];
  return { windows: hours.split(';').map((part) => windowFrom(part, country)), closedOn, zones };
}

/** Reads `08:00-21:00`, or `Mon-Fri 08:00-20:00`. */
function windowFrom(text: string, country: string): DailyWindow {
  const [, dayWords, hours = ''] = /^\s*(?:([A-Z][A-Za-z-]+)\s+)?(\S+)\s*$/.exec(text) ?? [];
  const range = hourRangeFrom(hours);
  const days = dayWords === undefined ? 'all' : weekdaysFrom(dayWords);
  if (range === null || days === null) throw new RangeError(`${RULES_FILE}: the hours of ${country} cannot be read: "${text.trim()}"`);
  return { days, ...range };
}
