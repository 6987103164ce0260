import { describe, expect, it } from 'vitest';
import { feedbackScore, meanRating } from '../../../src/domain/feedback.ts';
import { marksOf } from '../../../src/domain/marks.ts';
import { cutPointsFrom } from '../../../src/domain/tier-cut-points.ts';
import { aCustomer, aPolicy, NO_FEEDBACK, theCutPoints } from '../../support/builders.ts';

describe('feedback', () => {
  it('leans on four stars: one review says little, many say much', () => {
    expect(meanRating(NO_FEEDBACK)).toBe(4);
    expect(meanRating({ ...NO_FEEDBACK, reviewCount: 1, ratingSum: 5 })).toBeCloseTo(25 / 6, 12);
    expect(meanRating({ ...NO_FEEDBACK, reviewCount: 95, ratingSum: 95 })).toBeCloseTo(1.15, 12);
  });
  it('counts activities whole, good reviews up to one, bad ones against; what came back does not count', () => {
    expect(feedbackScore({ ...NO_FEEDBACK, activityCount: 3 })).toBe(3);
    expect(feedbackScore({ ...NO_FEEDBACK, reviewCount: 5, ratingSum: 25 })).toBeCloseTo(5 * 0.75, 12);
    expect(feedbackScore({ ...NO_FEEDBACK, reviewCount: 5, ratingSum: 5 })).toBeCloseTo(5 * -0.25, 12);
    expect(feedbackScore({ ...NO_FEEDBACK, activityCount: 3, returnCount: 9 })).toBe(3);
    expect(feedbackScore({ ...NO_FEEDBACK, satisfactionCount: 5, satisfactionSum: 5 }), 'answers are rated like products').toBeCloseTo(5 * -0.25, 12);
  });
});

const marksWith = (activityCount: number, over = {}) =>
  marksOf(aCustomer({ orderCount: 0, feedback: { ...NO_FEEDBACK, activityCount }, ...over }), theCutPoints({ qualityFromScore: 3 }));

describe('the mark quality', () => {
  it('is for those who take part, with or without an order, from a stored cut-point on', () => {
    expect([marksWith(2), marksWith(3), marksWith(3, { orderCount: 20 })]).toEqual([[], ['quality'], ['core', 'quality']]);
  });
  it('is nobody’s before a scoring took its cut-point, nor by doing nothing', () => {
    expect(marksOf(aCustomer({ feedback: { ...NO_FEEDBACK, activityCount: 9 } }), theCutPoints())).toEqual([]);
    expect(marksOf(aCustomer(), theCutPoints({ qualityFromScore: 0 }))).toEqual([]);
  });
  it('takes its cut-point from those who said or did anything', () => {
    const policy = aPolicy({ marks: { vip: null, core: null, quality: { topShare: 0.2 } } });
    expect(cutPointsFrom({ buyers: [], feedbackScores: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, policy, 1).qualityFromScore).toBe(9);
    expect(cutPointsFrom({ buyers: [], feedbackScores: [] }, policy, 1).qualityFromScore).toBeNull();
  });
});
