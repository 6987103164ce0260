import { describe, expect, test } from 'vitest';
import type { CustomerFacts, WarningSign } from '../../../src/domain/customer.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Snapshot } from '../../../src/domain/decision.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { describeCard } from '../../../src/domain/lifecycle-card.ts';
import { foresee } from '../../../src/domain/preview.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { warningsOf } from '../../../src/domain/warnings.ts';
import { aCampaign, aCustomer, anEvent, aPolicy, aRunning, aSend, aSnapshot, aStanding, aWait, NOW_MS, someRules, step } from '../../support/builders.ts';

const warnings = {
  silence: { gaps: 1.5, floorDays: 14 }, fallingFrequency: { lastGaps: 2, longerThan: 1.5, floorDays: 14, fromOrders: 5 },
  fallingBasket: { lastOrders: 3, belowShare: 0.6, fromOrders: 4 }, unanswered: { touches: 4 }, returned: { withinDays: 14 }, complaint: { withinDays: 30 },
};
const policy = aPolicy({ warnings });
const judged = (over: Partial<CustomerFacts>, nowMs = NOW_MS) => warningsOf({ customer: aCustomer(over), policy, nowMs }, 'active');
const signs = (over: Partial<CustomerFacts>): readonly WarningSign[] => judged(over).warnings.map(({ sign }) => sign);
const said = (over: Partial<CustomerFacts>) => judged(over).raised.map(({ because }) => wordReason(because, 'en', 'Europe/Berlin'));
/** Orders so many days ago, the oldest first, each of the same value but where one is given. */
const orders = (daysAgo: readonly number[], values: readonly number[] = []) => {
  const recentOrders = daysAgo.map((days, index) => ({ atMs: NOW_MS - days * DAY_MS, value: (values[index] ?? 100) * 10_000 }));
  return { recentOrders, orderCount: recentOrders.length, grossValue: recentOrders.reduce((sum, { value }) => sum + value, 0), lastOrderAtMs: recentOrders.at(-1)?.atMs ?? null };
};

describe('silence warns', () => {
  test('from one and a half usual gaps on, and tells before when that will be', () => {
    const lastOrderAtMs = NOW_MS - 44 * DAY_MS;
    expect(judged({ lastOrderAtMs })).toMatchObject({ warnings: [], raisesAtMs: lastOrderAtMs + 45 * DAY_MS, endsAtMs: null });
    expect(said({ lastOrderAtMs: NOW_MS - 45 * DAY_MS })).toEqual(['warning of silence: silent for 45 days, 1.5 usual gaps of 30 days']);
  });
  test('not before the days of its floor', () => {
    const daily = { usualGapHours: 24, lastOrderAtMs: NOW_MS - 13 * DAY_MS };
    expect(signs(daily)).toEqual([]);
    expect(signs({ ...daily, lastOrderAtMs: NOW_MS - 14 * DAY_MS })).toEqual(['silence']);
  });
  test('without a count of gaps where orders came within hours of each other', () => {
    expect(said({ usualGapHours: 0.2, lastOrderAtMs: NOW_MS - 40 * DAY_MS })).toEqual(['warning of silence: silent for 40 days']);
  });
  test('not whom the ceiling puts at risk first: that says more', () => {
    expect(judged({ usualGapHours: 90 * 24, lastOrderAtMs: NOW_MS - 130 * DAY_MS })).toMatchObject({ warnings: [], raisesAtMs: null });
  });
  test('nobody who has never ordered', () => expect(signs({ lastOrderAtMs: null, firstOrderAtMs: null, orderCount: 0 })).toEqual([]));
});

describe('rarer orders warn', () => {
  test('when each of the last gaps is half as long again as the usual one before them', () => {
    expect(said(orders([150, 130, 110, 90, 55, 20]))).toEqual(['warning of rarer orders: the last 2 gaps were 35 days or longer, 1.8 times the usual one of 20 days before']);
  });
  test('not for one long gap, nor for less than the orders that are asked for', () => {
    expect(signs(orders([150, 130, 110, 90, 70, 20]))).toEqual([]);
    expect(signs(orders([110, 90, 55, 20]))).toEqual([]);
  });
  test('not while the gaps are shorter than the floor, and not where all orders came within the hour', () => {
    expect(signs(orders([40, 36, 32, 28, 15, 2]))).toEqual([]);
    expect(signs(orders([90, 90, 90, 90, 60, 30]))).toEqual([]);
  });
});

describe('smaller orders warn', () => {
  test('when the last three come to less than six tenths of those before', () => {
    expect(said(orders([50, 40, 30, 20, 10], [100, 100, 50, 59, 60]))).toEqual(['warning of smaller orders: the last 3 came to GBP 56.33, 56 % of the GBP 100.00 of the 2 before']);
    expect(signs(orders([50, 40, 30, 20, 10], [100, 100, 60, 60, 60]))).toEqual([]);
  });
  test('beside all orders before, also those that are no longer kept one by one', () => {
    const { recentOrders, lastOrderAtMs } = orders([40, 30, 20, 10], [10, 10, 10, 10]);
    expect(signs({ recentOrders, lastOrderAtMs, orderCount: 20, grossValue: 1000_0000 })).toContain('falling-basket');
  });
  test('not a customer of three orders', () => expect(signs(orders([30, 20, 10], [100, 1, 1]))).toEqual([]));
});

test('four touches without an open, a click, an answer or an order warn', () => {
  expect(signs({ unansweredTouches: 3 })).toEqual([]);
  expect(said({ unansweredTouches: 4 })).toEqual(['warning of unanswered touches: 4 since the last open, click, answer or order']);
});

