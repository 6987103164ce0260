import type { Money, Tier } from './customer.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';

/** What cut-points are taken from: one customer with at least one order. */
export interface ScoredValue {
  /** Net value of all orders: what marks are given by. */
  readonly value: Money;
  /** Net value or margin within the policy's window: what tiers are given by. */
  readonly contribution: Money;
  readonly orderCount: number;
}

/** All that cut-points are taken from. */
export interface ScoredCustomers {
  /** Those with at least one order. */
  readonly buyers: readonly ScoredValue[];
  /** Feedback scores above zero, of buyers and others. */
  readonly feedbackScores: readonly number[];
}

/**
 * The cut-points of tiers and marks; tiers are shares of those who contributed something within the window. `topShare` counts from the best: with 0.05 and 0.2 the first tier holds the best 5 %,
 * the second the rest of the best 20 %. Every threshold is a value that some customer has, so money stays exact; ties stand together.
 */
export function cutPointsFrom({ buyers: customers, feedbackScores }: ScoredCustomers, policy: Pick<ShopPolicy, 'tiers' | 'marks'> & Partial<Pick<ShopPolicy, 'tierReview'>>, version: number): CutPoints {
  const contributions = customers.map(({ contribution }) => contribution).filter((contribution) => contribution > 0).toSorted((a, b) => b - a);
  const values = customers.map(({ value }) => value).toSorted((a, b) => b - a);
  const orderCounts = customers.map(({ orderCount }) => orderCount).toSorted((a, b) => b - a);
  const { vip, core, quality } = policy.marks;
  return {
    version,
    tierFromValue: tierThresholds(contributions, policy),
    ...(policy.tierReview?.by === 'margin' ? { by: 'margin' } : {}),
    vipFromValue: vip === null ? null : (lowestOfTop(values, vip.topShare) ?? null),
    coreFromOrders: core === null ? null : (lowestOfTop(orderCounts, core.topShare) ?? null),
    qualityFromScore: quality === null ? null : (lowestOfTop(feedbackScores.toSorted((a, b) => b - a), quality.topShare) ?? null),
  };
}

/** A share too small for a single customer gives its tier no threshold, and the last tier needs none: it takes everyone else. */
function tierThresholds(descending: readonly Money[], { tiers }: Pick<ShopPolicy, 'tiers'>): Readonly<Record<Tier, Money>> {
  const entries = tiers.slice(0, -1).flatMap(({ tier, topShare }) => {
    const from = lowestOfTop(descending, topShare);
    return from === undefined ? [] : [[tier, from] as const];
  });
  return Object.fromEntries(entries);
}

/** The lowest value among the best share of a descending list: the share is rounded up to whole customers. */
function lowestOfTop(descending: readonly number[], topShare: number): number | undefined {
  // 0.07 * 100 is 7.000000000000001 in floats: without the small step back it would be rounded up to 8.
  const count = Math.ceil(descending.length * topShare - 1e-9);
  return descending[Math.min(count, descending.length) - 1];
}
