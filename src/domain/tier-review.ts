import type { Money, Tier, TierRecord } from './customer.ts';
import type { AnyEventKind, DomainEvent } from './event.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { CutPoints, ShopPolicy, TierReviewRule } from './policy.ts';
import { because, type Reason } from './reason.ts';
import { isBetterTier, tierReached, tierThreshold } from './tier.ts';

/** A tier with how it is held. */
export interface TierHolding extends TierRecord {
  readonly tier: Tier;
}

export interface TierReview {
  readonly holding: TierHolding;
  /** tier-given, tier-raised, tier-kept, tier-near, tier-missed, tier-protected or tier-lowered. */
  readonly because: Reason;
}

/** What a review judges by. */
export interface TierReviewRules {
  readonly policy: Pick<ShopPolicy, 'tiers' | 'tierReview'>;
  readonly cutPoints: Pick<CutPoints, 'tierFromValue' | 'by'> | null;
}

/** The thresholds, where they measure what the policy in force does: after a change nothing is judged until the next scoring. */
export function thresholdsInForce<Thresholds extends Pick<CutPoints, 'by'>>(cutPoints: Thresholds | null, { tierReview }: Pick<ShopPolicy, 'tierReview'>): Thresholds | null {
  return (cutPoints?.by ?? 'net-value') === (tierReview.by ?? 'net-value') ? cutPoints : null;
}

/** What a policy without a word on it means: the damping that a replay of real orders showed to be worth it (`bench/tiers.ts`). */
export const USUAL_TIER_REVIEW: TierReviewRule = { windowDays: 180, keepShare: 0.8, misses: 2, floorDays: 90 };

// A return may have taken away what the tier was given for.
const REVIEWED_AT: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>(['tier.review', 'order.cancelled', 'order.refunded', 'return.closed']);

/** Whether one of these events calls for a review: the monthly one, or a return. */
export function callForTierReview(events: readonly DomainEvent[]): boolean {
  return events.some(({ kind }) => REVIEWED_AT.has(kind));
}

/** Reviews are monthly; one that comes sooner, because of a return, must not count a second miss for the same month. */
const MISSES_APART_MS = 25 * DAY_MS;

/**
 * One review of a tier: up at once as far as the contribution reaches; down late, one tier at a time, after so many misses in a row
 * and never within the floor. A contribution of at least `keepShare` of the tier's threshold is no miss.
 */
export function reviewTier(holding: TierHolding, contribution: Money, rules: TierReviewRules, nowMs: EpochMs): TierReview {
  const { policy } = rules;
  const cutPoints = thresholdsInForce(rules.cutPoints, policy);
  const raised = raiseTier(holding, contribution, rules, nowMs);
  if (raised !== null) return raised;
  // Without thresholds there is nothing to fall below.
  if (cutPoints === null || contribution >= tierThreshold(holding.tier, cutPoints, policy)) return kept(holding, 'tier-kept', {});
  const { keepShare } = policy.tierReview;
  if (contribution >= tierThreshold(holding.tier, cutPoints, policy) * keepShare) return kept(holding, 'tier-near', { percent: Math.round(keepShare * 100) });
  return missed(holding, policy, nowMs);
}

/** Up at once, as far as the contribution reaches; null when it reaches no better tier. A tier that the policy no longer has is no tier to keep. */
export function raiseTier(holding: TierHolding, contribution: Money, rules: TierReviewRules, nowMs: EpochMs): TierReview | null {
  const { policy } = rules;
  const cutPoints = thresholdsInForce(rules.cutPoints, policy);
  // What measures something else gives nobody a tier either, not even the last.
  if (cutPoints === null && rules.cutPoints !== null) return null;
  const reached = tierReached(contribution, cutPoints, policy);
  if (!isBetterTier(reached, holding.tier, policy)) return null;
  const isKnown = policy.tiers.some(({ tier }) => tier === holding.tier);
  return isKnown ? entered(reached, 'tier-raised', { from: holding.tier }, nowMs) : entered(reached, 'tier-given', {}, nowMs);
}

function missed(holding: TierHolding, policy: Pick<ShopPolicy, 'tiers' | 'tierReview'>, nowMs: EpochMs): TierReview {
  const { misses: most, floorDays } = policy.tierReview;
  const counts = holding.missedAtMs === null || nowMs - holding.missedAtMs >= MISSES_APART_MS;
  const misses = counts ? holding.misses + 1 : holding.misses;
  const noted: TierHolding = { ...holding, misses, missedAtMs: counts ? nowMs : holding.missedAtMs };
  if (misses < most) return { holding: noted, because: because('tier-missed', { tier: holding.tier, misses, most }) };
  const protectedUntilMs = holding.sinceMs === null ? nowMs : holding.sinceMs + floorDays * DAY_MS;
  if (nowMs < protectedUntilMs) return { holding: noted, because: because('tier-protected', { tier: holding.tier, untilMs: protectedUntilMs }) };
  return entered(nextLowerTier(holding.tier, policy), 'tier-lowered', { from: holding.tier }, nowMs);
}

/** The tier below this one; of the last, itself. */
export function nextLowerTier(tier: Tier, { tiers }: Pick<ShopPolicy, 'tiers'>): Tier {
  return tiers[tiers.findIndex((entry) => entry.tier === tier) + 1]?.tier ?? tier;
}

function entered(tier: Tier, code: 'tier-given' | 'tier-raised' | 'tier-lowered', from: { readonly from?: Tier }, nowMs: EpochMs): TierReview {
  return { holding: { tier, sinceMs: nowMs, misses: 0, missedAtMs: null }, because: because(code, { ...from, to: tier }) };
}

/** Among reasons the one for another tier. */
export function whyAnotherTier(reasons: readonly Reason[]): Reason | undefined {
  return reasons.find(({ code }) => code === 'tier-given' || code === 'tier-raised' || code === 'tier-lowered');
}

function kept(holding: TierHolding, code: 'tier-kept' | 'tier-near', params: Reason['params']): TierReview {
  return { holding: { ...holding, misses: 0, missedAtMs: null }, because: because(code, { tier: holding.tier, ...params }) };
}
