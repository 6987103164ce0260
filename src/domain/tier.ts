import type { CustomerFacts, Money, Tier } from './customer.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';

/** What the customer has bought less what was cancelled, in 1/10,000 units. */
export function netValueOf(customer: Pick<CustomerFacts, 'grossValue' | 'cancelledValue'>): Money {
  return customer.grossValue - customer.cancelledValue;
}

/** The tier by stored cut-points: up at once, never down. A lower tier is given by the scheduled re-check alone. */
export function tierOf(customer: CustomerFacts, cutPoints: CutPoints | null, policy: Pick<ShopPolicy, 'tiers'>): Tier {
  const names = policy.tiers.map(({ tier }) => tier);
  const stored = names.indexOf(customer.standing.tier);
  const computed = cutPoints === null ? names.length - 1 : names.indexOf(tierByValue(customer, cutPoints, policy));
  const best = stored < 0 ? computed : Math.min(stored, computed);
  return names[best] ?? customer.standing.tier;
}

/** The best tier whose threshold the net value reaches; the last tier takes everyone else. */
function tierByValue(
  customer: Pick<CustomerFacts, 'grossValue' | 'cancelledValue'>,
  cutPoints: CutPoints,
  policy: Pick<ShopPolicy, 'tiers'>,
): Tier {
  const value = netValueOf(customer);
  const reached = policy.tiers.find(({ tier }) => value >= (cutPoints.tierFromValue[tier] ?? Number.POSITIVE_INFINITY));
  return reached?.tier ?? policy.tiers.at(-1)?.tier ?? '';
}

/** Whether the first tier stands above the second in the shop's order. */
export function isBetterTier(tier: Tier, other: Tier, policy: Pick<ShopPolicy, 'tiers'>): boolean {
  const rank = (name: Tier) => policy.tiers.findIndex((entry) => entry.tier === name);
  return rank(tier) < rank(other);
}
