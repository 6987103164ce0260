import type { Assigned, InquiryHandOver, TakenInquiry } from '../store/assign-inquiry.ts';
import type { Answered, StaffAnswer } from '../store/answer-inquiry.ts';
import type { InquiryHand } from '../store/change-inquiry.ts';
import type { ClosedInquiry, InquiryClosing } from '../store/close-inquiry.ts';
import type { Described, DescribingHand, InquiryWord } from '../store/describe-inquiry.ts';
import type { InboxFilter } from '../store/inbox-lines.ts';
import type { InquiryVerdict, JudgedInquiry } from '../store/judge-inquiry.ts';
import type { InquiryMerge, MergedInquiry } from '../store/merge-inquiries.ts';
import type { Repeated } from '../store/once-per-request.ts';

/** An inquiry as programs read it, with the whole thread. */
export interface InquiryToRead {
  readonly version: string;
  readonly json: object;
}

/** `told`: it was said by word of mouth. `not-renderable`: the words cannot leave on the channel, such as that they are too long for it. */
export type Replied = Answered | { readonly kind: 'told' } | { readonly kind: 'not-renderable'; readonly why: string };

/** A word about an inquiry; of a snooze how the thread tells its end is made here. */
export type ApiWord = Exclude<InquiryWord, { readonly says: 'snooze' }> | Omit<Extract<InquiryWord, { readonly says: 'snooze' }>, 'until'>;

/** What customers ask, and what people of the staff do with it. */
export interface InquiryPorts {
  readonly list: (filter: Omit<InboxFilter, 'what'>) => Promise<{ readonly inquiries: readonly object[]; readonly more: number }>;
  readonly thread: (id: number) => Promise<InquiryToRead | null>;
  readonly reply: (answer: StaffAnswer & { readonly isSpoken: boolean }) => Promise<Replied | Repeated>;
  /** `has-passed`: it cannot be snoozed until then. */
  readonly describe: (hand: DescribingHand, word: ApiWord) => Promise<Described | Repeated | { readonly kind: 'has-passed' }>;
  readonly take: (hand: InquiryHand) => Promise<TakenInquiry>;
  readonly assign: (hand: InquiryHandOver) => Promise<Assigned | { readonly kind: 'no-team'; readonly teams: readonly string[] }>;
  readonly merge: (merge: InquiryMerge) => Promise<MergedInquiry>;
  readonly judge: (verdict: InquiryVerdict) => Promise<JudgedInquiry>;
  readonly close: (closing: InquiryClosing) => Promise<ClosedInquiry>;
}
