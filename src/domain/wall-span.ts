import { DAY_MS, type EpochMs } from './instant.ts';
import { clockChange, offsetMs } from './zone.ts';

/** A stretch of time, end exclusive. */
export interface Span {
  readonly fromMs: EpochMs;
  readonly untilMs: EpochMs;
}

/**
 * When the clocks of a zone show a wall time from `fromWall` until before `untilWall`, both as of `wallMs` and at most a day apart. Less where the
 * clock is set forward, none where it jumps over all of it; more, perhaps in two pieces, where it is set back. Earliest first.
 */
export function spansOfWall(fromWall: number, untilWall: number, zone: string): readonly Span[] {
  // No zone is a whole day from universal time, and none changes its offset twice within these days.
  const [early, late] = [fromWall - DAY_MS, untilWall + DAY_MS];
  const at = (offset: number): Span => ({ fromMs: fromWall - offset, untilMs: untilWall - offset });
  const changeMs = clockChange(early, late, zone);
  if (changeMs === null) return [at(offsetMs(early, zone))];
  const [before, after] = [at(offsetMs(early, zone)), at(offsetMs(late, zone))];
  return unionOf([{ ...before, untilMs: Math.min(before.untilMs, changeMs) }, { ...after, fromMs: Math.max(after.fromMs, changeMs) }]);
}

/** The same time in as few spans as possible, earliest first; what is empty falls out. */
export function unionOf(spans: readonly Span[]): readonly Span[] {
  const union: Span[] = [];
  for (const span of spans.filter(({ fromMs, untilMs }) => fromMs < untilMs).toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last === undefined || last.untilMs < span.fromMs) union.push(span);
    else union[union.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, span.untilMs) };
  }
  return union;
}