test('a return and a complaint warn for as long as the policy says, and time ends them', () => {
  const lastReturnAtMs = NOW_MS - 3 * DAY_MS;
  expect(said({ lastReturnAtMs })).toEqual(['warning of a return: it came Sat 3 Dec 12:00 in Europe/Berlin and counts for 14 days']);
  expect(judged({ lastReturnAtMs }).endsAtMs).toBe(lastReturnAtMs + 14 * DAY_MS);
  expect(signs({ lastReturnAtMs: NOW_MS - 14 * DAY_MS })).toEqual([]);
  expect(signs({ lastComplaintAtMs: NOW_MS - 29 * DAY_MS })).toEqual(['complaint']);
});

test('a sign is raised once, kept with the figures of that day, and may be raised again once it was gone', () => {
  const first = judged({ unansweredTouches: 4 });
  const later = judged({ unansweredTouches: 9, warnings: first.warnings }, NOW_MS + DAY_MS);
  expect(later).toMatchObject({ raised: [], ended: [] });
  expect(later.warnings).toBe(first.warnings);
  const ended = judged({ unansweredTouches: 0, warnings: first.warnings });
  expect(ended).toMatchObject({ warnings: [], raised: [], ended: ['unanswered'] });
  expect(judged({ unansweredTouches: 4, warnings: ended.warnings }).raised).toHaveLength(1);
});

test('of a customer who has lapsed or left nothing is warned, and what stood ends', () => {
  const { warnings: standing } = judged({ unansweredTouches: 4 });
  for (const lifeCycle of ['lapsed', 'left'] as const) {
    expect(warningsOf({ customer: aCustomer({ unansweredTouches: 4, warnings: standing }), policy, nowMs: NOW_MS }, lifeCycle)).toMatchObject({ warnings: [], ended: ['unanswered'], raisesAtMs: null, endsAtMs: null });
  }
});

test('a policy without a word on warnings looks for none, and ends those of an earlier policy', () => {
  const { warnings: standing } = judged({ unansweredTouches: 4 });
  const customer = aCustomer({ unansweredTouches: 9, lastReturnAtMs: NOW_MS, warnings: standing });
  expect(warningsOf({ customer, policy: aPolicy(), nowMs: NOW_MS }, 'active')).toMatchObject({ warnings: [], raised: [], ended: ['unanswered'] });
});

const rulesFor = (campaign: Parameters<typeof aCampaign>[0]) => someRules({ policy, campaigns: [aRunning(aCampaign(campaign))] });
const active = (over: Partial<CustomerFacts>) => aSnapshot({ customer: aCustomer({ standing: aStanding({ lifeCycle: 'active' }), ...over }) });

describe('a decision', () => {
  test('starts a campaign from a warning, with its figures for the entry condition', () => {
    const few = rulesFor({ entry: { kind: 'event', on: ['warned-of-unanswered'], when: { event: 'touches', test: { atLeast: 5 } } }, steps: [aSend('nudge')] });
    expect(decide(active({ unansweredTouches: 4 }), few, null).enrolments).toEqual([]);
    expect(decide(active({ unansweredTouches: 5 }), few, null).messages).toHaveLength(1);
  });
  test('meets a goal and ends a wait by a warning', () => {
    const waiting = rulesFor({
      goal: { event: 'warned-of-return', within: { unit: 'days', count: 30 } }, entry: { kind: 'event', on: ['order.placed'], when: null },
      steps: [aWait('rest', step('nudge'), { for: ['warned-of-return'] }), aSend('nudge')],
    });
    const entered = decide({ ...active({}), events: [anEvent('order.placed')] }, waiting, null);
    const later: Snapshot = { ...active({ lastReturnAtMs: NOW_MS }), enrolments: entered.enrolments };
    expect(decide(later, waiting, null)).toMatchObject({ enrolments: [{ goalMetAtMs: NOW_MS }], messages: [{ step: 'nudge' }] });
  });
  test('lets conditions ask for the warnings of this very moment', () => {
    const { audience } = aCampaign();
    const campaign = { entry: { kind: 'event', on: ['order.placed'], when: null }, audience: { ...audience, where: { fact: 'warning', test: { in: ['return'] } } } } as const;
    const bought = (over: Partial<CustomerFacts>) => decide({ ...active(over), events: [anEvent('order.placed')] }, rulesFor(campaign), null).messages.length;
    expect([bought({ lastReturnAtMs: NOW_MS - DAY_MS }), bought({})]).toEqual([1, 0]);
  });
  test('wakes for the silence to come, and shows in the card what stands', () => {
    const rules = rulesFor({});
    const quiet = active({ lastOrderAtMs: NOW_MS - 40 * DAY_MS });
    expect(decide(quiet, rules, null)).toMatchObject({ wakeAtMs: NOW_MS + 5 * DAY_MS, alive: true, waitingFor: 'silence until Sun 11 Dec 12:00 Europe/Berlin' });
    expect(decide(active({ lastReturnAtMs: NOW_MS - DAY_MS }), rules, null).waitingFor).toBe('end of a warning until Mon 19 Dec 12:00 Europe/Berlin');
    const warned = active({ unansweredTouches: 4 });
    expect(describeCard(warned, rules, decide(warned, rules, null)).details).toContain('- warning of unanswered touches: 4 since the last open, click, answer or order, since Tue 6 Dec 12:00');
  });
  test('is foreseen: a campaign that starts from a silence waits for it', () => {
    const campaign = { name: 'quiet', entry: { kind: 'event', on: ['warned-of-silence'], when: null }, steps: [aSend('nudge')] } as const;
    expect(foresee(active({}), rulesFor(campaign), toCampaignName('quiet'), 1).touches.map(({ atMs }) => atMs)).toEqual([NOW_MS + 35 * DAY_MS]);
  });
});
