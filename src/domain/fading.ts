import { DAY_MS, type EpochMs } from './instant.ts';

/** Orders of a product count half as popularity after so many days: what sells now, not what ever sold. */
export const POPULARITY_HALF_LIFE_DAYS = 28;

/** What one thing that happened then still weighs now: half after each half-life; what lies ahead weighs as if it were now. */
export function faded(atMs: EpochMs, nowMs: EpochMs, halfLifeDays: number): number {
  return 0.5 ** (Math.max(0, nowMs - atMs) / (halfLifeDays * DAY_MS));
}
