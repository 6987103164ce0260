import type { EpochMs } from './instant.ts';

/** Answers the earliest instant from `ms` on that one rule allows, null when it allows none. */
export type Allows = (ms: EpochMs) => EpochMs | null;

// Rules about weekdays and hours settle within a few weeks, or never.
const MOST_ROUNDS = 40;

/**
 * The earliest instant from `ms` on that all rules allow together; null when they never agree.
 * Each rule pushes the instant forward until none moves it: the fixed point is the earliest, because no rule allows less before.
 */
export function earliestInstant(ms: EpochMs, rules: readonly Allows[]): EpochMs | null {
  let instant = ms;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = instant;
    for (const allows of rules) {
      const pushed = allows(instant);
      if (pushed === null) return null;
      instant = pushed;
    }
    if (instant === before) return instant;
  }
  return null;
}
