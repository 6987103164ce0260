import type { AdvisedItem, ProductHistory } from './product-advice.ts';
import type { TagIndex } from './tag-index.ts';
import type { TagProfile } from './tag-profile.ts';

/** What a product can be asked for by: its tags and its category, in one spelling. */
export function interestsOf(item: Pick<AdvisedItem, 'tags' | 'category'> | undefined): readonly string[] {
  if (item === undefined) return [];
  return [...new Set([...item.tags, ...(item.category == null ? [] : [item.category])].map(plain))];
}

/** What the customer has asked to hear of. */
export function statedInterests({ stated = [] }: ProductHistory): ReadonlySet<string> {
  return new Set(stated.map(plain));
}

export function isOfInterest(item: Pick<AdvisedItem, 'tags' | 'category'> | undefined, stated: ReadonlySet<string>): boolean {
  return interestsOf(item).some((one) => stated.has(one));
}

/** Each interest counts the same: nobody was asked for an order of them. */
export function statedProfile(stated: ReadonlySet<string>, { itemsOf }: TagIndex): TagProfile {
  return new Map([...stated].filter((tag) => itemsOf.has(tag)).toSorted().map((tag) => [tag, 1]));
}

const plain = (word: string) => word.trim().toLowerCase();
