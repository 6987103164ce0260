import { neighbourFinder } from '../../src/domain/item-similarity.ts';
import type { AdvisedItem, AdviceModel, Bought, ProductHistory } from '../../src/domain/product-advice.ts';
import { newTally, popularityOf, tallyPurchases } from '../../src/domain/purchase-tally.ts';
import { tagIndexOf } from '../../src/domain/tag-index.ts';
import type { PurchasedLine } from './real-orders.ts';

const SHOP = 'online-retail';

/** What was known at a cut date, and what each customer who was known then ordered first after it. */
export interface Trial {
  readonly cutMs: number;
  readonly histories: ReadonlyMap<string, ProductHistory>;
  readonly model: AdviceModel;
  /** Neighbours by the plain cosine, without damping. */
  readonly plainNeighbours: AdviceModel['neighbours'];
  readonly nextBaskets: ReadonlyMap<string, { readonly atMs: number; readonly items: ReadonlySet<number> }>;
}

/** Everything before the cut is learned from, nothing after it. */
export function openTrial(lines: readonly PurchasedLine[], cutMs: number, untilMs: number): Trial {
  const before = lines.filter(({ atMs }) => atMs < cutMs);
  const items = itemsOf(before);
  const numbers = new Map(items.map(({ sku }, number) => [sku, number]));
  const histories = historiesOf(before, numbers);
  const tally = newTally(items.length);
  for (const { bought } of histories.values()) tallyPurchases(tally, bought, items, cutMs);
  const neighboursBy = (damping?: number) => {
    const find = neighbourFinder(tally.baskets, items.length, damping);
    return items.map((_, item) => find(item));
  };
  const model = { items, neighbours: neighboursBy(), popularity: popularityOf(tally), tags: tagIndexOf(items) };
  const after = lines.filter(({ customer, atMs, quantity }) => atMs >= cutMs && atMs < untilMs && quantity > 0 && histories.has(customer));
  return { cutMs, histories, model, plainNeighbours: neighboursBy(0), nextBaskets: firstBaskets(after, numbers) };
}

function itemsOf(lines: readonly PurchasedLine[]): AdvisedItem[] {
  const titles = new Map<string, string | null>();
  for (const { sku, title, quantity } of lines) if (quantity > 0) titles.set(sku, title ?? titles.get(sku) ?? null);
  return [...titles].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([sku, title]) => ({ shopId: SHOP, sku, title, tags: [], onSale: true, countriesNot: [] }));
}

function historiesOf(lines: readonly PurchasedLine[], numbers: ReadonlyMap<string, number>): ReadonlyMap<string, ProductHistory> {
  const books = new Map<string, Map<number, { atMs: Set<number>; netQuantity: number }>>();
  for (const { customer, sku, atMs, quantity } of lines) {
    const item = numbers.get(sku);
    if (item === undefined) continue;
    const book = books.get(customer) ?? new Map<number, { atMs: Set<number>; netQuantity: number }>();
    books.set(customer, book);
    const entry = book.get(item) ?? { atMs: new Set<number>(), netQuantity: 0 };
    book.set(item, entry);
    entry.netQuantity += quantity;
    if (quantity > 0) entry.atMs.add(atMs);
  }
  return new Map([...books].map(([customer, book]) => {
    const bought = [...book].map(([item, { atMs, netQuantity }]): Bought => ({ item, atMs: [...atMs].toSorted((a, b) => a - b), netQuantity }));
    return [customer, { country: null, bought, interests: [] }];
  }));
}

function firstBaskets(lines: readonly PurchasedLine[], numbers: ReadonlyMap<string, number>): Trial['nextBaskets'] {
  const first = new Map<string, { orderId: string; atMs: number }>();
  for (const { customer, orderId, atMs } of lines) {
    const known = first.get(customer);
    if (known === undefined || atMs < known.atMs || (atMs === known.atMs && orderId < known.orderId)) first.set(customer, { orderId, atMs });
  }
  const baskets = new Map<string, { atMs: number; items: Set<number> }>();
  for (const { customer, orderId, sku, atMs } of lines) {
    if (first.get(customer)?.orderId !== orderId) continue;
    const basket = baskets.get(customer) ?? { atMs, items: new Set() };
    // What the shop began to sell after the cut nobody could foretell: it counts as missed all the same.
    basket.items.add(numbers.get(sku) ?? -1);
    baskets.set(customer, basket);
  }
  return baskets;
}
