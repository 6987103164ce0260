import { describe, expect, it } from 'vitest';
import { earliestInstant } from '../../../src/domain/earliest-instant.ts';
import { outsideQuietHours } from '../../../src/domain/quiet-hours.ts';
import { insideSendWindow } from '../../../src/domain/send-window.ts';
import { aCampaign, aPolicy, at } from '../../support/builders.ts';

const allNight = { fromMinute: 21 * 60, untilMinute: 8 * 60, days: 'all' } as const;
const policy = aPolicy({ quietHours: { '*': allNight, FR: { fromMinute: 0, untilMinute: 1440, days: [7] } } });
const asked = { policy, country: 'DE', zone: 'Europe/Berlin', purpose: 'marketing', channelObeys: true } as const;

describe('quiet hours', () => {
  it.each([
    ['2011-12-06T11:00:00', '2011-12-06T11:00:00'], // noon
    ['2011-12-06T20:00:00', '2011-12-07T07:00:00'], // 21:00 in Berlin
    ['2011-12-06T23:30:00', '2011-12-07T07:00:00'], // past midnight
    ['2011-12-06T06:59:59', '2011-12-06T07:00:00'],
    ['2026-03-28T22:00:00', '2026-03-29T06:00:00'], // the night the clocks go forward
  ])('a wish at %s waits until %s', (wish, allowed) => {
    expect(outsideQuietHours(at(wish), asked)).toBe(at(allowed));
  });
  it('a country has its own: no marketing in France on a Sunday', () => {
    expect(outsideQuietHours(at('2011-12-11T12:00:00'), { ...asked, country: 'FR', zone: 'Europe/Paris' })).toBe(at('2011-12-11T23:00:00'));
  });
  it.each([{ purpose: 'service' as const }, { channelObeys: false }])('do not bind %o', (over) => {
    expect(outsideQuietHours(at('2011-12-06T23:30:00'), { ...asked, ...over })).toBe(at('2011-12-06T23:30:00'));
  });
  it('that never end allow nothing', () => {
    const always = aPolicy({ quietHours: { '*': { fromMinute: 0, untilMinute: 1440, days: 'all' } } });
    expect(outsideQuietHours(at('2011-12-06T11:00:00'), { ...asked, policy: always })).toBeNull();
  });
});

describe('the send window', () => {
  const office = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 } as const;
  const weekend = { days: [6, 7], fromMinute: 10 * 60, untilMinute: 12 * 60 } as const;
  const campaign = aCampaign({ sendWindow: { clock: 'customer', byTier: { A: weekend }, otherwise: office } });
  const window = { campaign, policy: aPolicy(), tier: 'C', region: null, language: null, customerZone: 'America/New_York' };

  it('is the tier’s, on the customer’s clock', () => {
    expect(insideSendWindow(at('2011-12-06T11:00:00'), window)).toBe(at('2011-12-06T14:00:00'));
    expect(insideSendWindow(at('2011-12-09T22:00:00'), window)).toBe(at('2011-12-12T14:00:00')); // Friday 17:00 waits for Monday
    expect(insideSendWindow(at('2011-12-06T11:00:00'), { ...window, tier: 'A' })).toBe(at('2011-12-10T15:00:00'));
  });
  it('or on the shop’s clock', () => {
    const shopClock = aCampaign({ sendWindow: { clock: 'shop', byTier: {}, otherwise: office } });
    expect(insideSendWindow(at('2011-12-06T08:00:00'), { ...window, campaign: shopClock })).toBe(at('2011-12-06T09:00:00'));
  });
  it('of the shop binds marketing only', () => {
    const shop = aPolicy({ sendWindow: { byTier: {}, otherwise: office } });
    const early = at('2011-12-06T08:00:00');
    expect(insideSendWindow(early, { ...window, policy: shop, campaign: aCampaign() })).toBe(at('2011-12-06T14:00:00'));
    expect(insideSendWindow(early, { ...window, policy: shop, campaign: aCampaign({ purpose: 'service' }) })).toBe(early);
  });
  it('opens once more when the clock is set back into it', () => {
    const untilTwoThirteen = aCampaign({ sendWindow: { clock: 'customer', byTier: {}, otherwise: { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 133 } } });
    const berlin = { ...window, campaign: untilTwoThirteen, customerZone: 'Europe/Berlin' };
    // 02:30 of the first round; at 03:00 the clock shows 02:00 again.
    expect(insideSendWindow(at('2022-10-30T00:30:00'), berlin)).toBe(at('2022-10-30T01:00:00'));
  });
  it('without any, all hours are good', () => {
    expect(insideSendWindow(at('2011-12-06T03:00:00'), { ...window, campaign: aCampaign() })).toBe(at('2011-12-06T03:00:00'));
  });
});

const even = (ms: number) => ms + (ms % 2);
const aboveTen = (ms: number) => Math.max(ms, 11);

describe('rules together', () => {
  it('agree on the earliest instant that all allow', () => {
    expect(earliestInstant(3, [even, aboveTen])).toBe(12);
    expect(earliestInstant(12, [even, aboveTen])).toBe(12);
  });
  it('that never agree have none', () => {
    expect(earliestInstant(3, [even, (ms) => ms + 1 - (ms % 2)])).toBeNull();
    expect(earliestInstant(3, [even, () => null])).toBeNull();
  });
});
