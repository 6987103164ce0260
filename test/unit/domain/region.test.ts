import { describe, expect, it, test } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import { toContactPointId } from '../../../src/domain/ids.ts';
import { levelOf } from '../../../src/domain/level.ts';
import { placeOf } from '../../../src/domain/customer-place.ts';
import { hoursInLanguage, type Region, regionOf } from '../../../src/domain/region.ts';
import { closedWindowAt, insideSendWindow, type SendWindowQuestion } from '../../../src/domain/send-window.ts';
import { standingOf } from '../../../src/domain/standing.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, at, campaignOf, messageOf, NOW_MS, sendingAt, someRules, theCutPoints } from '../../support/builders.ts';

const OFFICE = { days: [1, 2, 3, 4, 5] as const, fromMinute: 9 * 60, untilMinute: 17 * 60 };
const dach = (over: Partial<Region> = {}): Region => ({ name: 'dach', title: { en: 'German-speaking countries' }, countries: ['DE', 'AT', 'CH'], team: 'german-desk', ...over });
const hours = (languages: readonly string[]) => ({ languages, window: OFFICE, zone: 'UTC' });
const point = (id: string, channel: string) => ({ id: toContactPointId(id), channel, state: 'valid' as const, sandboxOnly: false });
const consent = (channel: string) => ({ channel, purpose: 'marketing' as const, granted: true, atMs: NOW_MS });
const policyWith = (...regions: readonly Region[]) => aPolicy({ regions });

test('a customer belongs to the region of the country, and to none where nothing is known', () => {
  const policy = policyWith(dach(), { name: 'home', title: { en: 'Home' }, countries: ['GB'] });
  expect(['DE', 'CH', 'GB', 'FR', null].map((country) => regionOf(country, policy)?.name ?? null)).toEqual(['dach', 'dach', 'home', null, null]);
  expect(regionOf('DE', aPolicy())).toBeNull();
});

test('conditions read the region, so a level may name it', () => {
  const policy = aPolicy({ regions: [dach()], levels: [{ level: 2, when: { fact: 'region', test: { is: 'dach' } } }, { level: 4, when: null }] });
  const levelIn = (country: string) => {
    const customer = aCustomer({ country });
    return levelOf({ customer, standing: aStanding(), nowMs: NOW_MS, place: placeOf(customer, policy) }, policy);
  };
  expect([levelIn('DE'), levelIn('FR')]).toEqual([2, 4]);
});

test('a region changes nothing about the standing of a customer', () => {
  const customer = aCustomer({ country: 'DE', contribution: 5_000_0000 });
  const answered = [aPolicy(), policyWith(dach({ promotions: [], sendWindow: { byTier: {}, otherwise: OFFICE }, channels: ['letter'] }))]
    .map((policy) => standingOf(customer, { policy, cutPoints: theCutPoints() }, NOW_MS));
  expect(answered[1]).toEqual(answered[0]);
});

