import type { SendOutcome } from './channel.ts';
import type { MessageId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';

/** One message as its customer is to read it, in the shop's own pages or in those of a marketplace. */
export interface OnSiteMessage {
  readonly messageId: MessageId;
  /** How the shop, or the marketplace, names the customer. */
  readonly address: string;
  readonly locale: string;
  readonly title: string;
  readonly text: string;
  /** The order it speaks of; null: of none. */
  readonly orderNumber: string | null;
  /** Domain time from which on nobody needs it any more; null: it stays. */
  readonly goodUntilMs: EpochMs | null;
  /** Where marketing can be declined; null: it is service. */
  readonly preferencesUrl: string | null;
}

/** Whoever brings on-site messages to their readers. The same message key again brings nothing a second time. */
export interface OnSiteCarrier {
  /** Accepted only once it is stored, or passed on. */
  carry(message: OnSiteMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** Null when it can be reached, else what is wrong. */
  probe(): Promise<string | null>;
}

/** Who carries what. */
export interface OnSiteCarriers {
  /** Messages that the shop's own pages show. */
  readonly inbox: OnSiteCarrier;
  /** Messages that a marketplace carries: by people of the shop, who pass on what is laid before them. */
  readonly staff: (marketplace: string) => OnSiteCarrier;
}
