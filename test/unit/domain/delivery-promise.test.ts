import { describe, expect, it } from 'vitest';
import { lastPromisedDay, longestPromiseDays } from '../../../src/domain/delivery-promise.ts';
import type { Region } from '../../../src/domain/region.ts';
import type { Team } from '../../../src/domain/team.ts';
import { aPolicy } from '../../support/builders.ts';

const region = (over: Partial<Region>): Region => ({ name: 'r', title: { en: 'R' }, countries: ['DE'], ...over });
const desk: Team = { name: 'desk', title: { en: 'Desk' }, languages: ['de'], calendar: { zone: 'Europe/Berlin', week: {}, holidays: ['12-26', '2011-11-30'] }, escalateTo: null };
const policyOf = (over: Partial<Region>) => aPolicy({ regions: [region(over)], teams: [desk] });
const last = (placedAt: string, over: Partial<Region> = { deliveryDays: { from: 1, to: 3 } }, country: string | null = 'DE') => lastPromisedDay({ placedAtMs: Date.parse(placedAt), country }, policyOf(over));

describe('the last promised day', () => {
  it.each([
    ['on a Monday', '2011-11-21T10:00:00Z', '2011-11-24'],
    ['on a Thursday: the weekend does not count', '2011-11-24T10:00:00Z', '2011-11-29'],
    ['on a Saturday: counts from Monday', '2011-11-19T10:00:00Z', '2011-11-23'],
    ['in the last minute of a day by the shop’s clock', '2011-11-21T23:59:00Z', '2011-11-24'],
  ])('of an order placed %s', (_, placedAt, day) => expect(last(placedAt)).toBe(day));

  it('leaves out the holidays of the team in charge, those of every year and those of one', () => {
    const served = { deliveryDays: { from: 1, to: 3 }, team: 'desk' };
    expect(last('2011-11-28T10:00:00Z', served)).toBe('2011-12-02');
    expect(last('2012-11-28T10:00:00Z', served)).toBe('2012-12-03');
    expect(last('2011-12-23T10:00:00Z', served), 'the 26th is a Monday').toBe('2011-12-29');
  });

  it('is none where nothing is promised', () => {
    expect(last('2011-11-21T10:00:00Z', {})).toBeNull();
    expect(last('2011-11-21T10:00:00Z', { deliveryDays: { from: 1, to: 3 } }, 'FR')).toBeNull();
    expect(last('2011-11-21T10:00:00Z', { deliveryDays: { from: 1, to: 3 } }, null)).toBeNull();
    expect(longestPromiseDays({})).toBe(14);
  });

  it('is never further off than what is looked through', () => {
    for (const to of [1, 5, 14, 60]) {
      const day = last('2011-12-20T10:00:00Z', { deliveryDays: { from: 1, to }, team: 'desk' });
      expect(Date.parse(day!) - Date.parse('2011-12-20')).toBeLessThanOrEqual(longestPromiseDays(policyOf({ deliveryDays: { from: 1, to } })) * 86_400_000);
    }
  });
});
