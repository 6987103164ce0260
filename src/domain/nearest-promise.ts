import type { NearestPromise } from './decision.ts';
import { type ClockKind, isRunning, type SlaClock } from './sla-clock.ts';

/** Kept by automation until a person has been asked. */
const AUTOMATIC: ReadonlySet<ClockKind> = new Set<ClockKind>(['contact']);

/** What stands in search attributes and on the card: the nearest deadline, whether one has passed, and whether a person is needed. */
export function nearestPromise(clocks: readonly SlaClock[], team: string | null): NearestPromise {
  const going = clocks.filter((clock) => isRunning(clock) && clock.pausedAtMs === null);
  return {
    dueAtMs: going.length === 0 ? null : Math.min(...going.map(({ dueAtMs }) => dueAtMs)),
    isLate: going.some(({ done }) => done.includes('breach')),
    needsPerson: going.some(({ kind, done }) => !AUTOMATIC.has(kind) || done.includes('person') || done.includes('breach')),
    team,
  };
}
