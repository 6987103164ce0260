/** What a signed link may do; a token made for one purpose never works for another. */
export type LinkPurpose = 'unsubscribe' | 'preferences' | 'confirm' | 'redirect';

/** Path of the page that a link of each purpose opens. */
export const LINK_PATHS: Readonly<Record<LinkPurpose, string>> = { unsubscribe: 'u', preferences: 'p', confirm: 'y', redirect: 'c' };

/** A key that signs links. */
export interface LinkKey {
  readonly id: string;
  /** 256 random bits, base64. */
  readonly secret: string;
}

/** What an intact token says: the message by its short handle, and for redirects the index of the link. */
export interface LinkTarget {
  readonly messageRef: bigint;
  readonly linkIndex: number | null;
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
  /** http(s) targets of the frozen template, by link index. */
  readonly links: readonly string[];
}

/** The customer's standing word for one channel, for the preference page. */
export interface ChannelPreference {
  readonly channel: string;
  readonly allowed: boolean;
}

/** What became of a confirmation: `known`: it was confirmed before; `withdrawn`: there is no yes that it could confirm. */
export type ConfirmationEnd = 'confirmed' | 'known' | 'withdrawn';
