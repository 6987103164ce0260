import type { ItemScores } from './best-items.ts';
import { faded } from './fading.ts';
import type { EpochMs } from './instant.ts';
import type { ProductHistory } from './product-advice.ts';
import type { TagIndex } from './tag-index.ts';

/** What lies half a year back counts half. */
export const TASTE_HALF_LIFE_DAYS = 180;
/** What was looked at says less than what was bought, what was asked for nearly as much; a product that came back whole speaks against its tags. */
const WEIGHT_OF = { bought: 1, 'asked-for': 0.7, viewed: 0.3, 'sent-back': -1 } as const;
/** Of a rich profile the weightiest tags decide. */
const MOST_TAGS = 100;

/** How strongly a customer leans to each tag: the faded sum over what they bought, asked for, looked at and sent back. Only what is above zero. */
export type TagProfile = ReadonlyMap<string, number>;

export function tagProfile(history: ProductHistory, tags: TagIndex, nowMs: EpochMs): TagProfile {
  const sums = new Map<string, number>();
  for (const { item, weight } of signals(history, nowMs).toSorted((a, b) => a.item - b.item || a.weight - b.weight)) {
    for (const { tag, weight: share } of tags.ofItem[item] ?? []) sums.set(tag, (sums.get(tag) ?? 0) + weight * share);
  }
  const liked = [...sums].filter(([, weight]) => weight > 0).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(liked.slice(0, MOST_TAGS));
}

function signals({ bought, interests }: ProductHistory, nowMs: EpochMs): { item: number; weight: number }[] {
  const weigh = (item: number, what: keyof typeof WEIGHT_OF, atMs: EpochMs) => ({ item, weight: WEIGHT_OF[what] * faded(atMs, nowMs, TASTE_HALF_LIFE_DAYS) });
  return [
    ...bought.map(({ item, atMs, netQuantity }) => weigh(item, netQuantity > 0 ? 'bought' : 'sent-back', atMs.at(-1) ?? nowMs)),
    ...interests.map(({ item, what, atMs }) => weigh(item, what, atMs)),
  ];
}

/** The cosine of the profile with each product, by its number; zero where no tag is shared. */
export function likenessOfItems(profile: TagProfile, tags: TagIndex): ItemScores {
  const length = Math.sqrt([...profile.values()].reduce((sum, weight) => sum + weight * weight, 0));
  const scores = new Float64Array(tags.ofItem.length);
  for (const [tag, weight] of profile) {
    for (const { item, weight: share } of tags.itemsOf.get(tag) ?? []) scores[item] = (scores[item] ?? 0) + (weight / length) * share;
  }
  return scores;
}

/** The tags that make a product like the profile, the strongest first. */
export function sharedTags(item: number, profile: TagProfile, tags: TagIndex): readonly string[] {
  return (tags.ofItem[item] ?? []).flatMap(({ tag, weight }) => {
    const liked = profile.get(tag);
    return liked === undefined ? [] : [{ tag, weight: liked * weight }];
  }).toSorted((a, b) => b.weight - a.weight || (a.tag < b.tag ? -1 : 1)).map(({ tag }) => tag);
}
