import { bestItems, type ItemScores } from './best-items.ts';
import { faded } from './fading.ts';
import type { EpochMs } from './instant.ts';
import { type AdvisedItem, type AdviceModel, type FreshCandidate, MOST_ADVISED, offered, type ProductHistory } from './product-advice.ts';
import { because, type Reason } from './reason.ts';
import { interestsOf, isOfInterest, statedInterests, statedProfile } from './stated-interests.ts';
import { likenessOfItems, sharedTags, type TagProfile, tagProfile, TASTE_HALF_LIFE_DAYS } from './tag-profile.ts';

/** How much of the score comes from what other buyers bought too; the rest comes from tags. Chosen on real orders (`bench/products.ts`). */
const BOUGHT_SHARE = 0.7;
/** How strongly recent sales count: by their square root. What was the fashion last year is none today. */
const POPULARITY_POWER = 0.5;
/** Tags that a reason names. */
const TAGS_TOLD = 3;

/**
 * Products that the customer never bought, from the shops where they are known: what buyers of theirs bought too and what shares tags
 * with what they like, each put to one at its best, added, and weighed by how it sells now. What customers have asked to hear of counts
 * instead of the tags that were learned of them, and stands before everything else.
 */
export function freshProducts(history: ProductHistory, model: AdviceModel, nowMs: EpochMs): readonly FreshCandidate[] {
  const boughtToo = boughtByTheSame(history, model, nowMs);
  const stated = statedInterests(history);
  const profile = stated.size > 0 ? statedProfile(stated, model.tags) : tagProfile(history, model.tags, nowMs);
  const likeness = likenessOfItems(profile, model.tags);
  // A category is no tag: its products are as likely as those of a tag at its best.
  if (stated.size > 0) for (const [number, item] of model.items.entries()) if (isOfInterest(item, stated)) likeness[number] = Math.max(likeness[number] ?? 0, 1);
  const scores = blended(boughtToo.scores, likeness, model.popularity);
  keepNew(scores, history, model);
  return inOrderOf(scores, stated, model).flatMap((number): FreshCandidate[] => {
    const item = model.items[number];
    return item === undefined ? [] : [{ shopId: item.shopId, sku: item.sku, score: Math.round((scores[number] ?? 0) * 1e4) / 1e4, because: reasonsFor(number, { boughtToo, profile, model, stated }) }];
  });
}

/** The best first, and before them the best of what the customer has asked for. */
function inOrderOf(scores: ItemScores, stated: ReadonlySet<string>, { items }: AdviceModel): readonly number[] {
  const asked = stated.size === 0 ? [] : bestItems(scores.map((score, number) => (isOfInterest(items[number], stated) ? score : 0)), MOST_ADVISED);
  return [...asked, ...bestItems(scores, MOST_ADVISED).filter((number) => !asked.includes(number))].slice(0, MOST_ADVISED);
}

function blended(boughtToo: ItemScores, likeness: ItemScores, popularity: readonly number[]): ItemScores {
  const [mostBought, mostAlike] = [highest(boughtToo), highest(likeness)];
  return boughtToo.map((score, item) => {
    const fits = BOUGHT_SHARE * score / mostBought + (1 - BOUGHT_SHARE) * (likeness[item] ?? 0) / mostAlike;
    return fits * ((popularity[item] ?? 0) + 1) ** POPULARITY_POWER;
  });
}

/** Above zero, so that a division by it stands. */
const highest = (scores: ItemScores) => scores.reduce((most, score) => Math.max(most, score), 0) || 1;

/** Never what they bought before, kept or not; only from shops where they bought or looked at something, of whoever has only said what they like from all. */
function keepNew(scores: ItemScores, history: ProductHistory, { items }: AdviceModel): void {
  for (const { item } of history.bought) scores[item] = 0;
  const shops = new Set([...history.bought, ...history.interests].map(({ item }) => items[item]?.shopId));
  for (const [number, item] of items.entries()) {
    if ((scores[number] ?? 0) > 0 && !((shops.size === 0 || shops.has(item.shopId)) && offered(item, history))) scores[number] = 0;
  }
}

/** How alike each product is to what the customer has, and which of their purchases says so most. */
interface BoughtToo {
  readonly scores: ItemScores;
  /** Number of the purchased item; -1: none. */
  readonly seeds: Int32Array;
}

function boughtByTheSame({ bought }: ProductHistory, { items, neighbours }: AdviceModel, nowMs: EpochMs): BoughtToo {
  const [scores, strongest, seeds] = [new Float64Array(items.length), new Float64Array(items.length), new Int32Array(items.length).fill(-1)];
  for (const { item: seed, atMs, netQuantity } of bought.toSorted((a, b) => a.item - b.item)) {
    if (netQuantity <= 0) continue;
    const weight = faded(atMs.at(-1) ?? nowMs, nowMs, TASTE_HALF_LIFE_DAYS);
    for (const { item, similarity } of neighbours[seed] ?? []) {
      const added = weight * similarity;
      scores[item] = (scores[item] ?? 0) + added;
      if (added <= (strongest[item] ?? 0)) continue;
      strongest[item] = added;
      seeds[item] = seed;
    }
  }
  return { scores, seeds };
}

interface Grounds {
  readonly boughtToo: BoughtToo;
  readonly profile: TagProfile;
  readonly model: AdviceModel;
  readonly stated: ReadonlySet<string>;
}

function reasonsFor(item: number, { boughtToo, profile, model, stated }: Grounds): readonly Reason[] {
  const seed = model.items[boughtToo.seeds[item] ?? -1];
  if (stated.size > 0) return [...askedFor(model.items[item], stated), ...boughtWith(seed)];
  const tags = sharedTags(item, profile, model.tags).slice(0, TAGS_TOLD);
  return [
    ...boughtWith(seed),
    ...(tags.length === 0 ? [] : [because('product-shares-tags', { tags: tags.join(', ') })]),
  ];
}

const boughtWith = (seed: AdvisedItem | undefined): readonly Reason[] => (seed === undefined ? [] : [because('product-also-bought', { with: seed.title ?? seed.sku })]);

function askedFor(item: AdvisedItem | undefined, stated: ReadonlySet<string>): readonly Reason[] {
  const tags = interestsOf(item).filter((one) => stated.has(one));
  return tags.length === 0 ? [] : [because('product-stated-interest', { tags: tags.slice(0, TAGS_TOLD).join(', ') })];
}
