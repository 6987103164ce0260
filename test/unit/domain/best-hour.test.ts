import { describe, expect, it, test } from 'vitest';
import { engagementByHour, type HourPriors, hourOfWeek, hoursBetween, NO_HOURS, USUAL_BEST_HOUR, withEngagement } from '../../../src/domain/best-hour.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { insideSendWindow } from '../../../src/domain/send-window.ts';
import type { TouchQuestion } from '../../../src/domain/touch-at-hand.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import { localTime } from '../../../src/domain/zone.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, at, NOW_MS, someRules } from '../../support/builders.ts';

const sum = (shares: readonly number[]) => shares.reduce((total, share) => total + share, 0);
/** Tuesday 10:00. */
const TUESDAY_TEN = 34;

describe('what is known of a person’s hours', () => {
  it('counts by the local week', () => {
    expect(hourOfWeek(at('2011-12-06T11:00'), 'Europe/Berlin')).toBe(24 + 12);
    expect(hourOfWeek(at('2011-12-04T23:30'), 'Asia/Tokyo')).toBe(8);
    expect(hourOfWeek(at('2011-12-04T23:30'), 'America/New_York')).toBe(6 * 24 + 18);
  });
  it('fades by half in ninety days', () => {
    const first = withEngagement({}, { sinceMs: 0, atMs: 0, hour: 5 });
    expect(withEngagement(first, { sinceMs: 0, atMs: 90 * DAY_MS, hour: 6 })).toEqual({ 5: 0.5, 6: 1 });
  });
  it('is an even week where nothing is known at all, and always adds up to one', () => {
    expect(new Set(engagementByHour({}, '-', NO_HOURS).map((share) => share.toFixed(12))).size).toBe(1);
    const priors: HourPriors = { version: 1, all: { 3: 500, 90: 20 }, byGroup: { 'GB A': { 90: 80 } } };
    for (const own of [{}, { 0: 3 }, { 167: 0.2, 5: 9 }]) expect(sum(engagementByHour(own, 'GB A', priors))).toBeCloseTo(1, 12);
  });
  it('moves from all to the group to the person', () => {
    const priors: HourPriors = { version: 1, all: { 10: 10_000 }, byGroup: { 'GB A': { 20: 10_000 } } };
    const bestOf = (own: Record<number, number>, group: string) => engagementByHour(own, group, priors).reduce((best, share, hour, shares) => (share > shares[best]! ? hour : best), 0);
    expect([bestOf({}, 'FR B'), bestOf({}, 'GB A'), bestOf({ 40: 200 }, 'GB A'), bestOf({ 40: 2 }, 'GB A')]).toEqual([10, 20, 40, 20]);
  });
  it('lets a person’s hours share with their neighbours, over midnight on Sunday too', () => {
    const priors: HourPriors = { version: 1, all: {}, byGroup: {} };
    const shares = engagementByHour({ 0: 100 }, '-', priors, { group: 1, person: 1 });
    expect(shares[167]).toBeCloseTo(shares[1]!, 12);
    expect(shares[167]! / shares[80]!).toBeGreaterThan(100);
  });
  it('knows the hours of a stretch of time', () => {
    expect(hoursBetween(NOW_MS + 1, NOW_MS + 2 * HOUR_MS, 'UTC')).toEqual([NOW_MS + 1, NOW_MS + HOUR_MS]);
    // 16:30 in India: the clock shows full hours at half past by universal time.
    expect(hoursBetween(NOW_MS, NOW_MS + 2 * HOUR_MS, 'Asia/Kolkata')).toEqual([NOW_MS, NOW_MS + HOUR_MS / 2, NOW_MS + 1.5 * HOUR_MS]);
  });
});

const campaign = aCampaign({ sendWindow: { clock: 'customer', byTier: {}, otherwise: null, hour: 'best' }, steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 5 } })] });
const running = aRunning(campaign);
const office = { days: [1, 2, 3, 4, 5] as const, fromMinute: 9 * 60, untilMinute: 17 * 60 };

function asked(over: { customer?: string; hours?: Record<number, number>; all?: Record<number, number>; random?: number; from?: number } = {}): TouchQuestion {
  const policy = aPolicy({ sendWindow: { byTier: {}, otherwise: office }, bestHour: { ...USUAL_BEST_HOUR, within: { unit: 'days', count: 2 }, randomShare: over.random ?? 0, fromEngagements: over.from ?? 1 } });
  const customer = aCustomer({ id: toCustomerId(over.customer ?? 'someone') });
  return {
    snapshot: aSnapshot({ customer, hours: over.hours ?? {} }), running, enrolment: anEnrolment(), step: aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 5 } }),
    rules: someRules({ policy, campaigns: [running], hours: { version: 7, all: over.all ?? { [TUESDAY_TEN]: 5, [24 + 15]: 50 }, byGroup: {} } }), dueAtMs: NOW_MS, standing: aStanding(),
  };
}

