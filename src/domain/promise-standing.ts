import type { EpochMs } from './instant.ts';
import type { SlaClock } from './sla-clock.ts';

/** How a promise that runs stands now, the most pressing first. */
export const PROMISE_STANDINGS = ['late', 'soon', 'on-track', 'with-customer'] as const;
export type PromiseStanding = (typeof PROMISE_STANDINGS)[number];

/** Late once its time is over; soon once it has warned, or should have; with the customer while it stands still. */
export function promiseStanding({ dueAtMs, warnAtMs, pausedAtMs }: Pick<SlaClock, 'dueAtMs' | 'warnAtMs' | 'pausedAtMs'>, nowMs: EpochMs): PromiseStanding {
  if (pausedAtMs !== null) return 'with-customer';
  if (dueAtMs <= nowMs) return 'late';
  return warnAtMs <= nowMs ? 'soon' : 'on-track';
}
