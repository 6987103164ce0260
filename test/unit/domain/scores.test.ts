import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordMoney } from '../../../src/domain/money-words.ts';
import { quantile } from '../../../src/domain/quantile.ts';
import { cutPointsOf, scoreByCuts, scoresByRank } from '../../../src/domain/rfm-score.ts';
import { explainScore, explainStanding } from '../../../src/domain/score-words.ts';
import { cutPointsFrom } from '../../../src/domain/tier-cut-points.ts';
import { aCustomer, aPolicy, aStanding, NOW_MS, theCutPoints } from '../../support/builders.ts';

describe('quantile', () => {
  // R: quantile(c(1, 2, 4, 8, 16, 32), c(.2, .4, .5, .8))
  it.each([[0, 1], [0.2, 2], [0.4, 4], [0.5, 6], [0.8, 16], [1, 32]])('type 7 at %d is %d', (share, expected) => {
    expect(quantile([32, 1, 16, 2, 8, 4], share)).toBeCloseTo(expected, 12);
  });
  it('of nothing is refused', () => expect(() => quantile([], 0.5)).toThrow(RangeError));
});

describe('scores by cut-points', () => {
  const cuts = cutPointsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]); // R: 2.8 4.6 6.4 8.2
  it('cut at type-7 quintiles', () => {
    for (const [index, expected] of [2.8, 4.6, 6.4, 8.2].entries()) expect(cuts[index]).toBeCloseTo(expected, 12);
  });
  it.each([[1, 1, 5], [3, 2, 4], [5, 3, 3], [8, 4, 2], [10, 5, 1]])('%d scores %d, as recency %d', (value, high, low) => {
    expect(scoreByCuts(value, cuts, 'high')).toBe(high);
    expect(scoreByCuts(value, cuts, 'low')).toBe(low);
  });
  it('a value on a cut belongs below it', () => expect(scoreByCuts(5, [1, 5, 5, 9], 'high')).toBe(2));
  it('of nobody are none', () => expect(cutPointsOf([])).toEqual([]));
  it('more is never scored lower', () => {
    fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer(), fc.nat(), (values, value, more) => {
      const some = cutPointsOf(values);
      expect(scoreByCuts(value + more, some, 'high')).toBeGreaterThanOrEqual(scoreByCuts(value, some, 'high'));
      expect(scoreByCuts(value, some, 'high') + scoreByCuts(value, some, 'low')).toBe(6);
    }));
  });
});

describe('scores by rank', () => {
  const values = ['e', 'd', 'c', 'b', 'a'].map((id) => ({ id, value: 1 }));
  it('make equal cells, ties by id', () => {
    expect([...scoresByRank(values, 'high')]).toEqual([['a', 1], ['b', 2], ['c', 3], ['d', 4], ['e', 5]]);
  });
  it('give the most recent five', () => {
    const days = [10, 400, 30, 200, 90].map((value) => ({ id: String(value), value }));
    expect(Object.fromEntries(scoresByRank(days, 'low'))).toEqual({ 10: 5, 30: 4, 90: 3, 200: 2, 400: 1 });
  });
});

describe('cut-points of tiers and marks', () => {
  const customers = Array.from({ length: 100 }, (_, index) => ({ value: (index + 1) * 10_0001, contribution: (index + 1) * 10_0001, orderCount: Math.ceil((index + 1) / 10) }));
  it('count the shares from the best, in exact money', () => {
    expect(cutPointsFrom({ buyers: customers, feedbackScores: [] }, aPolicy(), 7)).toEqual({
      version: 7, tierFromValue: { A: 96 * 10_0001, B: 81 * 10_0001, C: 51 * 10_0001 }, vipFromValue: 99 * 10_0001, coreFromOrders: 10, qualityFromScore: null,
    });
  });
  it('a share of 7 % of 100 customers is seven, not eight', () => {
    const marks = { vip: { topShare: 0.07 }, core: null, quality: null };
    expect(cutPointsFrom({ buyers: customers, feedbackScores: [] }, aPolicy({ marks }), 1).vipFromValue).toBe(94 * 10_0001);
  });
  it('of nobody are none', () => {
    expect(cutPointsFrom({ buyers: [], feedbackScores: [] }, aPolicy(), 1)).toEqual({ version: 1, tierFromValue: {}, vipFromValue: null, coreFromOrders: null, qualityFromScore: null });
  });
});

const days = (value: number) => `${value} days`;

describe('scores in words', () => {
  it('name the cut-points around the value', () => {
    const frame = { cuts: [18, 51, 101, 262], better: 'low', word: days } as const;
    expect(explainScore('Recency', { ...frame, score: 4, value: 23 })).toBe('Recency 4 of 5: 23 days is above 18 days and not above 51 days (fewer is better).');
    expect(explainScore('Recency', { ...frame, score: 1, value: 300 })).toBe('Recency 1 of 5: 300 days is above 262 days (fewer is better).');
    expect(explainScore('Frequency', { score: 2, value: 1, cuts: [], better: 'high', word: String })).toContain('no cut-points');
  });
  it('explain a standing', () => {
    const explaining = { customer: aCustomer({ orderCount: 12, standing: aStanding({ marks: ['core'], level: 1 }) }), policy: aPolicy(), cutPoints: theCutPoints(), nowMs: NOW_MS };
    expect(explainStanding(explaining)).toEqual([
      'Stage purchasing: 12 orders, and loyal begins at 4.',
      'Life cycle active: silent 10 days, usual gap 30 days; at risk from 60 days, lapsed from 120 days.',
      'Tier C: GBP 500.00 in 180 days reaches its threshold of GBP 400.00.',
      'Mark core: from 12 orders.',
      "Level 1: rule 1 of the policy's levels is the first that matches.",
    ]);
  });
  it('money is told in whole cents', () => {
    expect(wordMoney(12_345_678_949, 'GBP')).toBe('GBP 1,234,567.89');
    expect(wordMoney(-12_0500, 'EUR')).toBe('EUR -12.05');
  });
});
