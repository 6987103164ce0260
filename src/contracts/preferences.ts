import type { Stated } from '../domain/stated.ts';

/** The customer's standing word for one channel. */
export interface ChannelPreference {
  readonly channel: string;
  readonly allowed: boolean;
}

/** What can be asked of a customer, as far as the shop has something to choose from. */
export interface AskedPreferences {
  /** Tags and categories of its products. */
  readonly interests: readonly string[];
  /** Promotion tools on its shelf. */
  readonly promotions: readonly string[];
}

/** What the preference page shows of one customer. */
export interface Preferences extends Stated {
  readonly channels: readonly ChannelPreference[];
  /** Null: opens are not counted, or on none of the customer's channels, so nobody is asked. */
  readonly tracking: boolean | null;
  readonly language: string | null;
  /** MM-DD. */
  readonly birthday: string | null;
  readonly asked: AskedPreferences;
}

/** One answer to one question: a kind of statement with its value (domain/stated.ts; language and birthday besides). */
export type StatementWish =
  | { readonly kind: 'frequency'; readonly value: Stated['frequency'] }
  | { readonly kind: 'language'; readonly value: string }
  | { readonly kind: 'interests'; readonly value: Stated['interests'] }
  | { readonly kind: 'promotions'; readonly value: Stated['promotions'] }
  | { readonly kind: 'birthday'; readonly value: string | null };

/** What a customer says on the page: of each channel the answer, of everything else what has changed; each with the question as it was shown. */
export interface PreferenceWishes {
  readonly channels: readonly { readonly channel: string; readonly granted: boolean; readonly wording: string }[];
  readonly tracking: { readonly granted: boolean; readonly wording: string } | null;
  readonly statements: readonly (StatementWish & { readonly wording: string })[];
}

/** What the customer says no to, and the question as it was shown. */
export interface Unsubscribing extends WordOfCustomer {
  readonly wording: string;
  /** All marketing on every channel, besides that of the message. */
  readonly everywhere: boolean;
}

/** By which page, in which language, a customer has said something: stored as its proof. */
export interface WordOfCustomer {
  readonly source: 'one-click' | 'unsubscribe-page' | 'preference-page';
  readonly language: string;
}
