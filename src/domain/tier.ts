import type { CustomerFacts, Money, Tier } from './customer.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';

/** What the customer has bought less what was cancelled, in 1/10,000 units. */
export function netValueOf(customer: Pick<CustomerFacts, 'grossValue' | 'cancelledValue'>): Money {
  return customer.grossValue - customer.cancelledValue;
}

/** The best tier whose threshold the contribution reaches; the last tier takes everyone else, and everybody before the first scoring. */
export function tierReached(contribution: Money, cutPoints: Pick<CutPoints, 'tierFromValue'> | null, policy: Pick<ShopPolicy, 'tiers'>): Tier {
  const reached = policy.tiers.find(({ tier }) => contribution >= tierThreshold(tier, cutPoints, policy));
  return reached?.tier ?? policy.tiers.at(-1)?.tier ?? '';
}

/** The least contribution of a tier, in 1/10,000 units: infinite for a tier that nobody can reach, and none for the last. */
export function tierThreshold(tier: Tier, cutPoints: Pick<CutPoints, 'tierFromValue'> | null, policy: Pick<ShopPolicy, 'tiers'>): Money {
  if (tier === policy.tiers.at(-1)?.tier) return Number.NEGATIVE_INFINITY;
  return cutPoints?.tierFromValue[tier] ?? Number.POSITIVE_INFINITY;
}

/** Whether the first tier stands above the second in the shop's order; a name that the policy does not have stands below all. */
export function isBetterTier(tier: Tier, other: Tier, policy: Pick<ShopPolicy, 'tiers'>): boolean {
  const rank = (name: Tier) => {
    const place = policy.tiers.findIndex((entry) => entry.tier === name);
    return place < 0 ? policy.tiers.length : place;
  };
  return rank(tier) < rank(other);
}
