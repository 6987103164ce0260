import { describe, expect, it } from 'vitest';
import { careDayYear } from '../../../src/domain/care-day.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { at } from '../../support/builders.ts';

const person = (n: number, zone: string) => ({ id: toCustomerId(`customer-${n}`), zone });
/** The hours, local noon counted as 12, from which on the day has come for some of many customers, and until which. */
function hoursOf(day: string, zone: string, around: string): [first: number, last: number] {
  const hours = Array.from({ length: 96 }, (_, index) => at(`${around}T00:00:00`) - 2 * DAY_MS + index * HOUR_MS);
  const kept = hours.filter((ms) => Array.from({ length: 40 }, (_, n) => careDayYear(day, person(n, zone), ms)).some((year) => year !== null));
  return [(kept[0]! - at(`${around}T00:00:00`)) / HOUR_MS, (kept.at(-1)! - at(`${around}T00:00:00`)) / HOUR_MS];
}

/** For how many of 500 customers 26 November has come. */
const come = (iso: string) => Array.from({ length: 500 }, (_, n) => careDayYear('11-26', person(n, 'UTC'), at(iso))).filter((year) => year !== null).length;
/** The year in which 29 February has come. */
const kept = (iso: string) => careDayYear('02-29', person(1, 'UTC'), at(iso));

describe('a day of the year', () => {
  it('comes on the customer’s own clock', () => {
    const [first, last] = hoursOf('11-26', 'UTC', '2011-11-26');
    expect([0, 1]).toContain(first);
    expect(last).toBe(23);
    const [firstInAuckland] = hoursOf('11-26', 'Pacific/Auckland', '2011-11-26');
    const [firstInHonolulu] = hoursOf('11-26', 'Pacific/Honolulu', '2011-11-26');
    expect(firstInHonolulu - firstInAuckland).toBe(23);
  });

  it('comes to each in a minute of their own, all within six hours', () => {
    expect(come('2011-11-26T00:00:00')).toBeLessThan(20);
    expect(come('2011-11-26T03:00:00')).toBeGreaterThan(180);
    expect(come('2011-11-26T03:00:00')).toBeLessThan(320);
    expect(come('2011-11-26T05:59:00')).toBe(500);
    expect(come('2011-11-27T00:00:00')).toBe(0);
  });

  it('of 29 February is kept on that day in leap years, on the 28th in others', () => {
    expect(['2012-02-28T12:00:00', '2012-02-29T12:00:00', '2012-03-01T12:00:00'].map(kept)).toEqual([null, 2012, null]);
    expect(['2011-02-27T12:00:00', '2011-02-28T12:00:00', '2011-03-01T12:00:00'].map(kept)).toEqual([null, 2011, null]);
    expect(['2100-02-28T12:00:00', '2000-02-28T12:00:00', '2000-02-29T12:00:00'].map(kept)).toEqual([2100, null, 2000]);
  });
});
