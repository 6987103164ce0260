import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { addBusinessMinutes, type BusinessCalendar, businessMinutesBetween, isOpen, nextOpening, type OpeningHours } from '../../../src/domain/working-hours.ts';

const hours = (from: number, until: number): readonly OpeningHours[] => [{ fromMinute: from * 60, untilMinute: until * 60 }];
const office = (zone: string, holidays: readonly string[] = []): BusinessCalendar =>
  ({ zone, week: { 1: hours(9, 17), 2: hours(9, 17), 3: hours(9, 17), 4: hours(9, 17), 5: hours(9, 17) }, holidays });
const at = (text: string) => Date.parse(text);
const iso = (ms: number | 'never-opens') => (ms === 'never-opens' ? ms : new Date(ms).toISOString());

describe('working time', () => {
  test('goes on in the next week', () => {
    // Friday 16:30 in Berlin; half an hour is left of the week.
    expect(iso(addBusinessMinutes(office('Europe/Berlin'), at('2026-11-27T15:30:00Z'), 120))).toBe('2026-11-30T09:30:00.000Z');
    expect(businessMinutesBetween(office('Europe/Berlin'), at('2026-11-27T15:30:00Z'), at('2026-11-30T09:30:00Z'))).toBe(120);
  });

  test('what ends with the hours ends on that day, not on the next', () => {
    expect(iso(addBusinessMinutes(office('UTC'), at('2026-11-27T16:00:00Z'), 60))).toBe('2026-11-27T17:00:00.000Z');
  });

  test('leaves out holidays: single ones and those of every year', () => {
    expect(iso(addBusinessMinutes(office('UTC', ['2026-11-30', '12-01']), at('2026-11-27T16:00:00Z'), 61))).toBe('2026-12-02T09:01:00.000Z');
    expect(iso(addBusinessMinutes(office('UTC', ['2025-12-01', '11-30']), at('2026-11-27T16:00:00Z'), 61))).toBe('2026-12-01T09:01:00.000Z');
  });

  test('counts the leap day, and a holiday on it in leap years alone', () => {
    expect(businessMinutesBetween(office('UTC'), at('2028-02-28T00:00:00Z'), at('2028-03-02T00:00:00Z'))).toBe(3 * 480);
    expect(businessMinutesBetween(office('UTC', ['02-29']), at('2028-02-28T00:00:00Z'), at('2028-03-02T00:00:00Z'))).toBe(2 * 480);
    expect(businessMinutesBetween(office('UTC', ['02-29']), at('2027-02-28T00:00:00Z'), at('2027-03-02T00:00:00Z'))).toBe(480);
  });

  const nights: BusinessCalendar = { zone: 'Europe/Berlin', week: { 6: hours(22, 6) }, holidays: [] };

  test('a night shift is an hour shorter when the clock is set forward, and an hour longer when it is set back', () => {
    expect(businessMinutesBetween(nights, at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(7 * 60);
    expect(businessMinutesBetween(nights, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(9 * 60);
    expect(businessMinutesBetween(nights, at('2026-11-07T12:00:00Z'), at('2026-11-08T12:00:00Z'))).toBe(8 * 60);
  });

  const workedOver = (holiday: string) => businessMinutesBetween({ ...nights, holidays: [holiday] }, at('2026-11-07T12:00:00Z'), at('2026-11-08T12:00:00Z'));

  test('a night belongs to the day on which it starts: a holiday on the next morning does not cut it off', () => {
    expect(workedOver('2026-11-08')).toBe(8 * 60);
    expect(workedOver('2026-11-07')).toBe(0);
  });

  test('hours that end in the hour which comes twice are on twice', () => {
    const calendar: BusinessCalendar = { zone: 'Europe/Berlin', week: { 7: [{ fromMinute: 60, untilMinute: 150 }] }, holidays: [] };
    expect(businessMinutesBetween(calendar, at('2026-10-24T22:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(120);
    expect(isOpen(calendar, at('2026-10-25T00:45:00Z'))).toBe(false);
    expect(isOpen(calendar, at('2026-10-25T01:15:00Z'))).toBe(true);
  });

  test('parts of minutes count', () => {
    expect(addBusinessMinutes(office('UTC'), at('2026-11-27T10:00:00.500Z'), 1.5)).toBe(at('2026-11-27T10:01:30.500Z'));
    expect(businessMinutesBetween(office('UTC'), at('2026-11-27T10:00:00Z'), at('2026-11-27T10:01:30Z'))).toBe(1.5);
  });

  test('nothing passes backwards', () => {
    expect(businessMinutesBetween(office('UTC'), at('2026-11-27T12:00:00Z'), at('2026-11-27T10:00:00Z'))).toBe(0);
    expect(() => addBusinessMinutes(office('UTC'), 0, -1)).toThrow(RangeError);
    expect(() => addBusinessMinutes(office('UTC'), 0, Number.NaN)).toThrow(RangeError);
  });

  test('the next opening, from the instant itself while it is on', () => {
    expect(nextOpening(office('UTC'), at('2026-11-27T10:00:00Z'))).toEqual({ fromMs: at('2026-11-27T10:00:00Z'), untilMs: at('2026-11-27T17:00:00Z') });
    expect(nextOpening(office('UTC'), at('2026-11-27T17:00:00Z'))).toEqual({ fromMs: at('2026-11-30T09:00:00Z'), untilMs: at('2026-11-30T17:00:00Z') });
  });

  test('round the clock, time is working time', () => {
    const always: BusinessCalendar = { zone: 'America/New_York', week: { 1: hours(0, 24), 2: hours(0, 24), 3: hours(0, 24), 4: hours(0, 24), 5: hours(0, 24), 6: hours(0, 24), 7: hours(0, 24) }, holidays: [] };
    expect(addBusinessMinutes(always, 0, 60 * 24 * 400)).toBe(400 * 24 * HOUR_MS);
    expect(businessMinutesBetween(always, MINUTE_MS, 400 * 24 * HOUR_MS)).toBe(60 * 24 * 400 - 1);
  });

  test('a zone that is not there is refused', () => {
    expect(() => isOpen(office('Europe/Atlantis'), 0)).toThrow(RangeError);
  });
});

describe('a calendar that never opens says so instead of looking for ever', () => {
  const shut: BusinessCalendar = { zone: 'UTC', week: {}, holidays: [] };
  const everyDay = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(5, 10));

  test.each([['without hours', shut], ['without a day that is no holiday', office('UTC', everyDay)]])('%s', (_, calendar) => {
    expect(addBusinessMinutes(calendar, at('2026-11-27T10:00:00Z'), 1)).toBe('never-opens');
    expect(nextOpening(calendar, at('2026-11-27T10:00:00Z'))).toBe('never-opens');
    expect(businessMinutesBetween(calendar, at('2020-01-01T00:00:00Z'), at('2026-11-27T10:00:00Z'))).toBe(0);
    expect(isOpen(calendar, at('2026-11-27T10:00:00Z'))).toBe(false);
  });

  test('a year of holidays is none of those', () => {
    const away = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10));
    expect(iso(addBusinessMinutes(office('UTC', away), at('2026-12-31T17:00:00Z'), 1))).toBe('2028-01-03T09:01:00.000Z');
  });
});
