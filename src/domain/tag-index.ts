/** What tags are taken from: those that the shop gave the product, else the words of its title. */
export interface Tagged {
  readonly title: string | null;
  readonly tags: readonly string[];
}

/** A tag of a product with its weight; the weights of one product make a vector of unit length. */
export interface TagWeight {
  readonly tag: string;
  readonly weight: number;
}

/** The tags of all products, both ways. */
export interface TagIndex {
  readonly ofItem: readonly (readonly TagWeight[])[];
  readonly itemsOf: ReadonlyMap<string, readonly { readonly item: number; readonly weight: number }[]>;
}

/** A word that stands in one title alone connects nothing. */
const LEAST_TITLES = 2;
/** Beyond this many products with one tag the weightiest are looked at; a catalogue of some thousand products stays below. */
const MOST_ITEMS_OF_TAG = 2_000;

/**
 * Weighs tags by TF-IDF: each stands once in a product, and the rarer it is among all, the more it says: ln((n + 1) / (df + 1)) + 1. Where a
 * product has no tags, the words of three capitals and more in its title stand for them, if another title has them too.
 */
export function tagIndexOf(products: readonly Tagged[]): TagIndex {
  const words = products.map(tagsOf);
  const counts = new Map<string, number>();
  for (const list of words) for (const { tag } of list) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const rarity = (tag: string) => Math.log((products.length + 1) / ((counts.get(tag) ?? 0) + 1)) + 1;
  const ofItem = words.map((list) => unitLength(list.flatMap(({ tag, given }) => (given || (counts.get(tag) ?? 0) >= LEAST_TITLES ? [{ tag, weight: rarity(tag) }] : []))));
  return { ofItem, itemsOf: itemsByTag(ofItem) };
}

function tagsOf({ title, tags }: Tagged): readonly { tag: string; given: boolean }[] {
  const given = tags.length > 0;
  const words = given ? tags : title?.match(/[A-Z]{3,}/g) ?? [];
  return [...new Set(words.map((word) => word.trim().toLowerCase()))].filter((word) => word !== '').toSorted().map((tag) => ({ tag, given }));
}

function unitLength(weights: readonly TagWeight[]): readonly TagWeight[] {
  const length = Math.sqrt(weights.reduce((sum, { weight }) => sum + weight * weight, 0));
  return weights.map(({ tag, weight }) => ({ tag, weight: weight / length }));
}

function itemsByTag(ofItem: TagIndex['ofItem']): TagIndex['itemsOf'] {
  const lists = new Map<string, { item: number; weight: number }[]>();
  for (const [item, weights] of ofItem.entries()) {
    for (const { tag, weight } of weights) {
      const list = lists.get(tag) ?? [];
      list.push({ item, weight });
      lists.set(tag, list);
    }
  }
  return new Map([...lists].map(([tag, list]) => [tag, list.length <= MOST_ITEMS_OF_TAG ? list : list.toSorted((a, b) => b.weight - a.weight || a.item - b.item).slice(0, MOST_ITEMS_OF_TAG)]));
}
