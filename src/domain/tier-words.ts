import type { CustomerFacts, Money, Tier } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { wordMoney } from './money-words.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';
import { nextLowerTier, thresholdsInForce } from './tier-review.ts';
import { tierThreshold } from './tier.ts';

export interface ExplainingTier {
  readonly customer: CustomerFacts;
  readonly policy: ShopPolicy;
  readonly cutPoints: CutPoints | null;
  readonly nowMs: EpochMs;
}

/** The next better tier and what is missing to it, in 1/10,000 units; null for the best, and where no threshold is known. */
export function missingToNextTier({ customer, policy, ...scored }: Omit<ExplainingTier, 'nowMs'>): { readonly tier: Tier; readonly missing: Money } | null {
  const rank = policy.tiers.findIndex(({ tier }) => tier === customer.standing.tier);
  const better = policy.tiers[rank < 0 ? policy.tiers.length - 1 : rank - 1]?.tier;
  if (better === undefined) return null;
  const threshold = tierThreshold(better, thresholdsInForce(scored.cutPoints, policy), policy);
  return Number.isFinite(threshold) ? { tier: better, missing: Math.max(0, threshold - customer.contribution) } : null;
}

/** Why the tier is what it is, since when, what would raise it and what would lower it: one plain sentence each. */
export function explainTier(explaining: ExplainingTier): readonly string[] {
  return [tierSentence(explaining), ...marginSentences(explaining), ...returnSentences(explaining), ...heldSentences(explaining), ...nextSentences(explaining)];
}

function contributionWords({ customer: { contribution, contributionParts: parts }, policy }: Omit<ExplainingTier, 'nowMs'>): string {
  const money = moneyOf(policy);
  return parts === null ? money(contribution) : `a margin of ${money(contribution)} of ${money(parts.net)} net`;
}

/** What a margin rests on. */
function marginSentences({ customer: { contributionParts: parts }, policy }: ExplainingTier): readonly string[] {
  if (parts === null) return [];
  const usual = policy.promotions.margin?.usual;
  const rest = usual === undefined ? '' : `; the rest counts with the usual margin of ${percent(usual)} %`;
  const costs = parts.knownShare === null ? [] : [`Costs are known for ${percent(parts.knownShare)} % of the sales${rest}.`];
  return [...costs, ...(parts.promotions > 0 ? [`Promotions that were used cost ${moneyOf(policy)(parts.promotions)} of it.`] : [])];
}

const percent = (share: number) => Math.round(share * 100);

/** A contribution below zero looks like a mistake, and is none. */
function returnSentences({ customer }: ExplainingTier): readonly string[] {
  return customer.contribution >= 0 ? [] : ['More came back in these days than was ordered in them, so the contribution is below zero; it counts as it stands.'];
}

/** The tier with the contribution and the threshold that decided it. */
export function tierSentence(explaining: Omit<ExplainingTier, 'nowMs'>): string {
  const { customer, policy } = explaining;
  const cutPoints = thresholdsInForce(explaining.cutPoints, policy);
  const { tier } = customer.standing;
  const money = moneyOf(policy);
  const head = `Tier ${tier}: ${contributionWords(explaining)} in ${policy.tierReview.windowDays} days`;
  if (cutPoints === null && explaining.cutPoints !== null) return `${head}; the last scoring measured tiers by another rule, so they stay as they are until the next one.`;
  if (cutPoints === null) return `${head}; nothing has been scored yet.`;
  const from = tierThreshold(tier, cutPoints, policy);
  if (from === Number.NEGATIVE_INFINITY) return `${head}; this tier takes everyone below the others.`;
  if (!Number.isFinite(from)) return `${head}; nobody reaches this tier any more, and tiers are lowered late.`;
  return customer.contribution < from
    ? `${head} is below its threshold of ${money(from)}; ${keptBecause(explaining, from)}.`
    : `${head} reaches its threshold of ${money(from)}.`;
}

function keptBecause({ customer, policy: { tierReview } }: Omit<ExplainingTier, 'nowMs'>, from: Money): string {
  const { keepShare, misses } = tierReview;
  if (customer.contribution >= from * keepShare) return `it is kept from ${Math.round(keepShare * 100)} % of it`;
  return `so far it is missed in ${customer.tierRecord.misses} of ${misses} reviews`;
}

function heldSentences({ customer, policy, nowMs }: ExplainingTier): readonly string[] {
  const { sinceMs, misses } = customer.tierRecord;
  if (sinceMs === null) return [];
  const { floorDays, misses: most } = policy.tierReview;
  const heldDays = Math.floor((nowMs - sinceMs) / DAY_MS);
  const held = `Held for ${heldDays} days; a tier is held for ${floorDays} days at least.`;
  if (misses === 0) return [held];
  const next = nextLowerTier(customer.standing.tier, policy);
  return [held, misses < most ? `After ${most} missed reviews in a row it becomes ${next}.` : `It becomes ${next} at the first review after that.`];
}

function nextSentences(explaining: ExplainingTier): readonly string[] {
  const next = missingToNextTier(explaining);
  if (next === null) return [];
  const money = moneyOf(explaining.policy);
  const more = explaining.policy.tierReview.by === 'margin' ? 'more margin' : 'more';
  return [`${money(next.missing)} ${more} within ${explaining.policy.tierReview.windowDays} days reach tier ${next.tier}, at once.`];
}

const moneyOf = (policy: Pick<ShopPolicy, 'shop'>) => (amount: Money) => wordMoney(amount, policy.shop.currency);
