import type { EpochMs } from './instant.ts';
import type { Neighbour } from './item-similarity.ts';
import type { Reason } from './reason.ts';
import type { Tagged, TagIndex } from './tag-index.ts';

/** What names a product: its shop, and the code as that shop writes it. */
export interface ProductKey {
  readonly shopId: string;
  readonly sku: string;
}

/** What must be known of a product before a customer sees it. */
export interface OfferedProduct extends ProductKey {
  /** Can be had at all; what cannot is in no list, but still tells what its buyers like. */
  readonly onSale: boolean;
  /** Countries to which it is not sold. */
  readonly countriesNot: readonly string[];
}

/** A product as advice sees it; its number is its place in the list of all, in the order of shop and code in capitals, each code once. Postage and fees are none. */
export interface AdvisedItem extends OfferedProduct, Tagged {
  readonly category?: string | null;
}

/** A product that fits a customer, and why. */
export interface FittingProduct extends ProductKey {
  readonly because: readonly Reason[];
}

/** What all customers together say of the products. */
export interface AdviceModel {
  readonly items: readonly AdvisedItem[];
  /** Of each item, best first, of the same shop. */
  readonly neighbours: readonly (readonly Neighbour[])[];
  /** Recent orders of each item, faded (`faded` of 28 days). */
  readonly popularity: readonly number[];
  readonly tags: TagIndex;
}

/** One product in the orders of one customer. */
export interface Bought {
  readonly item: number;
  /** When orders held it, ascending. */
  readonly atMs: readonly EpochMs[];
  /** What was bought less what was cancelled and sent back; zero and below: nothing was kept. */
  readonly netQuantity: number;
}

/** One product that the customer looked at or asked for. */
export interface Interest {
  readonly item: number;
  readonly what: 'viewed' | 'asked-for';
  readonly atMs: EpochMs;
  readonly times: number;
}

/** What one customer did, each product once a list. */
export interface ProductHistory {
  readonly country: string | null;
  readonly bought: readonly Bought[];
  readonly interests: readonly Interest[];
  /** Tags and categories that the customer has asked to hear of; absent: none. */
  readonly stated?: readonly string[];
}

/** A product to buy once more, with when that is due. */
export interface AgainCandidate extends FittingProduct {
  readonly dueAtMs: EpochMs;
  /** How often it was bought, on different days. */
  readonly times: number;
}

/** A product that the customer never bought; the score says which of two fits better, and nothing else. */
export interface FreshCandidate extends FittingProduct {
  readonly score: number;
}

/** Both lists, best first. */
export interface ProductAdvice {
  readonly again: readonly AgainCandidate[];
  readonly fresh: readonly FreshCandidate[];
}

/** Most products of each list. */
export const MOST_ADVISED = 20;

/** When the advice is for, and the gap between orders of a customer who has only one. */
export interface AdviceTime {
  readonly nowMs: EpochMs;
  readonly usualGapMs: number;
}

/** Whether a product may be offered to this customer at all. */
export function offered({ onSale, countriesNot }: OfferedProduct, { country }: { readonly country: string | null }): boolean {
  return onSale && (country === null || !countriesNot.includes(country));
}
