/**
 * Seven monthly reviews of the tiers of real customers, by their net value of the last 180 days: how many tiers change, and how
 * many change back at the next review, as they would by plain comparison and as the policy damps them.
 *
 *   node --import tsx bench/tiers.ts [--json]
 */
import { parseArgs } from 'node:util';
import { type ContributedDocument, contributionOf } from '../src/domain/contribution.ts';
import type { Money, Tier } from '../src/domain/customer.ts';
import { DAY_MS } from '../src/domain/instant.ts';
import type { CutPoints, TierReviewRule } from '../src/domain/policy.ts';
import { cutPointsFrom } from '../src/domain/tier-cut-points.ts';
import { reviewTier, type TierHolding, USUAL_TIER_REVIEW } from '../src/domain/tier-review.ts';
import { realOrders, type ValuedDocument } from './support/real-orders.ts';
import { type Figure, printReport } from './support/report.ts';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } });

const REVIEWS = ['2011-06-01', '2011-07-01', '2011-08-01', '2011-09-01', '2011-10-01', '2011-11-01', '2011-12-01'].map((day) => Date.parse(day));
// Thresholds at the 50, 80 and 95 % points of active customers, taken once.
const TIERS = [{ tier: 'A', topShare: 0.05 }, { tier: 'B', topShare: 0.2 }, { tier: 'C', topShare: 0.5 }, { tier: 'D', topShare: 1 }].map((tier) => ({ ...tier, title: {} }));
const MARKS = { vip: null, core: null, quality: null };
const NEVER_KEPT: TierReviewRule = { ...USUAL_TIER_REVIEW, keepShare: 1, misses: 1, floorDays: 0 };

/** What one way of reviewing does to the customers, review by review. */
type Way = (holding: TierHolding, value: Money, cutPoints: CutPoints, nowMs: number) => TierHolding;

const byRule = (tierReview: TierReviewRule): Way => (holding, value, cutPoints, nowMs) =>
  reviewTier(holding, value, { policy: { tiers: TIERS, tierReview }, cutPoints }, nowMs).holding;

const plainly: Way = (_holding, value, cutPoints, nowMs) => ({ tier: tierOfValue(value, cutPoints), sinceMs: nowMs, misses: 0, missedAtMs: null });

const WAYS: Readonly<Record<string, Way>> = {
  'by plain comparison': plainly,
  'kept at 80 %, otherwise one tier down at once': byRule({ ...NEVER_KEPT, keepShare: USUAL_TIER_REVIEW.keepShare }),
  'one tier down after two misses': byRule({ ...NEVER_KEPT, misses: USUAL_TIER_REVIEW.misses }),
  'as the policy damps them': byRule(USUAL_TIER_REVIEW),
};

function tierOfValue(value: Money, { tierFromValue }: CutPoints): Tier {
  return TIERS.find(({ tier }) => value >= (tierFromValue[tier] ?? Number.NEGATIVE_INFINITY))?.tier ?? 'D';
}

/** What each customer contributed over the window before a review, by net value; customers without a document in it are absent. */
function valuesAt(reviewMs: number, documents: readonly ValuedDocument[]): Map<string, Money> {
  const within = new Map<string, ContributedDocument[]>();
  for (const { customer, date, value } of documents) {
    const ms = Date.parse(date);
    if (ms >= reviewMs || ms < reviewMs - USUAL_TIER_REVIEW.windowDays * DAY_MS) continue;
    const document: ContributedDocument = { kind: value < 0 ? 'cancellation' : 'order', value: Math.abs(value), lines: [], given: 0 };
    within.set(customer, [...(within.get(customer) ?? []), document]);
  }
  return new Map([...within].map(([customer, own]) => [customer, contributionOf(own, { by: 'net-value' }).contribution]));
}

interface Course {
  readonly changes: number;
  /** Changes that the next review took back. */
  readonly changesBack: number;
  readonly inTopTier: number;
}

function follow(way: Way, reviews: readonly ReadonlyMap<string, Money>[], cutPoints: CutPoints): Course {
  const customers = new Set(reviews.flatMap((values) => [...values.keys()]));
  let changes = 0;
  let changesBack = 0;
  let inTopTier = 0;
  for (const customer of customers) {
    const tiers: Tier[] = [];
    let holding: TierHolding | null = null;
    for (const [index, valuesOfReview] of reviews.entries()) {
      const value = valuesOfReview.get(customer) ?? 0;
      const nowMs = REVIEWS[index] ?? 0;
      holding = holding === null ? plainly({ tier: 'D', sinceMs: nowMs, misses: 0, missedAtMs: null }, value, cutPoints, nowMs) : way(holding, value, cutPoints, nowMs);
      tiers.push(holding.tier);
    }
    changes += tiers.filter((tier, index) => index > 0 && tier !== tiers[index - 1]).length;
    changesBack += tiers.filter((tier, index) => index > 1 && tier !== tiers[index - 1] && tier === tiers[index - 2]).length;
    if (tiers.at(-1) === 'A') inTopTier += 1;
  }
  return { changes, changesBack, inTopTier };
}

const documents = await realOrders();
const reviews = REVIEWS.map((reviewMs) => valuesAt(reviewMs, documents));
const active = [...reviews[0]?.values() ?? []].filter((value) => value > 0);
const cutPoints = cutPointsFrom({ buyers: active.map((value) => ({ value, contribution: value, orderCount: 1 })), feedbackScores: [] }, { tiers: TIERS, marks: MARKS }, 1);
const figures = Object.entries(WAYS).flatMap(([what, way]): Figure[] => {
  const { changes, changesBack, inTopTier } = follow(way, reviews, cutPoints);
  return [
    { what: `tiers changed ${what}`, unit: 'changes', value: changes },
    { what: `of these changed back at the next review, ${what}`, unit: 'changes', value: changesBack },
    { what: `in the top tier at the end, ${what}`, unit: 'customers', value: inTopTier },
  ];
});
printReport({
  bench: 'tiers', seed: 0, rounds: 1, raw: { cutPoints },
  size: { reviews: REVIEWS.length, customers: new Set(reviews.flatMap((values) => [...values.keys()])).size, activeAtFirst: active.length, quick: options.quick }, figures,
}, options.json);
