import { type CivilDate, civilFromDays, type Day, dayText, daysFromCivil, isoWeekday, wallMs } from './civil-date.ts';
import type { Weekday } from './campaign.ts';
import type { CustomerFacts } from './customer.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
import type { ShopPolicy } from './policy.ts';

/** What a wall clock and a calendar show. */
export interface LocalTime extends CivilDate {
  readonly weekday: Weekday;
  readonly minuteOfDay: number;
}

// Building a formatter costs a hundred times a format, so each zone has one for the life of the process.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  formatters.set(zone, formatter);
  return formatter;
}

/** True for a name of the IANA time-zone database. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // "+02:00" is an offset: it knows no daylight saving
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

// Asking a formatter is most of the cost of a decision, and decisions ask for the same few hours again and again.
const MOST_HOURS = 10_000;
const offsetOfHour = new Map<string, Map<number, number | null>>();

/** Local minus universal time at an instant, in milliseconds. Throws RangeError for an unknown zone. */
export function offsetMs(ms: EpochMs, zone: string): number {
  const hours = hoursOf(zone);
  const hour = Math.floor(ms / HOUR_MS);
  let offset = hours.get(hour);
  if (offset === undefined) {
    if (hours.size >= MOST_HOURS) hours.clear();
    hours.set(hour, offset = steadyOffset(hour * HOUR_MS, zone));
  }
  return offset ?? shownOffset(ms, zone);
}

function hoursOf(zone: string): Map<number, number | null> {
  const known = offsetOfHour.get(zone);
  if (known !== undefined) return known;
  formatterOf(zone); // throws for a name that is no zone: only real ones are kept
  const hours = new Map<number, number | null>();
  offsetOfHour.set(zone, hours);
  return hours;
}

/** The offset all through an hour; null when the clock is changed within it. No zone changes its clock twice in an hour. */
function steadyOffset(from: EpochMs, zone: string): number | null {
  const offset = shownOffset(from, zone);
  return shownOffset(from + HOUR_MS - 1, zone) === offset ? offset : null;
}

function shownOffset(ms: EpochMs, zone: string): number {
  const wholeSeconds = Math.floor(ms / 1000) * 1000;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] =
    (formatterOf(zone).format(wholeSeconds).match(/\d+/g) ?? []).map(Number);
  return wallMs({ year, month, day }, hour * 60 + minute) + second * 1000 - wholeSeconds;
}

/** What the clocks of a zone show at an instant. */
export function localTime(ms: EpochMs, zone: string): LocalTime {
  const days = Math.floor((ms + offsetMs(ms, zone)) / DAY_MS);
  return { ...civilFromDays(days), ...clockTime(ms, zone) };
}

/** Weekday and minute alone: windows ask for them so often that the date would be most of the cost. */
export function clockTime(ms: EpochMs, zone: string): Pick<LocalTime, 'weekday' | 'minuteOfDay'> {
  const wall = ms + offsetMs(ms, zone);
  const days = Math.floor(wall / DAY_MS);
  return { weekday: isoWeekday(days), minuteOfDay: Math.floor((wall - days * DAY_MS) / MINUTE_MS) };
}

/** The instants at which the clock shows this wall time: none in a gap, two in an overlap. Earliest first. */
function instantsOfWall(wall: number, zone: string): EpochMs[] {
  // No zone changes its offset twice within two days, so the offsets around the wall time are all there can be.
  const [before, after] = [offsetMs(wall - DAY_MS, zone), offsetMs(wall + DAY_MS, zone)];
  if (before === after) return [wall - before];
  return [wall - before, wall - after]
    .filter((instant) => instant + offsetMs(instant, zone) === wall)
    .toSorted((a, b) => a - b);
}

function instantOfWall(wall: number, zone: string): EpochMs {
  const [first] = instantsOfWall(wall, zone);
  return first ?? wall - offsetMs(wall - DAY_MS, zone);
}

/** The instant of a wall time: the first of two in an overlap; shifted forward by the length of a gap. */
export function instantOf(local: CivilDate & { readonly minuteOfDay: number }, zone: string): EpochMs {
  return instantOfWall(wallMs(local, local.minuteOfDay), zone);
}

