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
  /** When time alone raises or ends one next. */
  readonly nextChangeAtMs: EpochMs | null;
}

// Of a relationship that is over, or has lapsed, nothing is left to warn of.
const ALIVE: ReadonlySet<LifeCycle> = new Set<LifeCycle>(['new', 'active', 'at-risk']);

/**
 * Raises each sign once and keeps it, with its figures then, until it is gone; only then may it be raised again.
 * Reasons: warned-of-…, one for each sign.
 */
export function warningsOf(scene: SignScene, lifeCycle: LifeCycle): WarningAnswer {
  const { customer: { warnings: standing }, nowMs } = scene;
  const signs = WARNING_SIGNS.map((sign) => ({ sign, ...(ALIVE.has(lifeCycle) ? SIGNS[sign](scene) : { because: null, changesAtMs: null }) }));
  const known = new Set(standing.map(({ sign }) => sign));
  const raised = signs.flatMap(({ sign, because: reason }): Warning[] => (reason === null || known.has(sign) ? [] : [{ sign, sinceMs: nowMs, because: reason }]));
  const gone = new Set(signs.flatMap(({ sign, because: reason }) => (reason === null ? [sign] : [])));
  const ended = standing.map(({ sign }) => sign).filter((sign) => gone.has(sign));
  const unchanged = raised.length === 0 && ended.length === 0;
  return {
    warnings: unchanged ? standing : [...standing.filter(({ sign }) => !gone.has(sign)), ...raised],
    raised, ended,
    nextChangeAtMs: signs.reduce<EpochMs | null>((next, { changesAtMs }) => earlier(next, changesAtMs), null),
  };
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
