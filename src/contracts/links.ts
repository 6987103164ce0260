/** Path of what a link of each purpose opens. */
export const LINK_PATHS = { unsubscribe: 'u', preferences: 'p', confirm: 'y', redirect: 'c', open: 'o', rate: 'r' } as const;

/** What a signed token may do; one made for one purpose never works for another. `form`: that a form was made by our page, and when. */
export type LinkPurpose = keyof typeof LINK_PATHS | 'form';

/** Path of the page that tells whoever is invited what happens; the token of the invitation follows. */
export const INVITATION_PATH = 'i';

/** A key that signs links. */
export interface LinkKey {
  readonly id: string;
  /** 256 random bits, base64. */
  readonly secret: string;
}

/** What an intact token says: the message by its short handle, and a number where its purpose has one: the index of a link, the hour of a form, the stars of a rating. */
export interface LinkTarget {
  readonly messageRef: bigint;
  readonly number: number | null;
}

/** What the pages behind a link need to know of its message. */
export interface LinkedMessage {
  readonly ref: bigint;
  readonly id: string;
  readonly customerId: string;
  readonly shopId: string;
  readonly campaign: string;
  readonly step: string;
  readonly channel: string;
  readonly locale: string;
  /** Of the customer; null: not known. */
  readonly language: string | null;
  /** Nothing is kept of the customer any more. */
  readonly erased: boolean;
  /** http(s) targets of the frozen template, by link index. */
  readonly links: readonly string[];
}

/** What became of a confirmation: `known`: it was confirmed before; `withdrawn`: there is no yes that it could confirm. */
export type ConfirmationEnd = 'confirmed' | 'known' | 'withdrawn';

/** What became of a rating; `over`: the message is too old, or what it asks about is no longer closed. */
export type RatingEnd = 'rated' | 'over';
