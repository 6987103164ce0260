import type { EpochMs } from './instant.ts';
import type { SlaClock } from './sla-clock.ts';

/** An inquiry that is not closed, as far as promises look at it. */
export interface OpenInquiry {
  readonly id: number;
  readonly openedAtMs: EpochMs;
  /** The first thing the customer said that nobody has answered yet; null: all is answered. */
  readonly awaiting: { readonly entry: number; readonly sinceMs: EpochMs } | null;
  /** The shop has said something in it. */
  readonly isAnswered: boolean;
  readonly team: string | null;
  /** Somebody is named who sees to it. */
  readonly isTaken: boolean;
  /** Whether it comes from a real buyer is doubted: nothing costly is given away until a person has looked. Absent: it is not. */
  readonly isDoubted?: boolean;
}

/** An inquiry that was closed while a clock of it still ran. */
export interface ClosedInquiry {
  readonly id: number;
  readonly closedAtMs: EpochMs;
}

/** A draft that waits for a second person. */
export interface WaitingDraft {
  /** The message that waits, or `document/<id>`. */
  readonly subject: string;
  readonly askedAtMs: EpochMs;
  /** When the inquiry that it answers is due; null: it answers none, or nothing is left of its time. */
  readonly inheritedDueAtMs: EpochMs | null;
  readonly team: string | null;
}

/** What a customer of level 1 wrote and no supervisor has noted. */
export interface UnreadIncoming {
  readonly id: number;
  readonly atMs: EpochMs;
}

/** A part of the working group of a customer of level 1 that is not done. */
export interface OpenPart {
  readonly id: number;
  readonly askedAtMs: EpochMs;
  readonly dueAtMs: EpochMs;
  readonly team: string | null;
}

/** When what a clock ran for was done. */
export interface DonePromise {
  readonly kind: 'approval' | 'incoming-review' | 'group-part' | 'first-reply' | 'next-reply';
  readonly subject: string;
  readonly atMs: EpochMs;
  /** False: it is no longer wanted. */
  readonly kept: boolean;
}

/** Everything that promises to one customer rest on. */
export interface PromiseFacts {
  /** Not ended yet. */
  readonly clocks: readonly SlaClock[];
  readonly inquiries: readonly OpenInquiry[];
  readonly closed: readonly ClosedInquiry[];
  readonly drafts: readonly WaitingDraft[];
  readonly unread: readonly UnreadIncoming[];
  readonly parts: readonly OpenPart[];
  readonly done: readonly DonePromise[];
  /** The last contact that counts for the promise of regular contact; null: none is known. */
  readonly contactAtMs: EpochMs | null;
}

export const NO_PROMISES: PromiseFacts = { clocks: [], inquiries: [], closed: [], drafts: [], unread: [], parts: [], done: [], contactAtMs: null };
