import type { Money, Tier } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { CutPoints, ShopPolicy, TierReviewRule } from './policy.ts';
import { because, type Reason } from './reason.ts';

/** How a tier is held: since when, and how many reviews in a row it was missed. */
export interface TierHolding {
  readonly tier: Tier;
  readonly sinceMs: EpochMs;
  readonly misses: number;
  /** When the last miss was counted; null when there is none. */
  readonly missedAtMs: EpochMs | null;
}

export interface TierReview {
  readonly holding: TierHolding;
  /** tier-raised, tier-kept, tier-near, tier-missed, tier-protected or tier-lowered. */
  readonly because: Reason;
}

/** What a review judges by. */
export interface TierReviewRules {
  readonly policy: Pick<ShopPolicy, 'tiers' | 'tierReview'>;
  readonly cutPoints: Pick<CutPoints, 'tierFromValue'>;
}

/** Reviews are monthly; one that comes sooner, because of a return, must not count a second miss for the same month. */
const MISSES_APART_MS = 25 * DAY_MS;

/**
 * One review of a tier: up at once as far as the value reaches; down late, one tier at a time, after so many misses in a row and
 * never within the floor. A value of at least `keepShare` of the tier's threshold is no miss.
 * @param value contribution over the policy's window, in 1/10,000 units
 */
export function reviewTier(holding: TierHolding, value: Money, rules: TierReviewRules, nowMs: EpochMs): TierReview {
  const names = rules.policy.tiers.map(({ tier }) => tier);
  const rank = names.indexOf(holding.tier);
  const reached = reachedRank(value, names, rules);
  // A tier that the policy no longer has is no tier to fall from.
  if (rank < 0 || reached < rank) return entered(names[reached] ?? holding.tier, 'tier-raised', holding, nowMs);
  const threshold = thresholdOf(holding.tier, names, rules);
  if (reached === rank) return kept(holding, 'tier-kept', { tier: holding.tier });
  const keptFrom = threshold * rules.policy.tierReview.keepShare;
  if (value >= keptFrom) return kept(holding, 'tier-near', { tier: holding.tier, share: rules.policy.tierReview.keepShare });
  return missed(holding, names[rank + 1] ?? holding.tier, rules.policy.tierReview, nowMs);
}

function missed(holding: TierHolding, nextTier: Tier, rule: TierReviewRule, nowMs: EpochMs): TierReview {
  const counts = holding.missedAtMs === null || nowMs - holding.missedAtMs >= MISSES_APART_MS;
  const misses = counts ? holding.misses + 1 : holding.misses;
  const noted: TierHolding = { ...holding, misses, missedAtMs: counts ? nowMs : holding.missedAtMs };
  if (misses < rule.misses) return { holding: noted, because: because('tier-missed', { tier: holding.tier, misses, most: rule.misses }) };
  const protectedUntilMs = holding.sinceMs + rule.floorDays * DAY_MS;
  if (nowMs < protectedUntilMs) return { holding: noted, because: because('tier-protected', { tier: holding.tier, untilMs: protectedUntilMs }) };
  return entered(nextTier, 'tier-lowered', holding, nowMs);
}

function entered(tier: Tier, code: 'tier-raised' | 'tier-lowered', from: TierHolding, nowMs: EpochMs): TierReview {
  return { holding: { tier, sinceMs: nowMs, misses: 0, missedAtMs: null }, because: because(code, { from: from.tier, to: tier }) };
}

function kept(holding: TierHolding, code: 'tier-kept' | 'tier-near', params: Reason['params']): TierReview {
  return { holding: { ...holding, misses: 0, missedAtMs: null }, because: because(code, params) };
}

/** The best tier whose threshold the value reaches, by its place in the policy; the last takes everyone else. */
function reachedRank(value: Money, names: readonly Tier[], rules: TierReviewRules): number {
  const rank = names.findIndex((tier) => value >= thresholdOf(tier, names, rules));
  return rank < 0 ? names.length - 1 : rank;
}

function thresholdOf(tier: Tier, names: readonly Tier[], { cutPoints }: TierReviewRules): Money {
  if (tier === names.at(-1)) return Number.NEGATIVE_INFINITY;
  return cutPoints.tierFromValue[tier] ?? Number.POSITIVE_INFINITY;
}
