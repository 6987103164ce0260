/** What a customer's inbox shows: one message, newest first. */
export interface InboxMessage {
  readonly id: string;
  /** ISO 8601, on the shop's clock. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
  readonly locale: string;
  /** Until when it is of use, on the same clock; null: it stays so. */
  readonly goodUntil: string | null;
  readonly read: boolean;
  /** How often it was answered. */
  readonly answers: number;
  /** Where marketing can be declined; null: it is service. */
  readonly preferencesUrl: string | null;
}

/** The answer of `GET /v1/inbox`. */
export interface Inbox {
  readonly unread: number;
  readonly messages: readonly InboxMessage[];
}

/** What the reader of an inbox does: messages seen, and words of their own about one of them. */
export interface InboxWord {
  readonly read: readonly string[];
  readonly answer: { readonly to: string; readonly text: string } | null;
}

/** A message of an inbox, with whom it was addressed to. */
export interface HeldMessage {
  readonly id: string;
  readonly messageId: string;
  readonly address: string;
}

/** What a reader has done: which messages were seen for the first time, and what was answered to one. */
export interface HeardWord {
  readonly seen: readonly HeldMessage[];
  readonly answered: { readonly message: HeldMessage; readonly text: string } | null;
}
