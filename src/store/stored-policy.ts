import { USUAL_BEST_HOUR } from '../domain/best-hour.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { NO_PROMOTIONS } from '../domain/promotion.ts';
import { USUAL_TIER_REVIEW } from '../domain/tier-review.ts';

/** A policy as it may stand in its table: one that was applied before a rule existed has no word on it. */
export type StoredPolicy = Omit<ShopPolicy, Younger> & Partial<Pick<ShopPolicy, Younger>>;
type Younger = 'tierReview' | 'promotions' | 'bestHour' | 'capacity';

/** The policy with what a file that is silent on a rule means by it. */
export function completePolicy(stored: StoredPolicy): ShopPolicy {
  return { ...stored, tierReview: stored.tierReview ?? USUAL_TIER_REVIEW, promotions: stored.promotions ?? NO_PROMOTIONS, bestHour: stored.bestHour ?? USUAL_BEST_HOUR, capacity: stored.capacity ?? null };
}
