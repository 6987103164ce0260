import type { Level } from './customer.ts';

/** How a customer sounds, as whoever answers them hears it. */
export const MOODS = ['glad', 'neutral', 'annoyed', 'angry'] as const;
export type Mood = (typeof MOODS)[number];

/** What an inquiry came to. */
export const INQUIRY_OUTCOMES = ['answered', 'solved', 'unanswered', 'duplicate', 'not-real'] as const;
export type InquiryOutcome = (typeof INQUIRY_OUTCOMES)[number];

/** What a person found an inquiry to be. */
export const VERDICTS = ['real', 'not-real'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why an inquiry may not be closed like this. */
export type ClosingObjection = 'needs-answer' | 'answer-promised' | 'needs-reason';

/** An inquiry that somebody wants to close. */
export interface Closing {
  readonly outcome: InquiryOutcome;
  readonly level: Level;
  /** The shop has said something: a message that a provider took, or words that no channel carried. */
  readonly hasAnswer: boolean;
  /** The customer has said something since. */
  readonly isOwed: boolean;
  /** Whether a reason is given. */
  readonly hasReason: boolean;
}

/**
 * Whether it may be closed: what counts as answered has an answer, and only level 4 is promised none. Where the last words are the customer's, a reason says
 * why they want no answer. Null: nothing speaks against it.
 */
export function objectionToClosing({ outcome, level, hasAnswer, isOwed, hasReason }: Closing): ClosingObjection | null {
  if (outcome === 'not-real') return null;
  if ((outcome === 'answered' || outcome === 'solved') && !hasAnswer) return 'needs-answer';
  if (level < 4 && (outcome === 'unanswered' || !hasAnswer)) return 'answer-promised';
  return (outcome === 'unanswered' || isOwed) && !hasReason ? 'needs-reason' : null;
}
