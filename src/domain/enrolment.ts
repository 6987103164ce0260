import type { AnyEventKind, DomainEvent } from './event.ts';
import type { CampaignName, CustomerId, EnrolmentId, MessageId, StepId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import type { Reason } from './reason.ts';

/**
 * Where an enrolment stands. Plain JSON: stored as it is. `promised`: the touch under which the promotion of this step was chosen, once
 * its touch had to take another key: one arrival, one draw. `tried`: channels that refused this touch, or lost it, before.
 * `heldBack`: the channel on which a message of this touch was ready and could not leave: it may leave there later, or the touch on another.
 * `waitUntilMs`: an approved message that may not leave before.
 */
export type Place =
  /** Wants to act at this step and may not yet; `untilMs` null means: nothing but a fact can free it. */
  | { readonly kind: 'held'; readonly step: StepId; readonly dueAtMs: EpochMs; readonly untilMs: EpochMs | null; readonly because: Reason; readonly promised?: string; readonly tried?: readonly string[]; readonly heldBack?: string }
  /** A message of this step is ready or in flight. */
  | { readonly kind: 'sending'; readonly step: StepId; readonly dueAtMs: EpochMs; readonly message: MessageId; readonly waitUntilMs?: EpochMs; readonly promised?: string; readonly tried?: readonly string[] }
  | { readonly kind: 'waiting'; readonly step: StepId; readonly sinceMs: EpochMs; readonly untilMs: EpochMs; readonly for: readonly AnyEventKind[] }
  | { readonly kind: 'ended'; readonly reason: string };

/** The event by which an enrolment began, as the inbox keeps it. */
export type EntryEvent = Pick<DomainEvent, 'inboxId' | 'properties'>;

export interface Enrolment {
  readonly id: EnrolmentId;
  readonly campaign: CampaignName;
  readonly ordinal: number;
  readonly customer: CustomerId;
  readonly entryNumber: number;
  readonly runId: string | null;
  readonly enteredAtMs: EpochMs;
  readonly expiresAtMs: EpochMs;
  readonly goalMetAtMs: EpochMs | null;
  /** How often each step was reached: the occurrence of its touch, and the guard of loops. */
  readonly visits: Readonly<Record<string, number>>;
  readonly place: Place;
  /** Absent or null: it was entered by a run, or by a fact that the core derived. */
  readonly entry?: EntryEvent | null;
}

/** What is remembered of earlier entries into a campaign, for its re-entry rule. */
export interface PastEntry {
  readonly campaign: CampaignName;
  readonly entries: number;
  readonly lastEnteredAtMs: EpochMs;
}
