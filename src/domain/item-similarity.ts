/** Fewer customers than these who bought both say nothing of the two products. */
const LEAST_TOGETHER = 5;
/** Most neighbours that are kept of a product. */
const MOST_NEIGHBOURS = 50;
/** How much what everybody buys is held back: the cosine is divided by this power of the number of its buyers. */
const DAMPING = 0.2;

/** Another product that the same customers buy, with how similar that makes the two. */
export interface Neighbour {
  readonly item: number;
  readonly similarity: number;
}

/**
 * Finds the products that are bought by the same customers: the cosine n_ij / sqrt(n_i n_j) of the customer × item matrix, divided by
 * n_j^0.2, best first. `baskets` holds the items of each customer, as numbers below `itemCount`, each once. The answer takes items one by
 * one, so that whoever asks may pause; it keeps the matrix both ways and one row of counts, never items × items.
 */
export function neighbourFinder(baskets: readonly ArrayLike<number>[], itemCount: number, damping = DAMPING): (item: number) => readonly Neighbour[] {
  const buyers = buyersOf(baskets, itemCount);
  const together = new Int32Array(itemCount);
  return (item) => {
    const seen = countTogether(item, { baskets, buyers, together });
    const own = buyers[item]?.length ?? 0;
    const found: Neighbour[] = [];
    for (const other of seen) {
      const count = together[other] ?? 0;
      together[other] = 0;
      const others = buyers[other]?.length ?? 0;
      if (other !== item && count >= LEAST_TOGETHER) found.push({ item: other, similarity: count / Math.sqrt(own * others) / others ** damping });
    }
    return found.toSorted(bestFirst).slice(0, MOST_NEIGHBOURS);
  };
}

const bestFirst = (a: Neighbour, b: Neighbour) => b.similarity - a.similarity || a.item - b.item;

/** The matrix the other way round: who bought each item. */
function buyersOf(baskets: readonly ArrayLike<number>[], itemCount: number): readonly (readonly number[])[] {
  const buyers: number[][] = Array.from({ length: itemCount }, () => []);
  for (const [customer, basket] of baskets.entries()) {
    for (let at = 0; at < basket.length; at += 1) buyers[basket[at] ?? 0]?.push(customer);
  }
  return buyers;
}

interface Matrix {
  readonly baskets: readonly ArrayLike<number>[];
  readonly buyers: readonly (readonly number[])[];
  readonly together: Int32Array;
}

/** Adds up, for each item, with how many customers it shares `item`; answers which were met. */
function countTogether(item: number, { baskets, buyers, together }: Matrix): readonly number[] {
  const seen: number[] = [];
  for (const customer of buyers[item] ?? []) {
    const basket = baskets[customer] ?? [];
    for (let at = 0; at < basket.length; at += 1) {
      const other = basket[at] ?? 0;
      const count = (together[other] ?? 0) + 1;
      together[other] = count;
      if (count === 1) seen.push(other);
    }
  }
  return seen;
}
