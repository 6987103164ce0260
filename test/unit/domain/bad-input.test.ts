import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { NO_PROMOTIONS, type Promotion } from '../../../src/domain/promotion.ts';
import { cutPointsOf, scoreByCuts, scoresByRank } from '../../../src/domain/rfm-score.ts';
import { scoreNotes } from '../../../src/domain/score-notes.ts';
import { standingOf } from '../../../src/domain/standing.ts';
import { cutPointsFrom } from '../../../src/domain/tier-cut-points.ts';
import { explainTier } from '../../../src/domain/tier-words.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, NOW_MS, someRules, theCutPoints } from '../../support/builders.ts';

/** Bad input by the names it goes by, as the core judges it. */
const POUND = 10_000;
const autumn: Promotion = {
  name: 'autumn', tool: 'coupon', title: { en: 'Autumn' }, percent: null, mostCost: { GBP: 10 * POUND }, cutsPrice: true, minimumSpend: {},
  validFor: { unit: 'days', count: 14 }, endsAtMs: NOW_MS + 2 * HOUR_MS, remindBefore: null, products: [], codes: 'generated', usedWhen: 'code', usedBy: 'holder',
  budget: null, pieces: null, oncePerCustomer: false, isRight: false, when: null, countriesNot: [],
};

const rules = (otherwise: 'send' | 'skip') => someRules({
  policy: aPolicy({
    promotions: { ...NO_PROMOTIONS, noPromotionShare: 0, shelf: [autumn] }, sendWindow: { byTier: {}, otherwise: { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 18 * 60, untilMinute: 20 * 60 } },
  }),
  campaigns: [aRunning(aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { promote: { offer: ['autumn'], otherwise } })] }))],
});

describe('a coupon that ends before the send window opens', () => {
  const held = anEnrolment();
  test('is not given while the touch waits', () => {
    expect(decide(aSnapshot({ enrolments: [held] }), rules('send'), null)).toMatchObject({ wishes: [], messages: [], enrolments: [{ place: { kind: 'held', because: { code: 'send-window' } } }] });
  });
  test('nor when it opens: the reason is told, and the mail leaves without it or not at all, as the campaign says', () => {
    const later = aSnapshot({ nowMs: NOW_MS + 6 * HOUR_MS, enrolments: [held] });
    for (const [otherwise, messages] of [['send', 1], ['skip', 0]] as const) {
      const decision = decide(later, rules(otherwise), null);
      expect(decision.messages).toHaveLength(messages);
      expect(decision.wishes).toEqual([]);
      expect(decision.because.map(({ because }) => because.code)).toEqual(expect.arrayContaining(['promotion-over', 'promotion-none']));
    }
  });
});

test('a tier threshold above the next: of whatever customers, each threshold lies at or below the one above', () => {
  for (const values of [[], [1], [5, 5, 5], [9, 1], [-4, 0, 3], Array.from({ length: 40 }, (_, index) => (index * 7919) % 31)]) {
    const buyers = values.map((value) => ({ value, contribution: value, orderCount: 1 }));
    const { tierFromValue } = cutPointsFrom({ buyers, feedbackScores: [] }, aPolicy(), 1);
    const thresholds = ['A', 'B', 'C'].flatMap((tier) => tierFromValue[tier] ?? []);
    expect(thresholds, JSON.stringify(values)).toEqual(thresholds.toSorted((a, b) => b - a));
  }
});

test('returns larger than orders: the contribution is below zero, and explained', () => {
  const customer = aCustomer({ contribution: -20 * POUND, standing: { ...aCustomer().standing, tier: 'D' } });
  expect(explainTier({ customer, policy: aPolicy(), cutPoints: theCutPoints(), nowMs: NOW_MS }).slice(0, 2)).toEqual([
    'Tier D: GBP -20.00 in 180 days; this tier takes everyone below the others.',
    'More came back in these days than was ordered in them, so the contribution is below zero; it counts as it stands.',
  ]);
  expect(standingOf(customer, { policy: aPolicy(), cutPoints: theCutPoints() }, NOW_MS, true).standing.tier).toBe('D');
});

test('customers with one order: the shop’s usual gap stands in, and nothing is compared with orders that there are not', () => {
  const warnings = { silence: { gaps: 0.5, floorDays: 1 }, fallingFrequency: { lastGaps: 1, longerThan: 1, floorDays: 0, fromOrders: 2 }, fallingBasket: { lastOrders: 1, belowShare: 1, fromOrders: 2 } };
  const policy = aPolicy({ warnings, silence: { ...aPolicy().silence, newForDays: 1 } });
  const lastOrderAtMs = NOW_MS - 30 * DAY_MS;
  const customer = aCustomer({ orderCount: 1, usualGapHours: null, firstOrderAtMs: lastOrderAtMs, lastOrderAtMs, recentOrders: [{ atMs: lastOrderAtMs, value: POUND }] });
  const { standing, slope, nextChangeAtMs } = standingOf(customer, { policy, cutPoints: theCutPoints() }, NOW_MS);
  expect(standing).toMatchObject({ stage: 'purchasing', lifeCycle: 'active' });
  expect(slope.warnings.map(({ sign }) => sign)).toEqual(['silence']);
  expect(nextChangeAtMs).toBe(lastOrderAtMs + 120 * DAY_MS);
});

describe('a shop with forty customers', () => {
  test('and fewer are scored all the same', () => {
    for (const count of [0, 1, 2, 3, 40]) {
      const values = Array.from({ length: count }, (_, index) => index + 1);
      const cuts = cutPointsOf(values);
      expect(values.map((value) => scoreByCuts(value, cuts, 'high')).every((score) => score >= 1 && score <= 5)).toBe(true);
      expect(scoresByRank(values.map((value) => ({ id: String(value), value })), 'low').size).toBe(count);
    }
  });
  test('is told that its cut-points say little', () => {
    expect(scoreNotes({ customers: 40, currencies: ['GBP'] })).toEqual([
      'Scored from 40 customers with an order: of fewer than 100 a single one moves the cut-points, so scores, tiers and marks say little yet.',
    ]);
    expect(scoreNotes({ customers: 100, currencies: ['GBP'] })).toEqual([]);
  });
});

test('two currencies are told of beside what was made of them', () => {
  expect(scoreNotes({ customers: 500, currencies: ['EUR', 'GBP'] })).toEqual(['Orders are in EUR and GBP, and amounts are added as they stand: tiers and scores compare what cannot be compared.']);
});
