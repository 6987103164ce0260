import type { ShopTerms } from './screening-facts.ts';
import type { ScreeningOverrides } from './screening-policy.ts';

/** What a shop policy says of the screening of inquiries. Plain JSON. */
export interface ShopScreening {
  readonly rules: ScreeningOverrides;
  /** What the shop asks of buyers; its lowest price is read from its products. */
  readonly terms: Omit<ShopTerms, 'lowestPrice'>;
  /** What the shop calls its goods, in the languages of its customers (`*`: the rest of a word). */
  readonly goods: readonly string[];
}

/** Stands for a policy that says nothing: the usual rules, and nothing is known of the shop's terms. */
export const USUAL_SCREENING: ShopScreening = { rules: {}, terms: { payments: null, fastestDeliveryDays: null, wholesaleFromPieces: null, soldIn: null }, goods: [] };
