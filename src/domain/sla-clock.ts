import type { Level } from './customer.ts';
import type { EpochMs } from './instant.ts';

/** What a clock runs for. */
export const CLOCK_KINDS = ['contact', 'first-reply', 'next-reply', 'resolution', 'approval', 'incoming-review', 'group-part'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** `open ⇄ paused`, `open → warned → breached`, and any of them `→ met | cancelled`. */
export const CLOCK_STATES = ['open', 'paused', 'warned', 'breached', 'met', 'cancelled'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** What happens before, at and after a breach, each once: a touch is prepared, a person is asked, a warning, the breach, and again. */
export type EscalationStep = 'prepare' | 'person' | 'warn' | 'breach' | `again-${number}`;

/** A deadline that a fact opened; one of a kind for each subject. Plain JSON, as it is stored. */
export interface SlaClock {
  readonly kind: ClockKind;
  /** What it is about: the question of an inquiry, a draft, a part of a working group. */
  readonly subject: string;
  /** The strictest level it has run under. */
  readonly level: Level;
  readonly state: ClockState;
  readonly openedAtMs: EpochMs;
  readonly warnAtMs: EpochMs;
  readonly dueAtMs: EpochMs;
  /** Since when it stands still; null: it runs. */
  readonly pausedAtMs: EpochMs | null;
  /** Steps of its escalation that have been taken. */
  readonly done: readonly EscalationStep[];
  /** When the next of them is due; null: none is. */
  readonly nextAtMs: EpochMs | null;
  /** Somebody has taken the matter: it is not escalated again, for as long as it is theirs. */
  readonly taken: boolean;
  /** When what was promised was done, or no longer wanted. */
  readonly endedAtMs: EpochMs | null;
  /** Who is in charge; null: the shop. */
  readonly team: string | null;
}

/** One step of an escalation, as it was taken. */
export interface Escalation {
  readonly kind: ClockKind;
  readonly subject: string;
  readonly step: EscalationStep;
  /** When it should have been taken; it was, by the decision that tells of it. */
  readonly dueAtMs: EpochMs;
}

export const clockKey = ({ kind, subject }: Pick<SlaClock, 'kind' | 'subject'>): string => `${kind}/${subject}`;

/** True until the promise is kept or no longer wanted. */
export const isRunning = ({ state }: Pick<SlaClock, 'state'>): boolean => state !== 'met' && state !== 'cancelled';
