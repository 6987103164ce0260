import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { reviewTier, type TierHolding } from '../../../src/domain/tier-review.ts';
import { aPolicy, NOW_MS, theCutPoints } from '../../support/builders.ts';

const policy = aPolicy();
const rules = { policy, cutPoints: theCutPoints() };
const TIERS = policy.tiers.map(({ tier }) => tier);
const rank = (tier: string) => TIERS.indexOf(tier);

/** Reviews of one customer: the value of each, and the days since the one before. */
const reviews = fc.array(fc.record({ units: fc.integer({ min: -100, max: 8_000 }), days: fc.integer({ min: 0, max: 60 }) }), { maxLength: 40 });

it('whatever the values: up as far as they reach, down one tier at a time, never within the floor, and never on a single miss', () => {
  fc.assert(fc.property(reviews, (course) => {
    let holding: TierHolding = { tier: 'D', sinceMs: NOW_MS - 400 * DAY_MS, misses: 0, missedAtMs: null };
    let nowMs = NOW_MS;
    let reviewsBelow = 0;
    for (const { units, days } of course) {
      nowMs += days * DAY_MS;
      const next = reviewTier(holding, units * 10_000, rules, nowMs).holding;
      const threshold = rules.cutPoints.tierFromValue[holding.tier] ?? 0;
      reviewsBelow = units * 10_000 < threshold * policy.tierReview.keepShare ? reviewsBelow + 1 : 0;
      const steps = rank(next.tier) - rank(holding.tier);
      expect(steps).toBeLessThanOrEqual(1);
      if (steps > 0) {
        expect(nowMs - holding.sinceMs!).toBeGreaterThanOrEqual(policy.tierReview.floorDays * DAY_MS);
        expect(reviewsBelow).toBeGreaterThanOrEqual(policy.tierReview.misses);
      }
      if (steps !== 0) reviewsBelow = 0;
      const reached = TIERS.find((tier) => units * 10_000 >= (tier === 'D' ? Number.NEGATIVE_INFINITY : rules.cutPoints.tierFromValue[tier]!))!;
      expect(rank(next.tier)).toBeLessThanOrEqual(rank(reached));
      holding = next;
    }
  }), { numRuns: 1_000 });
});

it('a higher value never leads to a lower tier', () => {
  const anyHolding = fc.record({
    tier: fc.constantFrom(...TIERS), sinceMs: fc.integer({ min: 0, max: 400 }).map((days) => NOW_MS - days * DAY_MS),
    misses: fc.integer({ min: 0, max: 3 }), missedAtMs: fc.option(fc.integer({ min: 0, max: 90 }).map((days) => NOW_MS - days * DAY_MS)),
  });
  fc.assert(fc.property(anyHolding, fc.integer({ min: -100, max: 8_000 }), fc.integer({ min: 0, max: 3_000 }), (holding, units, more) => {
    const low = reviewTier(holding, units * 10_000, rules, NOW_MS).holding.tier;
    const high = reviewTier(holding, (units + more) * 10_000, rules, NOW_MS).holding.tier;
    expect(rank(high)).toBeLessThanOrEqual(rank(low));
  }), { numRuns: 1_000 });
});
