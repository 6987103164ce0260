import { type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
import type { ClockState, Escalation, EscalationStep, SlaClock } from './sla-clock.ts';
import type { SlaPolicy } from './sla-policy.ts';

interface DueStep {
  readonly step: EscalationStep;
  readonly atMs: EpochMs;
}

/** A step of the ladder after the breach, counted from 1. */
interface Rung extends DueStep {
  readonly number: number;
}

/** A clock with what has been escalated by an instant. */
export interface Escalated {
  readonly clock: SlaClock;
  readonly escalations: readonly Escalation[];
}

/**
 * Takes every step of the escalation that is due by an instant, each once and in order. After an outage the missed rungs of the ladder come to
 * one; a clock that stands still, or has ended, takes none.
 */
export function escalate(clock: SlaClock, nowMs: EpochMs, policy: SlaPolicy): Escalated {
  if (clock.pausedAtMs !== null || clock.endedAtMs !== null) return { clock: { ...clock, nextAtMs: null }, escalations: [] };
  const due = stepsBefore(clock, policy).filter(({ atMs }) => atMs <= nowMs);
  const again = againBy(clock, nowMs, policy);
  const taken = again === null ? due : [...due, again];
  const done = [...clock.done, ...taken.map(({ step }) => step)];
  const later: SlaClock = { ...clock, done, state: stateAfter(clock.state, taken) };
  return {
    clock: { ...later, nextAtMs: nextStepAt(later, nowMs, policy) },
    escalations: taken.map(({ step, atMs }) => ({ kind: clock.kind, subject: clock.subject, step, dueAtMs: atMs })),
  };
}

/** Steps up to the breach that have not been taken, the earliest first. */
function stepsBefore(clock: SlaClock, { contact }: SlaPolicy): readonly DueStep[] {
  const { kind, warnAtMs, dueAtMs, done } = clock;
  const steps: DueStep[] = [{ step: 'warn', atMs: warnAtMs }, { step: 'breach', atMs: dueAtMs }];
  if (kind === 'contact') {
    steps.push({ step: 'prepare', atMs: dueAtMs - contact.prepareBeforeHours * HOUR_MS }, { step: 'person', atMs: dueAtMs - contact.personBeforeHours * HOUR_MS });
  }
  return steps.filter(({ step }) => !done.includes(step)).toSorted((a, b) => a.atMs - b.atMs);
}

/** The latest rung of the ladder that has passed, if it has not been taken and nobody has taken the matter. */
function againBy(clock: SlaClock, nowMs: EpochMs, policy: SlaPolicy): DueStep | null {
  if (clock.taken || clock.dueAtMs > nowMs) return null;
  let passed: Rung | null = null;
  for (const rung of rungs(clock, policy)) {
    if (rung.atMs > nowMs) break;
    passed = rung;
  }
  return passed === null || isBelow(clock, passed) ? null : passed;
}

const MOST_RUNGS = 400;

/** Instants after the breach at which it is escalated again; the last distance repeats. */
function* rungs({ dueAtMs }: SlaClock, { ladderMinutes }: SlaPolicy): Generator<Rung> {
  let atMs = dueAtMs;
  for (let number = 1; number <= MOST_RUNGS; number += 1) {
    const minutes = ladderMinutes[Math.min(number, ladderMinutes.length) - 1];
    if (minutes === undefined) return;
    atMs += minutes * MINUTE_MS;
    yield { step: `again-${number}`, atMs, number };
  }
}

/** A rung that was taken, or passed over by a later one. */
function isBelow({ done }: SlaClock, { number }: Rung): boolean {
  return done.some((step) => step.startsWith('again-') && Number(step.slice('again-'.length)) >= number);
}

function nextStepAt(clock: SlaClock, nowMs: EpochMs, policy: SlaPolicy): EpochMs | null {
  const [first] = stepsBefore(clock, policy);
  if (first !== undefined) return first.atMs;
  if (clock.taken) return null;
  for (const rung of rungs(clock, policy)) if (rung.atMs > nowMs && !isBelow(clock, rung)) return rung.atMs;
  return null;
}

function stateAfter(state: ClockState, taken: readonly DueStep[]): ClockState {
  if (taken.some(({ step }) => step === 'breach')) return 'breached';
  return taken.some(({ step }) => step === 'warn') && state === 'open' ? 'warned' : state;
}
