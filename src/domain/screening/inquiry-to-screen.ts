import type { CustomerId } from '../ids.ts';
import type { InquiryKind } from '../inquiry-kind.ts';
import type { EpochMs } from '../instant.ts';
import type { ScreenedCustomer, SenderAuthentication } from './screening-facts.ts';

/** An inquiry that is to be screened, with what the shop's own books know of who wrote it. Plain data. */
export interface InquiryToScreen {
  readonly id: number;
  readonly customerId: CustomerId;
  readonly kind: InquiryKind;
  /** Everything the customer has said in it, the newest first: only the first characters are read. */
  readonly text: string;
  /** With what it began. */
  readonly firstText: string;
  /** The last entry that stands in `text`. */
  readonly throughEntry: number;
  /** Of the customer (BCP 47); null: not known. */
  readonly language: string | null;
  /** The mail address it came from; null: it did not come by mail, or the address is not known. */
  readonly address: string | null;
  /** How the customer is called. */
  readonly name: string | null;
  /** Two letters: where they say they are, and where their telephone number belongs. */
  readonly country: string | null;
  readonly phoneCountry: string | null;
  readonly timeZone: string | null;
  readonly customer: ScreenedCustomer;
  readonly nowMs: EpochMs;
}

/** What the head of a mail says of its sender. Addresses as they stand there; null: not told. */
export interface SenderHeaders {
  readonly from: string | null;
  readonly replyTo: string | null;
  readonly subject: string | null;
  /** By the shop's own receiving server; null: it has said nothing. */
  readonly authentication: SenderAuthentication | null;
}

export const NO_HEADERS: SenderHeaders = { from: null, replyTo: null, subject: null, authentication: null };
