import type { Money } from '../customer.ts';
import type { InquiryKind } from '../inquiry-kind.ts';
import type { EpochMs } from '../instant.ts';
import type { PaymentMethod } from './cues.ts';
import type { InquiryFeatures } from './inquiry-features.ts';
import type { LookAlike } from './look-alike.ts';
import type { UsualNeatness } from './neatness.ts';
import type { Unit } from './quantities.ts';

/** All that a screening judges by. Whatever is null is not known, and scores nothing by itself. */
export interface ScreeningFacts {
  readonly features: InquiryFeatures;
  readonly kind: InquiryKind;
  readonly customer: ScreenedCustomer;
  readonly sender: ScreenedSender;
  readonly lookUps: readonly FirmLookUp[];
  readonly shop: ScreeningShop;
}

export interface ScreenedCustomer {
  /** Nothing was heard of them before this inquiry. */
  readonly isFirstContact: boolean;
  /** Orders that were not cancelled. */
  readonly orderCount: number;
  /** The account is known to be theirs: by more than a mail address. */
  readonly isVerified: boolean;
  readonly hasPaidSample: boolean;
}

export interface ScreenedSender {
  /** Of the address it came from, in Unicode and lower case; null: it did not come by mail. */
  readonly domain: string | null;
  readonly replyGoesElsewhere: boolean;
  readonly authentication: SenderAuthentication | null;
  readonly domainAge: { readonly days: number; readonly atMs: EpochMs } | null;
  /** Whether their domain takes mail at all, by its records; null: nobody has looked, or it could not be told. */
  readonly takesMail: { readonly does: boolean; readonly atMs: EpochMs } | null;
  /** A known domain that theirs looks like (`lookAlikeOf`). */
  readonly lookAlike: LookAlike | null;
  /** The firm that they say they write for: of a form, of the signature (`claimedFirmIn`). */
  readonly firm: string | null;
  readonly countries: SenderCountries;
  /** Other senders from whom the same text came (`comparableText`). */
  readonly sameTextSenders: number | null;
}

/** Results of the receiving mail server. `none`: the domain publishes nothing; `unknown`: it could not be checked. */
export type AuthenticationResult = 'pass' | 'fail' | 'none' | 'unknown';
export interface SenderAuthentication {
  readonly spf: AuthenticationResult;
  readonly dkim: AuthenticationResult;
  readonly dmarc: AuthenticationResult;
}

/** Two letters each; never weighed by themselves, only against each other. */
export interface SenderCountries {
  /** Where they say they are. */
  readonly stated: string | null;
  readonly phone: string | null;
  readonly ip: string | null;
  /** All countries in which the time zone of their mail or browser is kept. */
  readonly zone: readonly string[] | null;
}

/** One search for the firm. `unknown`: it failed or took too long, which says nothing about the firm. */
export interface FirmLookUp {
  readonly where: 'registry' | 'web' | 'trade-data';
  readonly outcome: 'found' | 'not-found' | 'unknown';
  readonly atMs: EpochMs;
}

export interface ScreeningShop {
  /** The quantile of the policy over the pieces of first orders, and over how many orders it was taken. */
  readonly usualFirstQuantity: { readonly pieces: number; readonly orders: number } | null;
  readonly usualNeatness: UsualNeatness | null;
  readonly terms: ShopTerms;
  /** Products of the shop whose code stands in the inquiry. */
  readonly namedProducts: readonly NamedProduct[];
  /** Words that the inquiry calls a product's code and that the shop does not list. */
  readonly unlistedCodes: readonly string[];
}

export interface NamedProduct {
  readonly sku: string;
  /** The lowest one at which the shop sells a piece. */
  readonly price: Money | null;
  readonly currency: string;
}

/** What the shop asks of buyers, as far as it is stated. */
export interface ShopTerms {
  readonly payments: readonly PaymentMethod[] | null;
  /** From order to door, for an order of the wholesale quantity or more. */
  readonly fastestDeliveryDays: number | null;
  /** From so many pieces on, wholesale prices are given. */
  readonly wholesaleFromPieces: number | null;
  /** In what the shop counts its goods. */
  readonly soldIn: readonly Unit[] | null;
  /** The lowest price of any product. */
  readonly lowestPrice: { readonly amount: Money; readonly currency: string } | null;
}
