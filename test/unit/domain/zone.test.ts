import { describe, expect, it } from 'vitest';
import { civilFromDays, daysFromCivil, isoWeekday } from '../../../src/domain/civil-date.ts';
import { after, elapsedMs, wordDuration } from '../../../src/domain/duration.ts';
import { cityOf, wordInstant, wordMinute } from '../../../src/domain/instant-words.ts';
import { addCalendarDays, countriesOf, edgeInstants, instantOf, isZone, localTime, whereabouts, zoneOf } from '../../../src/domain/zone.ts';
import { aCustomer, aPolicy, at } from '../../support/builders.ts';

describe('civil dates', () => {
  it.each([
    [0, { year: 1970, month: 1, day: 1 }, 4], [11_016, { year: 2000, month: 2, day: 29 }, 2],
    [-1, { year: 1969, month: 12, day: 31 }, 3], [47_541, { year: 2100, month: 3, day: 1 }, 1],
  ])('day %d', (days, date, weekday) => {
    expect(civilFromDays(days)).toEqual(date);
    expect(daysFromCivil(date)).toBe(days);
    expect(isoWeekday(days)).toBe(weekday);
  });
});

describe('the clocks of Berlin', () => {
  it('show the local day', () => {
    expect(localTime(at('2011-12-31T23:30:00'), 'Europe/Berlin')).toEqual({ year: 2012, month: 1, day: 1, weekday: 7, minuteOfDay: 30 });
  });
  it('02:30 on the night of the spring change does not exist and is shifted to 03:30', () => {
    expect(instantOf({ year: 2026, month: 3, day: 29, minuteOfDay: 150 }, 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00'));
    expect(edgeInstants({ year: 2026, month: 3, day: 29, minuteOfDay: 150 }, 'Europe/Berlin')).toEqual([at('2026-03-29T01:00:00')]);
  });
  it('02:30 on the night of the autumn change comes twice; the first counts', () => {
    expect(instantOf({ year: 2026, month: 10, day: 25, minuteOfDay: 150 }, 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00'));
    expect(edgeInstants({ year: 2026, month: 10, day: 25, minuteOfDay: 150 }, 'Europe/Berlin')).toEqual([at('2026-10-25T00:30:00'), at('2026-10-25T01:30:00')]);
  });
});

describe('a day Samoa never had', () => {
  it('is jumped over: 30 December 2011', () => {
    expect(edgeInstants({ year: 2011, month: 12, day: 30, minuteOfDay: 720 }, 'Pacific/Apia')).toEqual([at('2011-12-30T10:00:00')]);
    expect(localTime(at('2011-12-30T10:00:00'), 'Pacific/Apia')).toMatchObject({ day: 31, minuteOfDay: 0 });
  });
});

describe('durations', () => {
  const eveOfSpring = at('2026-03-28T09:30:00'); // 10:30 in Berlin
  it('days keep the wall time over a change of the clocks', () => {
    expect(after(eveOfSpring, { unit: 'days', count: 1 }, 'Europe/Berlin')).toBe(at('2026-03-29T08:30:00'));
    expect(after(eveOfSpring, { unit: 'weeks', count: 1 }, 'Europe/Berlin')).toBe(at('2026-04-04T08:30:00'));
  });
  it('hours and minutes elapse', () => {
    expect(after(eveOfSpring, { unit: 'hours', count: 24 }, 'Europe/Berlin')).toBe(at('2026-03-29T09:30:00'));
    expect(after(eveOfSpring, { unit: 'minutes', count: 5 }, 'Europe/Berlin')).toBe(at('2026-03-28T09:35:00'));
  });
  it('no days change nothing, not even in an hour that comes twice', () => {
    const second = at('2026-10-25T01:30:00');
    expect(addCalendarDays(second, 0, 'Europe/Berlin')).toBe(second);
  });
  it.each([[{ unit: 'days', count: 3 }, '3 days'], [{ unit: 'hours', count: 1 }, '1 hour']] as const)('in words', (duration, words) => {
    expect(wordDuration(duration)).toBe(words);
  });
  it('elapsed, a week is 168 hours', () => expect(elapsedMs({ unit: 'weeks', count: 1 })).toBe(168 * 3_600_000));
});

describe('zones', () => {
  it.each([['Europe/Berlin', true], ['Asia/Kolkata', true], ['UTC', true], ['Europe/Berlinn', false], ['+02:00', false], ['', false]])('%s: %s', (name, known) => {
    expect(isZone(name)).toBe(known);
  });
  it('of a customer: the own one, else the country’s, else the shop’s', () => {
    expect(zoneOf(aCustomer({ timeZone: 'Asia/Jakarta' }), aPolicy())).toBe('Asia/Jakarta');
    expect(zoneOf(aCustomer({ timeZone: 'Mars/Olympus' }), aPolicy())).toBe('Europe/Berlin');
    expect(zoneOf(aCustomer({ country: 'NZ' }), aPolicy())).toBe('Europe/London');
    expect(zoneOf(aCustomer({ country: null }), aPolicy())).toBe('Europe/London');
  });
  it('of a country with several: all of them, the main one first, until the customer’s own is known', () => {
    const policy = aPolicy({ countryZones: { US: ['America/New_York', 'America/Los_Angeles'] } });
    expect(whereabouts(aCustomer({ country: 'US' }), policy)).toEqual({ zones: ['America/New_York', 'America/Los_Angeles'], source: 'country' });
    expect(whereabouts(aCustomer({ country: 'US', timeZone: 'America/Chicago' }), policy)).toEqual({ zones: ['America/Chicago'], source: 'customer' });
    expect(whereabouts(aCustomer({ country: 'FR' }), policy)).toEqual({ zones: ['Europe/London'], source: 'shop' });
  });
  it('by the telephone before the country of the orders, but not before the customer’s own; where the policy knows no zone of it, by the country', () => {
    const policy = aPolicy({ countryZones: { DE: 'Europe/Berlin', US: ['America/New_York', 'America/Los_Angeles'] } });
    expect(whereabouts(aCustomer({ phoneCountry: 'US' }), policy)).toEqual({ zones: ['America/New_York', 'America/Los_Angeles'], source: 'phone' });
    expect(whereabouts(aCustomer({ phoneCountry: 'US', timeZone: 'Asia/Tokyo' }), policy)).toEqual({ zones: ['Asia/Tokyo'], source: 'customer' });
    expect(whereabouts(aCustomer({ phoneCountry: 'KE' }), policy)).toEqual({ zones: ['Europe/Berlin'], source: 'country' });
  });
  it('countries that protect: that of the orders, and that of the telephone while no zone of the customer’s own is known', () => {
    expect(countriesOf(aCustomer({ phoneCountry: 'US' }))).toEqual(['DE', 'US']);
    expect(countriesOf(aCustomer({ phoneCountry: 'DE' }))).toEqual(['DE']);
    expect(countriesOf(aCustomer({ phoneCountry: 'US', timeZone: 'Asia/Tokyo' }))).toEqual(['DE']);
    expect(countriesOf(aCustomer({ country: null, phoneCountry: 'US' }))).toEqual([null, 'US']);
  });
});

describe('instants in words', () => {
  it('local, in two languages', () => {
    expect(wordInstant(at('2011-12-06T08:05:00'), 'Europe/Berlin')).toBe('Tue 6 Dec 09:05');
    expect(wordInstant(at('2011-12-06T08:05:00'), 'Asia/Shanghai', 'zh')).toBe('12月6日周二 16:05');
    expect(wordMinute(1439)).toBe('23:59');
    expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });
});
