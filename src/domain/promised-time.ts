import type { Level } from './customer.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import type { PromisedByLevel, PromisedTime } from './sla-policy.ts';
import { addBusinessMinutes, type BusinessCalendar } from './working-hours.ts';

/** By when a promise has to be kept, and when it warns. */
export interface PromisedUntil {
  readonly warnAtMs: EpochMs;
  readonly dueAtMs: EpochMs;
}

export const LEVELS: readonly Level[] = [1, 2, 3, 4];

/** What each level is promised, where every level is promised the same. */
export const sameForAll = (promised: PromisedTime): PromisedByLevel => ({ 1: promised, 2: promised, 3: promised, 4: promised });

/**
 * When a promise given at an instant is due for a level: its own time, or that of a looser level where that one ends earlier. So business hours
 * are never longer than what level 3 is promised by the wall clock, and no level waits longer than a looser one.
 */
export function promisedUntil(promised: PromisedByLevel, level: Level, sinceMs: EpochMs, { calendar, warnShare }: { readonly calendar: BusinessCalendar; readonly warnShare: number }): PromisedUntil {
  const each = LEVELS.filter((other) => other >= level).map((other) => untilOf(promised[other], sinceMs, calendar, warnShare));
  return {
    warnAtMs: Math.min(...each.map(({ warnAtMs }) => warnAtMs)),
    dueAtMs: Math.min(...each.map(({ dueAtMs }) => dueAtMs)),
  };
}

/** A team that never works again is no reason to wait for ever: its hours count by the wall clock then. */
function untilOf({ by, minutes }: PromisedTime, sinceMs: EpochMs, calendar: BusinessCalendar, warnShare: number): PromisedUntil {
  const later = (share: number): EpochMs => {
    const instant = by === 'business' ? addBusinessMinutes(calendar, sinceMs, minutes * share) : 'never-opens';
    return instant === 'never-opens' ? sinceMs + Math.round(minutes * share * MINUTE_MS) : instant;
  };
  return { warnAtMs: later(warnShare), dueAtMs: later(1) };
}
