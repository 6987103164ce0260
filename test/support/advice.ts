import { neighbourFinder } from '../../src/domain/item-similarity.ts';
import type { AdvisedItem, AdviceModel, Bought, ProductHistory } from '../../src/domain/product-advice.ts';
import { newTally, popularityOf, tallyPurchases } from '../../src/domain/purchase-tally.ts';
import { tagIndexOf } from '../../src/domain/tag-index.ts';

export const anItem = (sku: string, over: Partial<AdvisedItem> = {}): AdvisedItem =>
  ({ shopId: 'main', sku, title: null, tags: [], onSale: true, countriesNot: [], ...over });

/** Bought once a piece at each of these instants. */
export const bought = (item: number, ...atMs: number[]): Bought => ({ item, atMs, netQuantity: atMs.length });

export const aHistory = (purchases: readonly Bought[], over: Partial<ProductHistory> = {}): ProductHistory =>
  ({ country: null, bought: purchases, interests: [], ...over });

/** What these customers together say of these products. */
export function aModel(items: readonly AdvisedItem[], histories: readonly ProductHistory[], nowMs: number): AdviceModel {
  const tally = newTally(items.length);
  for (const { bought: purchases } of histories) tallyPurchases(tally, purchases, items, nowMs);
  const find = neighbourFinder(tally.baskets, items.length);
  return { items, neighbours: items.map((_, item) => find(item)), popularity: popularityOf(tally), tags: tagIndexOf(items) };
}