describe('the hours of a region', () => {
  const NIGHT = { days: [1, 2, 3, 4, 5, 6, 7] as const, fromMinute: 20 * 60, untilMinute: 22 * 60 };
  const question = (region: Region | null, over: Partial<SendWindowQuestion> = {}): SendWindowQuestion => ({
    campaign: aCampaign(), policy: aPolicy({ sendWindow: { byTier: {}, otherwise: NIGHT } }), tier: 'C', region, language: 'de-AT', customerZone: 'Europe/Berlin', ...over,
  });
  const tuesdayNoon = at('2011-12-06T12:00:00');

  it('take the place of the shop\'s window', () => {
    expect(insideSendWindow(tuesdayNoon, question(null))).toBe(at('2011-12-06T19:00:00'));
    expect(insideSendWindow(tuesdayNoon, question(dach({ sendWindow: { byTier: {}, otherwise: OFFICE } })))).toBe(tuesdayNoon);
    expect(closedWindowAt(at('2011-12-06T17:00:00'), question(dach({ sendWindow: { byTier: {}, otherwise: OFFICE } })))).toEqual({ code: 'send-window', params: { tier: 'C', region: 'dach' } });
  });

  const spoken = dach({ sendWindow: { byTier: {}, otherwise: OFFICE }, languageHours: [{ languages: ['de'], window: { days: [2, 4], fromMinute: 13 * 60, untilMinute: 15 * 60 }, zone: 'Europe/London' }] });

  it('are those in which somebody speaks the language, by the clock of the team', () => {
    expect(insideSendWindow(tuesdayNoon, question(spoken))).toBe(at('2011-12-06T13:00:00'));
    expect(insideSendWindow(at('2011-12-06T15:00:00'), question(spoken))).toBe(at('2011-12-08T13:00:00'));
    expect(closedWindowAt(tuesdayNoon, question(spoken))).toEqual({ code: 'language-hours', params: { language: 'de-AT', region: 'dach' } });
  });

  it('bind nobody whose language is not spoken there, and an unknown language counts as the shop\'s fallback', () => {
    expect(insideSendWindow(tuesdayNoon, question(spoken, { language: 'fr' }))).toBe(tuesdayNoon);
    expect(insideSendWindow(tuesdayNoon, question(spoken, { language: null }))).toBe(tuesdayNoon);
    expect(insideSendWindow(tuesdayNoon, question(spoken, { language: null, policy: aPolicy({ languages: { fallback: 'de' } }) }))).toBe(at('2011-12-06T13:00:00'));
  });

  it('give way to a campaign\'s own window, and hold no answer to a customer', () => {
    const own = aCampaign({ sendWindow: { byTier: {}, otherwise: NIGHT, clock: 'customer' } });
    expect(insideSendWindow(tuesdayNoon, question(spoken, { campaign: own }))).toBe(at('2011-12-06T19:00:00'));
    expect(insideSendWindow(tuesdayNoon, question(spoken, { campaign: aCampaign({ purpose: 'service' }) }))).toBe(tuesdayNoon);
  });

  it('are found by the exact tag before the language alone', () => {
    expect(hoursInLanguage(dach({ languageHours: [hours(['en']), hours(['de', 'fr'])] }), 'fr-CH')?.languages).toEqual(['de', 'fr']);
    expect(hoursInLanguage(dach(), 'de')).toBeNull();
  });
});

describe('the channels of a region', () => {
  const customer = aCustomer({ country: 'DE', contactPoints: [point('a', 'email'), point('b', 'letter')], consents: [consent('email'), consent('letter')] });
  const campaign = { ...campaignOf(aSend('nudge', undefined, { channels: ['email', 'letter'] })), templates: { hello: { email: { en: 'hash-e' }, letter: { en: 'hash-l' } } } };
  const decided = (over: Partial<Region>, snapshot: Partial<Parameters<typeof aSnapshot>[0]> = {}) => decide(
    aSnapshot({ customer, enrolments: [anEnrolment()], ...snapshot }),
    someRules({ policy: policyWith(dach(over)), campaigns: [aRunning(campaign)] }), null);

  it('are a reason of the decision', () => {
    const answer = decided({ channels: ['letter'] });
    expect(answer.messages.map(({ channel }) => channel)).toEqual(['letter']);
    expect(answer.because.map(({ because }) => because)).toContainEqual({ code: 'channels-of-region', params: { region: 'dach', channels: 'letter, email' } });
    expect(decided({}).messages.map(({ channel }) => channel)).toEqual(['email']);
    expect(decided({}).because.map(({ because }) => because.code)).not.toContain('channels-of-region');
  });

  it('lead on to the one that was not tried yet after a refusal, each of them once', () => {
    const sending = sendingAt(anEnrolment(), 'nudge', 'letter');
    const refused = messageOf(sending, { state: 'refused' });
    const next = decided({ channels: ['letter'] }, { enrolments: [sending], messages: [refused] });
    expect(next.messages.map(({ channel }) => channel)).toEqual(['email']);
    const [second] = next.enrolments;
    if (second?.place.kind !== 'sending') throw new Error('nothing is on its way');
    expect(second.place.tried).toEqual(['letter']);
    // Now the region prefers another channel, of which the snapshot no longer has the message: it was tried all the same.
    const end = decided({ channels: ['email', 'letter'] }, { enrolments: [second], messages: [messageOf(second, { state: 'refused' })] });
    expect(end.messages).toEqual([]);
    expect(end.enrolments.map(({ place }) => place.kind)).toEqual(['ended']);
  });
});
