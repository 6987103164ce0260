import { type Campaign, NEXT_ORDER_DUE, type Target, type WaitStep } from './campaign.ts';
import { stepOf } from './campaign-step.ts';
import { after, elapsedMs } from './duration.ts';
import type { Enrolment, Place } from './enrolment.ts';
import type { EpochMs } from './instant.ts';
import { because } from './reason.ts';

/** More visits than this to one step of one enrolment are taken for an endless loop. */
const MOST_VISITS = 20;

/** Where steps are looked up, and whose calendar and rhythm they follow. */
export interface Ground {
  readonly campaign: Campaign;
  readonly zone: string;
  /** When the customer's next order is due; now, when it is due already. */
  readonly orderDueAtMs: EpochMs;
  /** When the open windows for free words close, by channel. */
  readonly windows: Readonly<Record<string, EpochMs>>;
}

/**
 * The enrolment at the place a target leads to: ended, waiting, or `held` with step-reached, due at `atMs`, where a decision
 * goes on. Counts the visit. Reasons of an end: the exit's word, loop-guard, step-unknown.
 */
export function arrive(enrolment: Enrolment, target: Target, atMs: EpochMs, ground: Ground): Enrolment {
  if ('exit' in target) return ended(enrolment, target.exit);
  const step = stepOf(ground.campaign, target.step);
  if (step === null) return ended(enrolment, 'step-unknown');
  const there = visitAgain(enrolment, step.id);
  if ((there.visits[step.id] ?? 0) > MOST_VISITS) return ended(enrolment, 'loop-guard');
  const place: Place = step.kind === 'wait'
    ? { kind: 'waiting', step: step.id, sinceMs: atMs, untilMs: endOfWait(step, atMs, ground), for: step.for }
    : { kind: 'held', step: step.id, dueAtMs: atMs, untilMs: atMs, because: because('step-reached', { step: step.id }) };
  return { ...there, place };
}

/** When a wait that began at `atMs` is over, as it looks now. The end moves with the window it waits for: whoever writes again opens it anew. */
export function endOfWait({ timeout }: Pick<WaitStep, 'timeout'>, atMs: EpochMs, { zone, orderDueAtMs, windows }: Ground): EpochMs {
  if (timeout === NEXT_ORDER_DUE) return Math.max(atMs, orderDueAtMs);
  if (!('windowOf' in timeout)) return after(atMs, timeout, zone);
  const closings = timeout.windowOf === null ? Object.values(windows) : [windows[timeout.windowOf] ?? atMs];
  return Math.max(atMs, Math.max(...closings, atMs) - (timeout.before === null ? 0 : elapsedMs(timeout.before)));
}

/** The enrolment after its message was accepted (or may have been): at the next place. Anywhere but at `sending` it stays as it is. */
export function afterAcceptance(enrolment: Enrolment, acceptedAtMs: EpochMs, ground: Ground): Enrolment {
  if (enrolment.place.kind !== 'sending') return enrolment;
  const step = stepOf(ground.campaign, enrolment.place.step);
  if (step?.kind !== 'send') return ended(enrolment, 'step-unknown');
  return arrive(enrolment, step.next, acceptedAtMs, ground);
}

/** The enrolment with one more visit to a step: its next touch there gets a key of its own. */
export function visitAgain(enrolment: Enrolment, step: string): Enrolment {
  return { ...enrolment, visits: { ...enrolment.visits, [step]: (enrolment.visits[step] ?? 0) + 1 } };
}

/**
 * The touch under which the promotion at a step is chosen: the one of the arrival, also when a message of it had to be voided and the
 * next one needs a key of its own.
 */
export function promisedTouch({ id, place, visits }: Enrolment, step: string): string {
  const kept = (place.kind === 'held' || place.kind === 'sending') && place.step === step ? place.promised : undefined;
  return kept ?? `${id}/${step}/${visits[step] ?? 1}`;
}

export function ended(enrolment: Enrolment, reason: string): Enrolment {
  return { ...enrolment, place: { kind: 'ended', reason } };
}

export function isOpen(enrolment: Enrolment): boolean {
  return enrolment.place.kind !== 'ended';
}
