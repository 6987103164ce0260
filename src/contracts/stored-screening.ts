import type { Reason } from '../domain/reason.ts';
import type { InquirySubstance } from '../domain/screening/inquiry-substance.ts';
import type { Neatness } from '../domain/screening/neatness.ts';
import type { SeenSign } from '../domain/screening/screen-inquiry.ts';
import type { ScreeningSign } from '../domain/screening/screening-policy.ts';
import type { EpochMs } from '../domain/instant.ts';

/** The record of a screening, as it stands with its inquiry: what was seen, by which words, from where and when. Plain JSON. */
export interface StoredScreening {
  readonly points: number;
  /** Of a customer who is erased without words and reasons. */
  readonly signs: readonly (Pick<SeenSign, 'sign' | 'points'> & Partial<SeenSign>)[];
  readonly unknown: readonly ScreeningSign[];
  /** What later inquiries are compared with: numbers, no words. */
  readonly neatness: Neatness;
  /** What it asks for; absent: of a screening that was made before this was kept. */
  readonly substance?: InquirySubstance;
  /** Of the word lists it was made by. */
  readonly wordsVersion: number;
  readonly atMs: EpochMs;
  /** The last entry that was read. */
  readonly throughEntry: number;
  /** What became of the questions that a doubtful sender is asked; absent: none were to be asked. */
  readonly questions?: { readonly message: string } | { readonly refused: Reason };
}
