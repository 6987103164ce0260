import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, at, someRules } from '../../support/builders.ts';

const NIGHT = at('2011-12-06T03:00:00');
const NINE = at('2011-12-06T08:00:00'); // 09:00 in Berlin
const officeHours = (spreadMinutes: number, untilMinute = 17 * 60) =>
  aPolicy({ sendWindow: { byTier: {}, otherwise: { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute }, spreadMinutes } });

/** Until when the touch of the n-th customer, due at night, is held. */
function heldUntil(n: number, policy = officeHours(30), { goodForHours = 72, audienceCount = 0 } = {}): number | null {
  const id = toCustomerId(`0b5c7a52-3f6e-4a8a-9d20-${String(n).padStart(12, '0')}`);
  const campaign = aCampaign({ purpose: 'marketing', sendWindow: null, steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'hours', count: goodForHours } })] });
  const held = anEnrolment({ customer: id, place: { kind: 'held', step: campaign.steps[0]!.id, dueAtMs: NIGHT, untilMs: NIGHT, because: { code: 'step-reached', params: {} } } });
  const customer = aCustomer({ id, consents: [{ channel: 'email', purpose: 'marketing', granted: true, atMs: 0 }] });
  const decision = decide(aSnapshot({ nowMs: NIGHT, customer, enrolments: [held] }), someRules({ policy, campaigns: [aRunning(campaign, { audienceCount })] }), null);
  const place = decision.enrolments[0]?.place;
  return place?.kind === 'held' ? place.untilMs : null;
}

const minutesAfterNine = (policy = officeHours(30), audienceCount = 0) => Array.from({ length: 300 }, (_, n) => ((heldUntil(n, policy, { audienceCount }) ?? Number.NaN) - NINE) / MINUTE_MS);
const slow = (perMinute: number) => aPolicy({ sendWindow: { ...officeHours(30).sendWindow, mostPerMinute: { email: perMinute, letter: 1 } } });
const inMinute = (minutes: readonly number[], minute: number) => minutes.filter((one) => one === minute).length;

describe('whoever waits for a window to open', () => {
  it('gets a minute of their own, always the same, and no minute is crowded', () => {
    const minutes = minutesAfterNine();
    expect(minutes).toEqual(minutesAfterNine());
    expect(Math.min(...minutes)).toBe(0);
    expect(Math.max(...minutes)).toBe(29);
    const crowd = Math.max(...Array.from({ length: 30 }, (_, minute) => minutes.filter((one) => one === minute).length));
    expect(crowd).toBeLessThan(300 / 30 * 2.5);
  });

  it('stays inside a window that is shorter than the spread', () => {
    const minutes = minutesAfterNine(officeHours(240, 9 * 60 + 10));
    expect(minutes.every((minute) => minute < 10)).toBe(true);
    // Those for whom the window is too short do not all stand at its opening.
    expect(inMinute(minutes, 0)).toBeLessThan(300 / 5);
  });

  it('is spread over as many minutes as the channel needs for the audience', () => {
    expect(Math.max(...minutesAfterNine(slow(100), 3000)), '30 minutes are enough').toBe(29);
    const minutes = minutesAfterNine(slow(10), 3000);
    expect(Math.max(...minutes)).toBeGreaterThan(280);
    expect(Math.max(...minutes)).toBeLessThan(300);
    expect(Math.max(...minutes.map((minute) => inMinute(minutes, minute)))).toBeLessThan(10);
    expect(Math.max(...minutesAfterNine(slow(10)))).toBe(29);
  });

  it('is not held beyond the time for which the touch is good', () => {
    const latest = NIGHT + 5 * 60 * MINUTE_MS + 5 * MINUTE_MS; // good until 09:05
    expect(Array.from({ length: 50 }, (_, n) => heldUntil(n, officeHours(30), { goodForHours: 5 })).every((ms) => ms !== null && ms < latest)).toBe(true);
  });

  it('leaves with the others where the policy spreads nobody', () => {
    const { spreadMinutes: _none, ...sendWindow } = officeHours(30).sendWindow;
    expect(new Set(minutesAfterNine(aPolicy({ sendWindow })))).toEqual(new Set([0]));
  });
});
