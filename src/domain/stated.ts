import type { Cap } from './campaign.ts';

/** How often a customer wants marketing at most, over all channels; `all`: as often as the shop's own caps let it. */
export const FREQUENCIES = ['all', 'weekly', 'monthly'] as const;
export type StatedFrequency = (typeof FREQUENCIES)[number];

/** What customers say of themselves: it counts before anything that was learned of them. Language and birthday are facts of the customer. */
export interface Stated {
  readonly frequency: StatedFrequency;
  /** Tags and categories of products, as the shop writes them; empty: nothing was said. */
  readonly interests: readonly string[];
  /** Promotion tools. */
  readonly promotions: { readonly liked: readonly string[]; readonly disliked: readonly string[] };
}

export const NOTHING_STATED: Stated = { frequency: 'all', interests: [], promotions: { liked: [], disliked: [] } };

const OWN_CAPS: Readonly<Record<StatedFrequency, readonly Cap[]>> = {
  all: [],
  weekly: [{ count: 1, per: { unit: 'days', count: 7 }, channel: null }],
  monthly: [{ count: 1, per: { unit: 'days', count: 30 }, channel: null }],
};

/** The cap that the customer has set: always the same object, so that a hold tells whose cap it was. */
export const ownCaps = ({ frequency }: Stated): readonly Cap[] => OWN_CAPS[frequency];

/** Every cap that a customer can set: touches have to be read as far back as the longest. */
export const ALL_OWN_CAPS: readonly Cap[] = Object.values(OWN_CAPS).flat();
