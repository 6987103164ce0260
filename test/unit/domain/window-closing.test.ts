import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { aCustomer, aRunning, aSend, aSnapshot, aWait, anEvent, campaignOf, exit, NOW_MS, someRules, step } from '../../support/builders.ts';

const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };
const hours = (count: number) => ({ unit: 'hours' as const, count });
const untilClosing = (windowOf: string | null = 'email', before: number | null = 1) =>
  someRules({ campaigns: [aRunning(campaignOf(aWait('wait', step('last-word'), { timeout: { windowOf, before: before === null ? null : hours(before) }, for: ['order.placed'], on: { 'order.placed': exit('bought') } }), aSend('last-word')))] });
/** Somebody who wrote so many hours before they are looked at now. */
const wrote = (closesInHours: number | null, nowMs = NOW_MS) => aSnapshot({ nowMs, customer: aCustomer({ contactPoints: aCustomer().contactPoints.map((point) => ({ ...point, windowUntilMs: closesInHours === null ? null : nowMs + closesInHours * HOUR_MS })) }) });

describe('a wait until a window closes', () => {
  it('wakes the customer so long before, and then goes on with the reason', () => {
    const first = decide(wrote(24), untilClosing(), entering);
    expect(first).toMatchObject({ wakeAtMs: NOW_MS + 23 * HOUR_MS, messages: [], enrolments: [{ place: { kind: 'waiting', untilMs: NOW_MS + 23 * HOUR_MS } }] });
    const later = decide({ ...wrote(1, NOW_MS + 23 * HOUR_MS), enrolments: first.enrolments }, untilClosing(), null);
    expect(later.messages).toMatchObject([{ step: 'last-word' }]);
    const [reason] = later.because.filter(({ because }) => because.code === 'window-closes');
    expect(wordReason(reason!.because, 'en', 'Europe/Berlin')).toBe('went on: the window for free words closes on email');
    expect(wordReason(reason!.because, 'zh', 'Europe/Berlin')).toContain('email');
  });

  it('moves when the customer writes again, already before it rings', () => {
    const first = decide(wrote(24), untilClosing(), entering);
    const again = decide({ ...wrote(24, NOW_MS + 5 * HOUR_MS), enrolments: first.enrolments, events: [anEvent('replied')] }, untilClosing(), null);
    expect(again).toMatchObject({ wakeAtMs: NOW_MS + 28 * HOUR_MS, enrolments: [{ place: { kind: 'waiting', untilMs: NOW_MS + 28 * HOUR_MS } }] });
    const early = decide({ ...wrote(5, NOW_MS + 23 * HOUR_MS), enrolments: first.enrolments }, untilClosing(), null);
    expect(early).toMatchObject({ messages: [], wakeAtMs: NOW_MS + 27 * HOUR_MS });
    // Nothing has moved: nothing is written.
    expect(decide({ ...wrote(24), enrolments: first.enrolments }, untilClosing(), null).enrolments).toEqual([]);
  });

  it('is over at once where no window is open, or so little of it is left', () => {
    expect(decide(wrote(null), untilClosing(), entering).messages).toMatchObject([{ step: 'last-word' }]);
    expect(decide(wrote(1), untilClosing(), entering).messages).toMatchObject([{ step: 'last-word' }]);
    expect(decide(wrote(24), untilClosing('letter'), entering).messages).toMatchObject([{ step: 'last-word' }]);
  });

  it('goes by the last of all channels where none is named, and ends earlier with an awaited event', () => {
    const first = decide(wrote(24), untilClosing(null, null), entering);
    expect(first.wakeAtMs).toBe(NOW_MS + 24 * HOUR_MS);
    const bought = decide({ ...wrote(24), enrolments: first.enrolments, events: [anEvent('order.placed')] }, untilClosing(null), null);
    expect(bought.enrolments.map(({ place }) => place)).toEqual([{ kind: 'ended', reason: 'bought' }]);
  });
});
