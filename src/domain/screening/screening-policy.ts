import { WELL_KNOWN_FIRMS, type WellKnownFirm } from './well-known-firm.ts';

/** What a screening looks for. The first five are the signs that every shop should know; the last four speak for a buyer. */
export const SCREENING_SIGNS = [
  'large-first-quantity', 'contradiction', 'urgent-meeting', 'little-trace', 'neater-than-usual',
  'no-specifics', 'free-mailbox-of-firm', 'doubtful-domain', 'sender-not-authentic', 'reply-elsewhere', 'free-samples', 'early-credit', 'third-party', 'same-text', 'country-mismatch',
  'repeat-buyer', 'verified-account', 'listed-product', 'paid-sample',
] as const;
export type ScreeningSign = (typeof SCREENING_SIGNS)[number];

/** Signs that lower the points. */
export const GOOD_SIGNS = ['repeat-buyer', 'verified-account', 'listed-product', 'paid-sample'] as const satisfies readonly ScreeningSign[];

/** What becomes of an inquiry: it goes on; a person looks at it in time; what is costly is held, and questions are asked. */
export type ScreeningBand = 'pass' | 'look' | 'hold';

/** Points of a sign, and of its lesser forms. */
export type ScreeningWeight = ScreeningSign | 'further-contradiction' | 'urgent-meeting-with-ground' | 'trace-unknown';

/** How inquiries are screened: `screening` of the shop policy. Plain JSON. */
export interface ScreeningPolicy {
  readonly weights: Readonly<Record<ScreeningWeight, number>>;
  /** Points from which on a person looks, and from which on what is costly is held. */
  readonly bands: { readonly lookFrom: number; readonly holdFrom: number };
  /** Large is a first quantity from this quantile of first orders on, once there are so many of them; before that, from so many pieces on (null: never). */
  readonly largeQuantity: { readonly share: number; readonly fewestOrders: number; readonly piecesWithoutHistory: number | null };
  readonly youngDomainDays: number;
  /** So many standard deviations above the mean of so many past inquiries at least. */
  readonly neat: { readonly deviations: number; readonly fewestInquiries: number };
  /** A price below this share of the lowest one contradicts the shop's. */
  readonly farBelowPriceShare: number;
  /** Quantities of one order that are so many times each other contradict themselves. */
  readonly twoQuantitiesTimes: number;
  readonly repeatFromOrders: number;
  readonly wellKnownFirms: readonly WellKnownFirm[];
}

/** Weights and bands by which nobody is held for one sign alone. */
export const DEFAULT_SCREENING: ScreeningPolicy = {
  weights: {
    'large-first-quantity': 3, contradiction: 3, 'further-contradiction': 1, 'urgent-meeting': 3, 'urgent-meeting-with-ground': 1, 'little-trace': 3, 'trace-unknown': 1, 'neater-than-usual': 1,
    'no-specifics': 2, 'free-mailbox-of-firm': 2, 'doubtful-domain': 4, 'sender-not-authentic': 3, 'reply-elsewhere': 3, 'free-samples': 2, 'early-credit': 3, 'third-party': 3,
    'same-text': 4, 'country-mismatch': 2, 'repeat-buyer': -4, 'verified-account': -3, 'listed-product': -2, 'paid-sample': -4,
  },
  bands: { lookFrom: 3, holdFrom: 7 },
  largeQuantity: { share: 0.99, fewestOrders: 50, piecesWithoutHistory: null },
  youngDomainDays: 90,
  neat: { deviations: 1.25, fewestInquiries: 30 },
  farBelowPriceShare: 0.4,
  twoQuantitiesTimes: 2,
  repeatFromOrders: 2,
  wellKnownFirms: WELL_KNOWN_FIRMS,
};

/** What a shop policy may say otherwise; firms are added to those that come along. */
export interface ScreeningOverrides {
  readonly weights?: Readonly<Partial<Record<ScreeningWeight, number>>>;
  readonly bands?: Partial<ScreeningPolicy['bands']>;
  readonly largeQuantity?: Partial<ScreeningPolicy['largeQuantity']>;
  readonly youngDomainDays?: number;
  readonly neat?: Partial<ScreeningPolicy['neat']>;
  readonly farBelowPriceShare?: number;
  readonly twoQuantitiesTimes?: number;
  readonly repeatFromOrders?: number;
  readonly wellKnownFirms?: readonly WellKnownFirm[];
}

/** The defaults with what the shop says otherwise. */
export function screeningPolicy(own: ScreeningOverrides = {}): ScreeningPolicy {
  return {
    ...DEFAULT_SCREENING, ...own,
    weights: { ...DEFAULT_SCREENING.weights, ...own.weights },
    bands: { ...DEFAULT_SCREENING.bands, ...own.bands },
    largeQuantity: { ...DEFAULT_SCREENING.largeQuantity, ...own.largeQuantity },
    neat: { ...DEFAULT_SCREENING.neat, ...own.neat },
    wellKnownFirms: [...own.wellKnownFirms ?? [], ...WELL_KNOWN_FIRMS],
  };
}

/** What cannot be meant, each with where it stands and a way out in words; empty: the policy can be used. */
export function screeningFaults({ weights, bands }: ScreeningPolicy): readonly { readonly at: readonly string[]; readonly fault: string; readonly wayOut: string }[] {
  const order = bands.lookFrom < bands.holdFrom ? [] : [{ at: ['bands', 'holdFrom'], fault: 'nobody would be looked at: what is held begins where looking does', wayOut: `let it be more than ${bands.lookFrom}` }];
  return [...order, ...Object.entries(weights).flatMap(([name, points]) => {
    const at = ['weights', name];
    if (isGood(name)) return points > 0 ? [{ at, fault: 'what speaks for a buyer would count against them', wayOut: 'let it be 0 or less' }] : [];
    if (points < 0) return [{ at, fault: 'a doubt would speak for the buyer', wayOut: 'let it be 0 or more' }];
    return points >= bands.holdFrom ? [{ at, fault: `${name} alone would lead to a hold`, wayOut: `let it be less than ${bands.holdFrom}, from which on inquiries are held` }] : [];
  })];
}

const isGood = (name: string): boolean => GOOD_SIGNS.some((sign) => sign === name);
