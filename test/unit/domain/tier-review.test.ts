import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { reviewTier, type TierHolding } from '../../../src/domain/tier-review.ts';
import { aPolicy, NOW_MS, theCutPoints } from '../../support/builders.ts';

// A from 5,000, B from 2,000, C from 400; kept at 80 %, two misses, floor of 90 days.
const rules = { policy: aPolicy(), cutPoints: theCutPoints() };
const held = (over: Partial<TierHolding> = {}): TierHolding => ({ tier: 'B', sinceMs: NOW_MS - 200 * DAY_MS, misses: 0, missedAtMs: null, ...over });
const money = (units: number) => units * 10_000;
const review = (holding: TierHolding, units: number, atMs = NOW_MS) => reviewTier(holding, money(units), rules, atMs);

describe('up', () => {
  it('goes at once, over several tiers, as far as the value reaches', () => {
    expect(review(held({ tier: 'D', misses: 1, missedAtMs: NOW_MS - 30 * DAY_MS }), 5_000)).toEqual({
      holding: { tier: 'A', sinceMs: NOW_MS, misses: 0, missedAtMs: null }, because: { code: 'tier-raised', params: { from: 'D', to: 'A' } },
    });
  });
  it('is where a tier leads that the policy no longer has', () => {
    const { holding, because } = review(held({ tier: 'platinum' }), 450);
    expect([holding.tier, because]).toEqual(['C', { code: 'tier-given', params: { to: 'C' } }]);
  });
});

describe('kept', () => {
  it.each([[2_000, 'tier-kept'], [1_999.9999, 'tier-near'], [1_600, 'tier-near']])('with a value of %d: %s, and earlier misses are forgotten', (units, code) => {
    const { holding, because } = review(held({ misses: 1, missedAtMs: NOW_MS - 30 * DAY_MS }), units);
    expect([because.code, holding]).toEqual([code, held()]);
  });
  it('after the first miss', () => {
    const { holding, because } = review(held(), 1_599.9999);
    expect(because).toEqual({ code: 'tier-missed', params: { tier: 'B', misses: 1, most: 2 } });
    expect(holding).toEqual(held({ misses: 1, missedAtMs: NOW_MS }));
  });
  it('when a second look of the same month misses again: a return brings the review forward, not the fall', () => {
    const once = review(held(), 0).holding;
    expect(review(once, 0, NOW_MS + 24 * DAY_MS)).toMatchObject({ because: { code: 'tier-missed' }, holding: { misses: 1 } });
    expect(review(once, 0, NOW_MS + 25 * DAY_MS)).toMatchObject({ because: { code: 'tier-lowered' } });
  });
  it('within the floor, however often it is missed; and lowered when the floor is over', () => {
    const young = held({ sinceMs: NOW_MS - 60 * DAY_MS, misses: 1, missedAtMs: NOW_MS - 30 * DAY_MS });
    const { holding, because } = review(young, 0);
    expect(because).toEqual({ code: 'tier-protected', params: { tier: 'B', untilMs: NOW_MS + 30 * DAY_MS } });
    expect(holding).toMatchObject({ tier: 'B', misses: 2 });
    expect(review(holding, 0, NOW_MS + 30 * DAY_MS).holding.tier).toBe('C');
  });
  it('by everyone in the last tier', () => {
    expect(review(held({ tier: 'D' }), -50).because.code).toBe('tier-kept');
  });
});

describe('down', () => {
  it('goes one tier, however low the value, and starts anew there', () => {
    const { holding, because } = review(held({ tier: 'A', misses: 1, missedAtMs: NOW_MS - 30 * DAY_MS }), 0);
    expect(because).toEqual({ code: 'tier-lowered', params: { from: 'A', to: 'B' } });
    expect(holding).toEqual({ tier: 'B', sinceMs: NOW_MS, misses: 0, missedAtMs: null });
  });
  it('comes late also for a tier that no customer reaches any more', () => {
    const unreachable = { policy: aPolicy(), cutPoints: theCutPoints({ tierFromValue: { B: 2000_0000, C: 400_0000, D: 0 } }) };
    expect(reviewTier(held({ tier: 'A' }), money(9_000), unreachable, NOW_MS).because.code).toBe('tier-missed');
  });
});