/** Instants at which the clock first shows this wall time or jumps over it: the edges of daily windows. */
export function edgeInstants(local: CivilDate & { readonly minuteOfDay: number }, zone: string): readonly EpochMs[] {
  const wall = wallMs(local, local.minuteOfDay);
  const shown = instantsOfWall(wall, zone);
  return shown.length > 0 ? shown : [jumpOver(wall, zone)];
}

/** The instant at which the clock jumps over a wall time that does not exist. */
function jumpOver(wall: number, zone: string): EpochMs {
  const early = wall - offsetMs(wall + DAY_MS, zone);
  const late = wall - offsetMs(wall - DAY_MS, zone);
  return clockChange(early, late, zone) ?? late;
}

/** The instant in (early, late] at which the clock is set forward or back; null when both ends have the same offset. */
export function clockChange(early: EpochMs, late: EpochMs, zone: string): EpochMs | null {
  const before = offsetMs(early, zone);
  if (offsetMs(late, zone) === before) return null;
  let [same, changed] = [early, late];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetMs(middle, zone) === before) same = middle;
    else changed = middle;
  }
  return changed;
}

/** The same wall time so many calendar days later: 23, 24 or 25 hours each. */
export function addCalendarDays(ms: EpochMs, days: number, zone: string): EpochMs {
  return days === 0 ? ms : instantOfWall(ms + offsetMs(ms, zone) + days * DAY_MS, zone);
}

/** The local day of an instant as a number of days since 1 January 1970. */
export function dayNumberOf(ms: EpochMs, zone: string): number {
  return Math.floor((ms + offsetMs(ms, zone)) / DAY_MS);
}

/** The local day of an instant: `2011-12-20`. */
export function dayOf(ms: EpochMs, zone: string): Day {
  return dayText(localTime(ms, zone));
}

/** The instant at which the local day of `ms` is over. */
export function endOfDay(ms: EpochMs, zone: string): EpochMs {
  return instantOf({ ...dayAfter(localTime(ms, zone), 1), minuteOfDay: 0 }, zone);
}

/** The day so many days after a civil date. */
export function dayAfter(date: CivilDate, days: number): CivilDate {
  return civilFromDays(daysFromCivil(date) + days);
}

/** What is known of where a customer lives. */
export type Dwelling = Pick<CustomerFacts, 'timeZone' | 'phoneCountry' | 'country'>;

/** Where a customer's clock stands, and who says so. */
export interface Whereabouts {
  /** The main one first. More than one where the country has several and the customer's own is not known: what protects holds in all of them. */
  readonly zones: readonly [string, ...string[]];
  readonly source: 'customer' | 'phone' | 'country' | 'shop';
}

/** The customer's own zone, where it is known. */
export function ownZone({ timeZone }: Pick<CustomerFacts, 'timeZone'>): string | null {
  return timeZone !== null && isZone(timeZone) ? timeZone : null;
}

/** The customer's own zone, else those of the country to which the telephone number belongs, else those of the customer's country, else the shop's. */
export function whereabouts(customer: Dwelling, policy: Pick<ShopPolicy, 'countryZones' | 'shop'>): Whereabouts {
  const own = ownZone(customer);
  if (own !== null) return { zones: [own], source: 'customer' };
  const byPhone = zonesOf(customer.phoneCountry, policy);
  if (byPhone !== null) return { zones: byPhone, source: 'phone' };
  const byCountry = zonesOf(customer.country, policy);
  return byCountry === null ? { zones: [policy.shop.timeZone], source: 'shop' } : { zones: byCountry, source: 'country' };
}

/** Zones of a country, the main one first; null where the policy names none. */
function zonesOf(country: string | null, { countryZones }: Pick<ShopPolicy, 'countryZones'>): Whereabouts['zones'] | null {
  const named = country === null ? undefined : countryZones[country];
  const [main, ...others] = typeof named === 'string' ? [named] : named ?? [];
  return main === undefined ? null : [main, ...others];
}

/** Countries whose rules protect the customer: where the orders go, and where the telephone belongs while no zone of the customer's own is known. */
export function countriesOf(customer: Dwelling): readonly [string | null, ...string[]] {
  const { country, phoneCountry } = customer;
  return phoneCountry === null || phoneCountry === country || ownZone(customer) !== null ? [country] : [country, phoneCountry];
}

/** The zone that stands for the customer: in windows, calendar days and words. */
export function zoneOf(customer: Dwelling, policy: Pick<ShopPolicy, 'countryZones' | 'shop'>): string {
  return whereabouts(customer, policy).zones[0];
}
