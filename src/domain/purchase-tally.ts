import { faded, POPULARITY_HALF_LIFE_DAYS } from './fading.ts';
import type { EpochMs } from './instant.ts';
import type { AdvisedItem, Bought } from './product-advice.ts';

/** Of a customer with more products than this the newest count, so that one reseller does not cost what ten thousand buyers do. */
export const MOST_IN_BASKET = 2_000;

/** What the purchases of all customers add up to, taken in one customer after the other. */
export interface PurchaseTally {
  /** The products that one customer kept of one shop, each once: rows of the customer × item matrix. */
  readonly baskets: Int32Array[];
  /** Recent orders of each item, faded. */
  readonly popularity: Float64Array;
}

/** An empty tally. */
export function newTally(itemCount: number): PurchaseTally {
  return { baskets: [], popularity: new Float64Array(itemCount) };
}

/** Takes in one customer. Products of two shops are never neighbours, so each shop has a basket of its own. */
export function tallyPurchases(tally: PurchaseTally, bought: readonly Bought[], items: readonly AdvisedItem[], nowMs: EpochMs): void {
  const byShop = new Map<string, Bought[]>();
  for (const one of bought) {
    for (const atMs of one.atMs) tally.popularity[one.item] = (tally.popularity[one.item] ?? 0) + faded(atMs, nowMs, POPULARITY_HALF_LIFE_DAYS);
    const shop = items[one.item]?.shopId;
    if (shop === undefined || one.netQuantity <= 0) continue;
    const basket = byShop.get(shop);
    if (basket === undefined) byShop.set(shop, [one]);
    else basket.push(one);
  }
  for (const basket of byShop.values()) tally.baskets.push(Int32Array.from(newest(basket), ({ item }) => item));
}

/** Popularity by item; without the last digits, in which the order of customers would show. */
export function popularityOf({ popularity }: PurchaseTally): readonly number[] {
  return Array.from(popularity, (sum) => Math.round(sum * 1e6) / 1e6);
}

function newest(basket: readonly Bought[]): readonly Bought[] {
  if (basket.length <= MOST_IN_BASKET) return basket;
  return basket.toSorted((a, b) => (b.atMs.at(-1) ?? 0) - (a.atMs.at(-1) ?? 0) || a.item - b.item).slice(0, MOST_IN_BASKET);
}
