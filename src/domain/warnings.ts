import { type KnownFacts, type LifeCycle, type Warning, WARNING_SIGNS, type WarningSign } from './customer.ts';
import type { DomainEvent } from './event.ts';
import { earlier, type EpochMs } from './instant.ts';
import { because, type Reason } from './reason.ts';
import { type SignScene, SIGNS } from './warning-signs.ts';

/** Warnings as they stand now, and what of them is news. */
export interface WarningAnswer {
  /** The stored ones themselves when nothing has changed. */
  readonly warnings: readonly Warning[];
  readonly raised: readonly Warning[];
  readonly ended: readonly WarningSign[];
  /** When silence raises one next, and when time ends one. */
  readonly raisesAtMs: EpochMs | null;
  readonly endsAtMs: EpochMs | null;
}

// Of a relationship that is over, or has lapsed, nothing is left to warn of.
const ALIVE: ReadonlySet<LifeCycle> = new Set<LifeCycle>(['new', 'active', 'at-risk']);

/**
 * Raises each sign once and keeps it, with its figures then, until it is gone; only then may it be raised again.
 * Reasons: warned-of-…, one for each sign.
 */
export function warningsOf(scene: SignScene, lifeCycle: LifeCycle): WarningAnswer {
  const { customer: { warnings: standing }, policy, nowMs } = scene;
  const raised: Warning[] = [];
  const held = new Set<WarningSign>();
  let raisesAtMs: EpochMs | null = null;
  let endsAtMs: EpochMs | null = null;
  for (const sign of policy.warnings !== undefined && ALIVE.has(lifeCycle) ? WARNING_SIGNS : []) {
    const { because: reason, changesAtMs } = SIGNS[sign](scene);
    if (reason === null) {
      raisesAtMs = earlier(raisesAtMs, changesAtMs);
      continue;
    }
    endsAtMs = earlier(endsAtMs, changesAtMs);
    held.add(sign);
    if (!standing.some((warning) => warning.sign === sign)) raised.push({ sign, sinceMs: nowMs, because: reason });
  }
  const kept = standing.filter(({ sign }) => held.has(sign));
  const ended = standing.length === kept.length ? [] : standing.filter(({ sign }) => !held.has(sign)).map(({ sign }) => sign);
  return { warnings: raised.length === 0 && ended.length === 0 ? standing : [...kept, ...raised], raised, ended, raisesAtMs, endsAtMs };
}

/** The customer as conditions see one from now on. */
export function withWarnings<Known extends KnownFacts>(customer: Known, { warnings }: WarningAnswer): Known {
  return warnings === customer.warnings ? customer : { ...customer, warnings };
}

/** What changed, for the record. Reasons: warned-of-…, warning-ended. */
export function warningChanges({ raised, ended }: WarningAnswer): readonly Reason[] {
  return [...raised.map((warning) => warning.because), ...ended.map((sign) => because('warning-ended', { sign }))];
}

/** Warnings that were raised as events, which campaigns may start from, wait for and have as goal; the figures are their properties. */
export function warningEvents({ raised }: WarningAnswer, nowMs: EpochMs): readonly DomainEvent[] {
  return raised.map(({ sign, because: { params } }) => ({ inboxId: 0, kind: `warned-of-${sign}`, occurredAtMs: nowMs, properties: { ...params, sign } }));
}
