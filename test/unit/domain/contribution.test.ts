import { describe, expect, test } from 'vitest';
import { type ContributedDocument, contributionOf } from '../../../src/domain/contribution.ts';
import { standingOf } from '../../../src/domain/standing.ts';
import { reviewTier } from '../../../src/domain/tier-review.ts';
import { explainTier, missingToNextTier } from '../../../src/domain/tier-words.ts';
import { aCustomer, aPolicy, aStanding, NOW_MS, theCutPoints } from '../../support/builders.ts';

const POUND = 10_000;
const MARGIN = { by: 'margin', usualShare: 0.4 } as const;
/** A document in pounds; each line its price and, where it is known, its cost. */
const document = (value: number, lines: readonly (readonly [price: number, cost: number | null])[] = [], over: Partial<ContributedDocument> = {}): ContributedDocument =>
  ({ kind: 'order', value: value * POUND, given: 0, ...over, lines: lines.map(([price, cost]) => ({ price: price * POUND, cost: cost === null ? null : cost * POUND })) });
const marginOf = (...documents: ContributedDocument[]) => contributionOf(documents, MARGIN).contribution / POUND;

test('by net value a contribution is what was bought less what came back', () => {
  expect(contributionOf([document(100), document(30, [], { kind: 'cancellation' })], { by: 'net-value' })).toEqual({ contribution: 70 * POUND, parts: null });
});

describe('by margin', () => {
  test('a line counts its price less its cost, and with the usual margin where no cost is known', () => {
    expect(marginOf(document(100, [[60, 20], [40, null]]))).toBe(40 + 16);
    expect(marginOf(document(50)), 'an order that was told without lines').toBe(20);
    expect(marginOf(document(10, [[10, 14]])), 'sold below its cost').toBe(-4);
  });
  test('what the order comes to less than its lines comes off whole, what it comes to more counts with the usual margin', () => {
    expect(marginOf(document(90, [[100, 50]]))).toBe(40);
    expect(marginOf(document(105, [[100, 50]]))).toBe(52);
  });
  test('the promotions used in it come off, but not twice where the order shows what they took off', () => {
    expect(marginOf(document(100, [[100, 50]], { given: 8 * POUND }))).toBe(42);
    expect(marginOf(document(90, [[100, 50]], { given: 10 * POUND }))).toBe(40);
    expect(marginOf(document(95, [[100, 50]], { given: 10 * POUND })), 'a gift beside a discount').toBe(40);
    expect(contributionOf([document(100, [[100, 50]])], MARGIN, 5 * POUND)).toEqual({ contribution: 45 * POUND, parts: { net: 100 * POUND, promotions: 5 * POUND, knownShare: 1 } });
  });
  test('a cancellation takes back its part of the margin', () => {
    expect(marginOf(document(100, [[100, 50]]), document(20, [[100, 50]], { kind: 'cancellation' }))).toBe(40);
    expect(marginOf(document(20, [], { kind: 'cancellation' }))).toBe(-8);
  });
  test('it says of which share of the sales the cost is known', () => {
    const { parts } = contributionOf([document(100, [[60, 20], [40, null]]), document(100)], MARGIN);
    expect(parts).toEqual({ net: 200 * POUND, promotions: 0, knownShare: 0.3 });
    expect(contributionOf([], MARGIN).parts).toEqual({ net: 0, promotions: 0, knownShare: null });
  });
});

describe('a tier by margin', () => {
  const policy = aPolicy({ tierReview: { ...aPolicy().tierReview, by: 'margin' }, promotions: { ...aPolicy().promotions, margin: { usual: 0.4, floor: 0, shipping: {}, duty: {}, usualBasket: {} } } });
  const cutPoints = theCutPoints({ by: 'margin' });
  const customer = aCustomer({ contribution: 412.3 * POUND, contributionParts: { net: 1020 * POUND, promotions: 12 * POUND, knownShare: 0.87 } });

  test('is explained by what it is made of', () => {
    expect(explainTier({ customer, policy, cutPoints, nowMs: NOW_MS })).toEqual([
      'Tier C: a margin of GBP 412.30 of GBP 1,020.00 net in 180 days reaches its threshold of GBP 400.00.',
      'Costs are known for 87 % of the sales; the rest counts with the usual margin of 40 %.',
      'Promotions that were used cost GBP 12.00 of it.',
      'Held for 200 days; a tier is held for 90 days at least.',
      'GBP 1,587.70 more margin within 180 days reach tier B, at once.',
    ]);
  });

  test('is left alone while the thresholds still measure net value, and the other way round', () => {
    const rich = { ...customer, contribution: 9000 * POUND };
    for (const rules of [{ policy, cutPoints: theCutPoints() }, { policy: aPolicy(), cutPoints }]) {
      expect(standingOf(rich, rules, NOW_MS).standing.tier).toBe('C');
      expect(reviewTier({ ...customer.tierRecord, tier: 'A' }, 0, rules, NOW_MS).holding.tier, 'nor is it missed').toBe('A');
      expect(missingToNextTier({ customer, ...rules })).toBeNull();
      expect(explainTier({ customer, ...rules, nowMs: NOW_MS })[0]).toContain('the last scoring measured tiers by another rule, so they stay as they are until the next one');
    }
    expect(standingOf({ ...rich, standing: aStanding({ tier: 'C' }) }, { policy, cutPoints }, NOW_MS).standing.tier).toBe('A');
  });
});
