import type { EpochMs } from '../instant.ts';
import type { Reason } from '../reason.ts';
import type { ScreeningFacts } from './screening-facts.ts';
import type { ScreeningPolicy } from './screening-policy.ts';

/** Where a sign was seen. */
export type SignSource = 'text' | 'form' | 'history' | 'headers' | 'account' | 'look-up';

/** What signs are judged by. */
export interface SignScene {
  readonly facts: ScreeningFacts;
  readonly policy: ScreeningPolicy;
}

/** What one sign comes to: seen, with its evidence; not there; or what it rests on is not known. */
export type SignVerdict = PresentSign | { readonly is: 'absent' } | { readonly is: 'unknown' };

export interface PresentSign {
  readonly is: 'present';
  readonly points: number;
  readonly because: readonly Reason[];
  /** The words of the inquiry that it was seen by, as they were written. */
  readonly matched: readonly string[];
  readonly source: SignSource;
  /** When it was looked up; null where the inquiry itself or the shop's own records tell. */
  readonly atMs: EpochMs | null;
}

export const ABSENT: SignVerdict = { is: 'absent' };
export const UNKNOWN: SignVerdict = { is: 'unknown' };

/** A sign that is there; words and time only where there are any. */
export function present(points: number, source: SignSource, because: Reason | readonly Reason[], { matched = [], atMs = null }: { readonly matched?: readonly string[]; readonly atMs?: EpochMs | null } = {}): PresentSign {
  return { is: 'present', points, because: isList(because) ? because : [because], matched, source, atMs };
}

const isList = (because: Reason | readonly Reason[]): because is readonly Reason[] => Array.isArray(because);

/** Words as a parameter of a reason: each once, in quotation marks of no language. */
export const listed = (words: readonly string[]): string => [...new Set(words)].join(' · ');
