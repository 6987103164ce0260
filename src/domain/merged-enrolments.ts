import type { Enrolment, Place } from './enrolment.ts';
import { type CustomerId, enrolmentId } from './ids.ts';
import type { MessageState } from './message.ts';
import { messagePhase } from './message-phase.ts';
import type { Reason } from './reason.ts';

/** Why an enrolment does not go on when its customer becomes part of another one. */
export const MERGE_ENDS = ['duplicate', 'in-audience', 'promised', 'may-have-left'] as const;
export type MergeEnd = (typeof MERGE_ENDS)[number];

/** An open enrolment of a customer who becomes part of another one, with what its fate hangs on. */
export interface MergingEnrolment {
  readonly enrolment: Enrolment;
  /** How its message stands; null: it stands at none. */
  readonly message: MessageState | null;
  /** An attempt of a message that waits at its step may have reached somebody. */
  readonly mayHaveLeft: boolean;
  /** Something that it has promised is in the customer's hands: later touches speak of it by the enrolment's own key. */
  readonly hasPromised: boolean;
  /** The other one was in the campaign at some time, or is in it now. */
  readonly isDuplicate: boolean;
  /** Its run takes the other one in by itself, or may yet. */
  readonly isInAudience: boolean;
  /** So often the two were entered into the campaign. */
  readonly entries: number;
}

export type MergedEnrolment =
  | { readonly kind: 'ends'; readonly why: MergeEnd }
  /** Under the key of the one that goes on, at the same place; a touch that did not leave is decided anew there. */
  | { readonly kind: 'moves'; readonly enrolment: Enrolment };

/** What becomes of an enrolment: nobody is led through a campaign twice, and no touch that may have left is made again under another key. */
export function mergedEnrolment(merging: MergingEnrolment, into: CustomerId, because: Reason): MergedEnrolment {
  if (merging.isDuplicate) return { kind: 'ends', why: 'duplicate' };
  if (merging.isInAudience) return { kind: 'ends', why: 'in-audience' };
  if (merging.hasPromised) return { kind: 'ends', why: 'promised' };
  const place = placeAfter(merging, because);
  if (place === null) return { kind: 'ends', why: 'may-have-left' };
  const { enrolment, entries } = merging;
  const entryNumber = entries + 1;
  return { kind: 'moves', enrolment: { ...enrolment, id: enrolmentId(enrolment.campaign, into, entryNumber), customer: into, entryNumber, place } };
}

/** Without what belongs to keys of the one that is no more: a promotion is drawn anew, and what was held back is void. */
function placeAfter({ enrolment: { place }, message, mayHaveLeft }: MergingEnrolment, because: Reason): Place | null {
  if (place.kind === 'waiting') return place;
  if (place.kind === 'ended' || mayHaveLeft) return null;
  const { step, dueAtMs, tried } = place;
  const kept = { kind: 'held', step, dueAtMs, ...(tried === undefined ? {} : { tried }) } as const;
  if (place.kind === 'held') return { ...kept, untilMs: place.untilMs, because: place.because };
  return message !== null && messagePhase(message) === 'unsent' ? { ...kept, untilMs: dueAtMs, because } : null;
}
