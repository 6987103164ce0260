import { bestItems, type ItemScores } from './best-items.ts';
import { faded } from './fading.ts';
import type { EpochMs } from './instant.ts';
import { type AdviceModel, type FreshCandidate, MOST_ADVISED, offered, type ProductHistory } from './product-advice.ts';
import { because, type Reason } from './reason.ts';
import { likenessOfItems, sharedTags, type TagProfile, tagProfile, TASTE_HALF_LIFE_DAYS } from './tag-profile.ts';

/** How much of the score comes from what other buyers bought too; the rest comes from tags. Chosen on real orders (`bench/products.ts`). */
const BOUGHT_SHARE = 0.7;
/** How strongly recent sales count: by their square root. What was the fashion last year is none today. */
const POPULARITY_POWER = 0.5;
/** Tags that a reason names. */
const TAGS_TOLD = 3;

/**
 * Products that the customer never bought, from the shops where they are known: what buyers of theirs bought too and what shares tags
 * with what they like, each put to one at its best, added, and weighed by how it sells now.
 */
export function freshProducts(history: ProductHistory, model: AdviceModel, nowMs: EpochMs): readonly FreshCandidate[] {
  const boughtToo = boughtByTheSame(history, model, nowMs);
  const profile = tagProfile(history, model.tags, nowMs);
  const scores = blended(boughtToo.scores, likenessOfItems(profile, model.tags), model.popularity);
  keepNew(scores, history, model);
  return bestItems(scores, MOST_ADVISED).flatMap((number): FreshCandidate[] => {
    const item = model.items[number];
    return item === undefined ? [] : [{ shopId: item.shopId, sku: item.sku, score: Math.round((scores[number] ?? 0) * 1e4) / 1e4, because: reasonsFor(number, { boughtToo, profile, model }) }];
  });
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

/** Never what they bought before, kept or not; only from shops where they bought or looked at something. */
function keepNew(scores: ItemScores, history: ProductHistory, { items }: AdviceModel): void {
  for (const { item } of history.bought) scores[item] = 0;
  const shops = new Set([...history.bought, ...history.interests].map(({ item }) => items[item]?.shopId));
  for (const [number, item] of items.entries()) {
    if ((scores[number] ?? 0) > 0 && !(shops.has(item.shopId) && offered(item, history))) scores[number] = 0;
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
}

function reasonsFor(item: number, { boughtToo, profile, model }: Grounds): readonly Reason[] {
  const seed = model.items[boughtToo.seeds[item] ?? -1];
  const tags = sharedTags(item, profile, model.tags).slice(0, TAGS_TOLD);
  return [
    ...(seed === undefined ? [] : [because('product-also-bought', { with: seed.title ?? seed.sku })]),
    ...(tags.length === 0 ? [] : [because('product-shares-tags', { tags: tags.join(', ') })]),
  ];
}
