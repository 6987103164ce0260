import { describe, expect, test } from 'vitest';
import { dayNumber } from '../../../src/domain/civil-date.ts';
import { toCustomerId, toMessageId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { afterPlanned, dayOfTurn, mostOnDay, type SenderLimits, spacingMs, type WarmUp } from '../../../src/domain/sender-limits.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, at, messageOf, NOW_MS, sendingAt, someRules } from '../../support/builders.ts';

const warmUp: WarmUp = { from: '2011-12-05', perDay: [200, 500, 1_000] };
const TODAY = dayNumber('2011-12-06');

test.each([
  ['2011-12-04', 0], ['2011-12-05', 200], ['2011-12-06', 500], ['2011-12-07', 1_000], ['2011-12-08', Infinity],
])('on %s the domain may send %d', (day, most) => {
  expect(mostOnDay(warmUp, dayNumber(day))).toBe(most);
});

test.each([
  [{ perSecond: 10 }, 100], [{ perMinute: 600 }, 100], [{ perHour: 3_600, perSecond: 10 }, 1_000], [{}, 0], [undefined, 0],
])('at %j a mail leaves every %d ms: the tightest counts', (pace, ms) => {
  expect(spacingMs(pace)).toBe(ms);
});

test.each([[0, 1], [999, 1], [1_000, 2], [1_000_000, 2]])('with %d people before, the turn comes after %d days', (people, days) => {
  expect(dayOfTurn(warmUp, TODAY, people) - TODAY).toBe(days);
});

test('before the first day nobody stands in front of it', () => {
  expect(dayOfTurn(warmUp, dayNumber('2011-12-01'), 0)).toBe(dayNumber('2011-12-05'));
  expect(dayOfTurn(warmUp, dayNumber('2011-12-01'), 650)).toBe(dayNumber('2011-12-06'));
});

const policyWith = (limits: SenderLimits) => aPolicy({ sending: { 'shop.example': limits, 'other.example': {} } });

const rulesWith = (roomToday: number | undefined, policy = policyWith({ warmUp })) => {
  const { email, ...others } = someRules().channels;
  return someRules({ policy, channels: { ...others, email: { obeysQuietHours: true, staysLocal: false, ...email, ...(roomToday === undefined ? {} : { roomToday }) } } });
};
const question = (over: object = {}) => ({
  snapshot: aSnapshot(), rules: rulesWith(0), running: aRunning(), enrolment: anEnrolment(), step: aSend('nudge', undefined, { goodFor: { unit: 'days', count: 30 } }),
  dueAtMs: NOW_MS, standing: aStanding(), ...over,
});

describe('a touch on a day of the warm-up', () => {
  test('leaves while there is room', () => {
    expect(judgeTouch(question({ rules: rulesWith(1) })).kind).toBe('send');
    expect(judgeTouch(question({ rules: rulesWith(undefined) })).kind).toBe('send');
  });

  test('waits for the next day of the shop once there is none, and says so', () => {
    expect(judgeTouch(question())).toMatchObject({ kind: 'hold', untilMs: at('2011-12-07T00:00:00'), because: { code: 'sender-warm-up', params: { domain: 'shop.example', most: 500 } } });
  });

  test('opens where window and quiet hours allow it', () => {
    const policy = { ...policyWith({ warmUp }), sendWindow: { byTier: {}, otherwise: { days: [1, 2, 3, 4, 5] as const, fromMinute: 540, untilMinute: 1_080 } } };
    expect(judgeTouch(question({ rules: rulesWith(0, policy) }))).toMatchObject({ untilMs: at('2011-12-07T08:00:00') });
  });

  test('a large audience is told off over the days that it takes, by its place, and always the same', () => {
    const running = aRunning(aCampaign(), { audienceCount: 3_000 });
    const days = Array.from({ length: 300 }, (_, n) => {
      const customer = aCustomer({ id: toCustomerId(`0b5c7a52-3f6e-4a8a-9d20-${String(n).padStart(12, '0')}`) });
      const verdict = judgeTouch(question({ running, snapshot: aSnapshot({ customer }) }));
      return verdict.kind === 'hold' ? Math.floor(((verdict.untilMs ?? 0) - at('2011-12-06T00:00:00')) / DAY_MS) : 0;
    });
    expect(new Set(days)).toEqual(new Set([1, 2]));
    expect(days.filter((day) => day === 1).length, 'a thousand of three').toBeGreaterThan(80);
    expect(days.filter((day) => day === 1).length).toBeLessThan(120);
  });

  test('whoever would be too late then comes on the next day', () => {
    const running = aRunning(aCampaign(), { audienceCount: 1_000_000 });
    const soon = aSend('nudge', undefined, { goodFor: { unit: 'hours', count: 20 } });
    expect(judgeTouch(question({ running, step: soon }))).toMatchObject({ kind: 'hold', untilMs: at('2011-12-07T00:00:00') });
  });

  test('service is not held', () => {
    expect(judgeTouch(question({ running: aRunning(aCampaign({ purpose: 'service' })) })).kind).toBe('send');
  });

  test('a retry of what was counted today goes on; one of yesterday has to find room', () => {
    const enrolment = sendingAt(anEnrolment(), 'nudge');
    const retryOf = (claimedAtMs: number) => {
      const message = messageOf(enrolment, { claimedAtMs });
      return judgeTouch(question({ enrolment, snapshot: aSnapshot({ messages: [message] }), ignoring: message.id })).kind;
    };
    expect([retryOf(NOW_MS - HOUR_MS), retryOf(NOW_MS - DAY_MS)]).toEqual(['send', 'hold']);
  });

  test('the next customer of a batch finds less room', () => {
    const [planned] = [{ id: toMessageId('m'), channel: 'email' }] as unknown as Parameters<typeof afterPlanned>[1];
    const channels = rulesWith(1).channels;
    expect(afterPlanned(channels, planned === undefined ? [] : [planned])['email']?.roomToday).toBe(0);
    expect(afterPlanned(channels, [])).toBe(channels);
  });
});
