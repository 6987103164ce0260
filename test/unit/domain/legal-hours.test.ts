import { describe, expect, it } from 'vitest';
import { legalHoursFor } from '../../../src/channels/legal-hours.ts';
import { ruleAt } from '../../../src/domain/dated.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, at, someRules } from '../../support/builders.ts';

const LAW = legalHoursFor('mailbox');
const ZONES = { ZA: 'Africa/Johannesburg', KR: 'Asia/Seoul', US: ['America/New_York', 'America/Los_Angeles'] };

/** What a decision says of a touch that falls due at an instant. */
function judged(iso: string, country: string, over: { policy?: Partial<ShopPolicy>; purpose?: 'marketing' | 'service'; legalHours?: typeof LAW; phoneCountry?: string } = {}) {
  const { policy, phoneCountry = null, purpose = 'marketing', legalHours = LAW } = over;
  const nowMs = at(iso);
  const campaign = aCampaign({ purpose, steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 10 } })] });
  const held = anEnrolment({ enteredAtMs: nowMs, expiresAtMs: nowMs + 1e10, place: { kind: 'held', step: campaign.steps[0]!.id, dueAtMs: nowMs, untilMs: nowMs, because: { code: 'step-reached', params: {} } } });
  const customer = aCustomer({ country, phoneCountry, consents: [{ channel: 'email', purpose, granted: true, atMs: 0 }] });
  const rules = someRules({
    policy: aPolicy({ countryZones: ZONES, ...policy }), campaigns: [aRunning(campaign)],
    channels: { email: { obeysQuietHours: true, staysLocal: false, legalHours } },
  });
  const decision = decide(aSnapshot({ nowMs, customer, enrolments: [held] }), rules, null);
  const [place] = decision.enrolments.map((one) => one.place);
  return place?.kind === 'held' ? [place.because.code, place.because.params['country'], place.untilMs] : place?.kind;
}

describe('hours by law', () => {
  it.each([
    ['on a Saturday afternoon South Africa waits for Monday', '2011-12-10T12:00:00', 'ZA', ['legal-hours', 'ZA', at('2011-12-12T06:00:00')]],
    ['on a Saturday morning it does not', '2011-12-10T08:00:00', 'ZA', 'sending'],
    ['never on its Sundays', '2011-12-11T10:00:00', 'ZA', ['legal-hours', 'ZA', at('2011-12-12T06:00:00')]],
    ['in Korea not after nine in the evening', '2011-12-06T12:00:00', 'KR', ['legal-hours', 'KR', at('2011-12-06T23:00:00')]],
    ['elsewhere the law leaves mail alone', '2011-12-06T03:00:00', 'GB', 'sending'],
  ])('%s', (_what, iso, country, answer) => {
    expect(judged(iso, country)).toEqual(answer);
  });

  it('bind whatever the shop policy says', () => {
    expect(judged('2011-12-11T10:00:00', 'ZA', { policy: { quietHours: { ZA: { fromMinute: 0, untilMinute: 60, days: 'all' } } } })).toEqual(['legal-hours', 'ZA', at('2011-12-12T06:00:00')]);
  });

  it('of the country of the telephone bind too, each by the clock of the place where it rings', () => {
    // Eleven in the evening in Seoul and three in the afternoon in London, from where the orders come.
    expect(judged('2011-12-06T14:00:00', 'GB', { phoneCountry: 'KR' })).toEqual(['legal-hours', 'KR', at('2011-12-06T23:00:00')]);
    expect(judged('2011-12-06T14:00:00', 'GB')).toBe('sending');
    // Saturday morning in Seoul is Friday night in Johannesburg: the law of South Africa goes by the clock of the telephone, too.
    expect(judged('2011-12-10T01:00:00', 'ZA', { phoneCountry: 'KR' })).toBe('sending');
    expect(judged('2011-12-10T05:00:00', 'ZA', { phoneCountry: 'KR' })).toEqual(['legal-hours', 'ZA', at('2011-12-11T23:00:00')]);
  });

  it('do not bind an answer to a customer', () => {
    expect(judged('2011-12-11T10:00:00', 'ZA', { purpose: 'service' })).toBe('sending');
  });

  it('agree with the shop’s own quiet hours on one instant', () => {
    const policy = { quietHours: { ZA: { fromMinute: 20 * 60, untilMinute: 10 * 60, days: 'all' } } } as const;
    expect(judged('2011-12-10T12:00:00', 'ZA', { policy })).toEqual(['legal-hours', 'ZA', at('2011-12-12T08:00:00')]);
  });

  it('close a country on its public holidays, also in a row', () => {
    expect(judged('2027-03-25T10:00:00', 'ZA')).toBe('sending');
    // Good Friday, a Saturday with its morning, Sunday, Family Day.
    expect(judged('2027-03-26T10:00:00', 'ZA')).toEqual(['legal-hours', 'ZA', at('2027-03-27T07:00:00')]);
    expect(judged('2027-03-27T12:00:00', 'ZA')).toEqual(['legal-hours', 'ZA', at('2027-03-30T06:00:00')]);
  });

  it('go by the country’s own clock where the shop policy has no zone for it', () => {
    // One in the morning in Seoul, a decent hour in the shop.
    expect(judged('2026-06-09T16:00:00', 'KR', { policy: { countryZones: {} } })).toEqual(['legal-hours', 'KR', at('2026-06-09T23:00:00')]);
  });

  it('of channels that reach into the pocket hold in every zone of a country whose own zone is not known', () => {
    // 08:00 in New York is 03:00 in Honolulu: the first hour that is decent in all is 13:00 in New York.
    expect(judged('2011-12-06T13:00:00', 'US', { legalHours: legalHoursFor('pocket') })).toEqual(['legal-hours', 'US', at('2011-12-06T18:00:00')]);
    expect(judged('2011-12-06T13:00:00', 'US')).toBe('sending');
  });
});

describe('the table of laws', () => {
  it('binds a mailbox only where a source does not say calls and texts', () => {
    expect(Object.keys(LAW).toSorted()).toEqual(['KR', 'ZA']);
    expect(Object.keys(legalHoursFor('pocket')).toSorted()).toEqual(['AE', 'IN', 'KR', 'SA', 'US', 'VN', 'ZA']);
    expect(ruleAt(legalHoursFor('pocket')['AE']!, 0)).toEqual({ windows: [{ days: 'all', fromMinute: 540, untilMinute: 1080 }], closedOn: [], zones: ['Asia/Dubai'] });
  });
});