/** The local minute at which a customer of that zone is written to, by the usual time. */
function usualIn(timeZone: string, usualMinute: number): number | null {
  const question = asked({ from: 1_000 });
  const policy = { ...question.rules.policy, bestHour: { ...question.rules.policy.bestHour, usualMinute } };
  const verdict = judgeTouch({ ...question, rules: { ...question.rules, policy }, snapshot: { ...question.snapshot, customer: aCustomer({ timeZone }) } });
  return verdict.kind === 'hold' ? localTime(verdict.untilMs!, timeZone).minuteOfDay : null;
}

describe('a touch in the best hour', () => {
  it('waits for the hour in which most engage, with a minute of its own in it', () => {
    const verdict = judgeTouch(asked());
    if (verdict.kind !== 'hold') throw new Error(verdict.kind);
    expect(verdict.because).toMatchObject({ code: 'best-hour', params: { version: 7, count: 16 } });
    // Tuesday 15:00 in Berlin is 14:00 in universal time.
    expect(verdict.untilMs! - at('2011-12-06T14:00')).toBeGreaterThanOrEqual(0);
    expect(verdict.untilMs! - at('2011-12-06T14:00')).toBeLessThan(HOUR_MS);
  });
  it('leaves when that instant has come, and is the same at the claim', () => {
    const question = asked();
    const held = judgeTouch(question);
    if (held.kind !== 'hold') throw new Error(held.kind);
    const later = { ...question, snapshot: { ...question.snapshot, nowMs: held.untilMs! } };
    expect(judgeTouch(later).kind).toBe('send');
    expect(judgeTouch({ ...later, snapshot: { ...later.snapshot, nowMs: held.untilMs! - 1 } })).toEqual(held);
  });
  it('goes by the person where enough is known', () => {
    const verdict = judgeTouch(asked({ hours: { [48 + 9]: 400 } }));
    expect(verdict.kind === 'hold' && hourOfWeek(verdict.untilMs!, 'Europe/Berlin')).toBe(48 + 9);
  });
  it('takes the usual hour until enough is known of all', () => {
    const verdict = judgeTouch(asked({ from: 1_000 }));
    expect(verdict).toMatchObject({ kind: 'hold', because: { code: 'usual-hour', params: { known: 55 } } });
    expect(verdict.kind === 'hold' && hourOfWeek(verdict.untilMs!, 'Europe/Berlin')).toBe(48 + 10);
  });
  it('finds the usual time where clocks are half an hour off, and when it is no full hour', () => {
    // A full hour is shared out over its minutes.
    expect(Math.floor(usualIn('Asia/Kolkata', 600)! / 60)).toBe(10);
    expect([usualIn('Europe/Berlin', 630), usualIn('Asia/Kolkata', 630), usualIn('Asia/Kathmandu', 645)]).toEqual([630, 630, 645]);
  });
  it('is never held beyond what it is good for', () => {
    for (let person = 0; person < 300; person += 1) {
      const question = asked({ customer: `q-${person}`, random: 1 });
      const step = { ...question.step, goodFor: { unit: 'minutes' as const, count: 150 } };
      const verdict = judgeTouch({ ...question, step });
      if (verdict.kind !== 'hold') continue;
      expect(judgeTouch({ ...question, step, snapshot: { ...question.snapshot, nowMs: verdict.untilMs! } }).kind).toBe('send');
    }
  });
  it('draws any allowed hour for a share of the touches, each as often as the others', () => {
    const hours = new Map<number, number>();
    for (let person = 0; person < 2_100; person += 1) {
      const verdict = judgeTouch(asked({ customer: `person-${person}`, random: 1 }));
      const hour = verdict.kind === 'hold' ? hourOfWeek(verdict.untilMs!, 'Europe/Berlin') : 24 + 12;
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    // Tuesday from 12:00 on, the whole of Wednesday, Thursday until 12:00.
    expect(hours.size).toBe(16);
    for (const count of hours.values()) expect(count).toBeGreaterThan(40);
  });
  it('never leaves outside of what is allowed', () => {
    for (let person = 0; person < 300; person += 1) {
      const verdict = judgeTouch(asked({ customer: `p-${person}`, random: 1 }));
      if (verdict.kind === 'hold') expect(insideSendWindow(verdict.untilMs!, { campaign, policy: asked().rules.policy, tier: 'C', region: null, language: null, customerZone: 'Europe/Berlin' })).toBe(verdict.untilMs);
    }
  });
});

test('a tier without a window of the campaign’s own has the shop’s', () => {
  const partly = aCampaign({ sendWindow: { clock: 'customer', byTier: { A: office }, otherwise: null } });
  const policy = aPolicy({ sendWindow: { byTier: {}, otherwise: { ...office, days: [3] } } });
  const askedFor = (tier: string) => insideSendWindow(NOW_MS, { campaign: partly, policy, tier, region: null, language: null, customerZone: 'Europe/Berlin' });
  expect(askedFor('A')).toBe(NOW_MS);
  expect(askedFor('C')).toBe(at('2011-12-07T08:00'));
});

