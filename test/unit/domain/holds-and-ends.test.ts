import { describe, expect, it } from 'vitest';
import { skippedAsLate } from '../../../src/domain/campaign-state-rule.ts';
import { earliestInstant } from '../../../src/domain/earliest-instant.ts';
import { capHold } from '../../../src/domain/frequency-cap.ts';
import { goodUntil } from '../../../src/domain/good-until.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { messagePhase } from '../../../src/domain/message-phase.ts';
import { outsideQuietHours } from '../../../src/domain/quiet-hours.ts';
import type { TouchQuestion } from '../../../src/domain/touch-at-hand.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import {
  aCampaign, aCustomer, anEnrolment, anEvent, aPolicy, aRunning, aSend, aSnapshot, aStanding, aTouch, NOW_MS, someRules,
} from '../../support/builders.ts';

const week = (count: number, channel: string | null = null) => ({ count, per: { unit: 'days', count: 7 }, channel }) as const;

describe('a frequency cap', () => {
  it('of zero forbids every touch for ever, also without a touch before', () => {
    expect(capHold(NOW_MS, [week(0)], [], 'email')).toEqual({ cap: week(0), untilMs: null });
    expect(capHold(NOW_MS, [week(1), week(0)], [aTouch(NOW_MS)], 'email')).toEqual({ cap: week(0), untilMs: null });
  });

  it('of one channel neither holds nor counts another', () => {
    expect(capHold(NOW_MS, [week(0, 'letter')], [], 'email')).toBeNull();
    expect(capHold(NOW_MS, [week(1, 'letter')], [aTouch(NOW_MS, { channel: 'letter' })], 'email')).toBeNull();
    expect(capHold(NOW_MS, [week(1, 'email')], [aTouch(NOW_MS, { channel: 'letter' })], 'email')).toBeNull();
  });

  it('counts the newest touches, in whatever order they are told, and until the last instant of the window', () => {
    const touches = [aTouch(NOW_MS - DAY_MS), aTouch(NOW_MS - 3 * DAY_MS), aTouch(NOW_MS - 2 * DAY_MS)];
    expect(capHold(NOW_MS, [week(2)], touches, 'email')?.untilMs).toBe(NOW_MS - 2 * DAY_MS + 7 * DAY_MS + 1);
    expect(capHold(NOW_MS, [week(1)], [aTouch(NOW_MS - 7 * DAY_MS)], 'email')?.untilMs).toBe(NOW_MS + 1);
    expect(capHold(NOW_MS, [week(1)], [aTouch(NOW_MS - 7 * DAY_MS - 1)], 'email')).toBeNull();
  });

  it('that frees last is told; of two alike the first', () => {
    const month = { count: 1, per: { unit: 'days', count: 30 }, channel: null } as const;
    expect(capHold(NOW_MS, [week(1), month], [aTouch(NOW_MS)], 'email')?.cap).toEqual(month);
    expect(capHold(NOW_MS, [month, week(1)], [aTouch(NOW_MS)], 'email')?.cap).toEqual(month);
    expect(capHold(NOW_MS, [week(1), week(1, 'email')], [aTouch(NOW_MS)], 'email')?.cap).toEqual(week(1));
  });

  it('does not count what served', () => {
    expect(capHold(NOW_MS, [week(1)], [aTouch(NOW_MS, { purpose: 'service' })], 'email')).toBeNull();
  });
});

const resumed = (lateRule: 'skip' | 'catch-up', resumedAtMs: number | null) => aRunning(aCampaign(), { lateRule, resumedAtMs });
describe('a touch that is late after a resume', () => {
  it('is skipped when it fell due before, not at the resume or without one', () => {
    expect(skippedAsLate(resumed('skip', NOW_MS), NOW_MS - 1)).toBe(true);
    expect(skippedAsLate(resumed('skip', NOW_MS), NOW_MS)).toBe(false);
    expect(skippedAsLate(resumed('skip', null), NOW_MS)).toBe(false);
    expect(skippedAsLate(resumed('catch-up', NOW_MS), NOW_MS - 1)).toBe(false);
  });

  it('is worth sending longer only where the marketer catches up', () => {
    const due = NOW_MS - 5 * DAY_MS;
    expect(goodUntil(resumed('catch-up', NOW_MS), aSend('nudge'), due, 'UTC')).toBe(NOW_MS + 3 * DAY_MS);
    expect(goodUntil(resumed('skip', NOW_MS), aSend('nudge'), due, 'UTC')).toBe(due + 3 * DAY_MS);
  });
});

describe('what a message is to its enrolment', () => {
  it.each([
    ['planned', 'unsent'], ['draft', 'unsent'], ['approved', 'unsent'], ['ready', 'unsent'], ['sending', 'in-flight'], ['accepted', 'left'], ['unknown', 'left'],
    ['refused', 'refused'], ['rejected', 'fallen'], ['void', 'fallen'], ['cancelled', 'fallen'], ['expired', 'fallen'],
  ] as const)('%s is %s', (state, phase) => {
    expect(messagePhase(state)).toBe(phase);
  });
});

const until = (last: number) => (ms: number) => (ms < last ? ms + 1 : ms);

describe('the earliest instant', () => {
  it('is none where one rule never allows any, whatever the others say', () => {
    expect(earliestInstant(1, [() => null, (ms) => ms])).toBeNull();
    expect(earliestInstant(1, [(ms) => ms, () => null])).toBeNull();
  });

  it('is found within 40 rounds or not at all', () => {
    expect(earliestInstant(0, [until(39)])).toBe(39);
    expect(earliestInstant(0, [until(40)])).toBeNull();
  });
});

