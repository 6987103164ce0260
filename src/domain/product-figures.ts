import type { Money } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';

/** What was sold of one product within the window of the policy, and what came back. */
export interface ProductTally {
  /** Pieces. */
  readonly sold: number;
  readonly returned: number;
  /** Sales less returns. */
  readonly netSales: Money;
  /** Sales of which the cost is known, and that cost. */
  readonly costedSales: Money;
  readonly cost: Money;
  /** The first sale ever, or when the product was first seen. */
  readonly sinceMs: EpochMs;
}

/** What classes are given by. */
export interface ProductFigures {
  readonly netSales: Money;
  /** Place by net sales among the products that sold, 1 for the best, the same for two alike; null: it did not sell. */
  readonly salesRank: number | null;
  /** How many products sold. */
  readonly ranked: number;
  /** Share of the price that is left after the goods are paid; null: no cost is known. */
  readonly margin: number | null;
  readonly sold: number;
  readonly returned: number;
  /** Share of the pieces sold that came back; null: too few were sold. */
  readonly returnRate: number | null;
  readonly sinceMs: EpochMs;
  readonly ageDays: number;
}

/** The figures of all products of a shop, in their order. */
export function figuresOf(tallies: readonly ProductTally[], { asOfMs, returnRateFromSold }: { readonly asOfMs: EpochMs; readonly returnRateFromSold: number }): readonly ProductFigures[] {
  const ranks = ranksOf(tallies.map(({ netSales }) => netSales).filter((sales) => sales > 0));
  const ranked = tallies.filter(({ netSales }) => netSales > 0).length;
  return tallies.map(({ sold, returned, netSales, costedSales, cost, sinceMs }) => ({
    netSales, salesRank: ranks.get(netSales) ?? null, ranked, sold, returned, sinceMs,
    margin: costedSales > 0 ? rounded((costedSales - cost) / costedSales) : null,
    // More may come back than was sold: of what was sold before the window.
    returnRate: sold >= Math.max(1, returnRateFromSold) ? rounded(Math.min(1, returned / sold)) : null,
    ageDays: Math.max(0, Math.floor((asOfMs - sinceMs) / DAY_MS)),
  }));
}

function ranksOf(amounts: readonly Money[]): ReadonlyMap<Money, number> {
  const ranks = new Map<Money, number>();
  for (const [index, amount] of amounts.toSorted((a, b) => b - a).entries()) if (!ranks.has(amount)) ranks.set(amount, index + 1);
  return ranks;
}

/** Hundredths of a per cent are enough for every rule. */
const rounded = (share: number) => Math.round(share * 10_000) / 10_000;