describe('quiet hours', () => {
  const all = { fromMinute: 0, untilMinute: 13 * 60, days: 'all' } as const;
  const late = { fromMinute: 0, untilMinute: 14 * 60, days: 'all' } as const;
  const asked = (country: string | null) => outsideQuietHours(NOW_MS, {
    policy: aPolicy({ quietHours: { '*': all, DE: late } }), country, zone: 'UTC', purpose: 'marketing', channelObeys: true,
  });
  it('are those of the country, else those of everybody', () => {
    expect([asked('DE'), asked('FR'), asked(null)]).toEqual([NOW_MS + 3 * 3_600_000, NOW_MS + 2 * 3_600_000, NOW_MS + 2 * 3_600_000]);
  });
});

const asked = (over: Partial<TouchQuestion> = {}): TouchQuestion => ({
  snapshot: aSnapshot(), rules: someRules(), running: aRunning(), enrolment: anEnrolment(), step: aSend('nudge'), dueAtMs: NOW_MS, standing: aStanding(), ...over,
});
const closed = (channel: string) => aSnapshot({ customer: aCustomer({ suppressions: [{ channel, purpose: '*', reason: 'complained' }] }) });
const agreed = (channel: string) => ({ channel, purpose: 'marketing', granted: true, atMs: NOW_MS - DAY_MS }) as const;

describe('an objection', () => {
  const exits = aRunning(aCampaign({ exitWhen: ['order.placed'] }));

  it.each<[string, Partial<TouchQuestion>, object]>([
    ['a pause holds without an end', { running: aRunning(aCampaign(), { state: 'paused' }) }, { kind: 'hold', untilMs: null }],
    ['a draft holds without an end', { running: aRunning(aCampaign(), { state: 'draft' }) }, { kind: 'hold', untilMs: null }],
    ['a cancelled campaign ends the enrolment', { running: aRunning(aCampaign(), { state: 'cancelled' }) }, { kind: 'drop', endsEnrolment: true }],
    ['a finished campaign ends the enrolment', { running: aRunning(aCampaign(), { state: 'finished' }) }, { kind: 'drop', endsEnrolment: true }],
    ['a holdout ends the enrolment', { running: aRunning(aCampaign({ audience: { ...aCampaign().audience, holdoutShare: 1 } })) }, { kind: 'drop', endsEnrolment: true }],
    ['an exit condition ends it and names the event', { running: exits, snapshot: aSnapshot({ events: [anEvent('order.placed')] }) },
      { kind: 'drop', endsEnrolment: true, because: { code: 'exit-condition', params: { event: 'order.placed' } } }],
    ['a skipped touch names its step', { running: aRunning(aCampaign(), { lateRule: 'skip', resumedAtMs: NOW_MS + 1 }) },
      { kind: 'drop', endsEnrolment: false, because: { code: 'late-skipped', params: { step: 'nudge' } } }],
    ['a stale touch names its step and how long it was good', { dueAtMs: NOW_MS - 3 * DAY_MS },
      { kind: 'drop', endsEnrolment: false, because: { code: 'touch-expired', params: { step: 'nudge', goodFor: '3 days' } } }],
    ['a customer closed on every channel leaves the campaign', { snapshot: closed('*') }, { kind: 'drop', endsEnrolment: true }],
    ['an erased customer leaves every campaign', { snapshot: aSnapshot({ customer: aCustomer({ erased: true }) }) }, { kind: 'drop', endsEnrolment: true }],
    ['no address on any channel drops this touch alone', { snapshot: aSnapshot({ customer: aCustomer({ contactPoints: [] }) }) }, { kind: 'drop', endsEnrolment: false }],
  ])('%s', (_name, over, verdict) => {
    expect(judgeTouch(asked(over))).toMatchObject(verdict);
  });

  const byMailAndLetter = aRunning(aCampaign({ steps: [aSend('nudge'), aSend('card', undefined, { channels: ['letter'] })] }));
  const mailClosed = [{ channel: 'email', purpose: '*', reason: 'bounced' }] as const;

  it('drops this touch alone while another step of the campaign has an open channel', () => {
    const customer = aCustomer({ consents: [agreed('email'), agreed('letter')], suppressions: mailClosed });
    expect(judgeTouch(asked({ running: byMailAndLetter, snapshot: aSnapshot({ customer }) }))).toMatchObject({ kind: 'drop', endsEnrolment: false, because: { code: 'suppressed' } });
    const silent = aCustomer({ consents: [agreed('letter')] });
    expect(judgeTouch(asked({ running: byMailAndLetter, snapshot: aSnapshot({ customer: silent }) }))).toMatchObject({ kind: 'drop', endsEnrolment: false, because: { code: 'no-consent' } });
  });

  it('for want of consent speaks of the channels that are not suppressed', () => {
    const customer = aCustomer({ consents: [agreed('email')], suppressions: mailClosed });
    const step = aSend('nudge', undefined, { channels: ['email', 'letter'] });
    expect(judgeTouch(asked({ step, snapshot: aSnapshot({ customer }) }))).toMatchObject({ because: { code: 'no-consent', params: { channel: 'letter' } } });
  });

  it('does not come from a click in another campaign or enrolment', () => {
    const running = aRunning(aCampaign({ exitWhen: ['clicked'] }));
    const clicked = (properties: Record<string, string>) => judgeTouch(asked({ running, snapshot: aSnapshot({ events: [anEvent('clicked', { properties })] }) })).kind;
    expect([clicked({ campaign: 'another' }), clicked({ enrolment: 'another' }), clicked({ campaign: 'win-back' })]).toEqual(['send', 'send', 'drop']);
  });

  it('does not come from an event that no exit names', () => {
    expect(judgeTouch(asked({ running: exits, snapshot: aSnapshot({ events: [anEvent('replied')] }) })).kind).toBe('send');
  });
});
