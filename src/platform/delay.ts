import { setTimeout } from 'node:timers/promises';

/** Waits in system time. */
export function delay(waitMs: number): Promise<void> {
  return setTimeout(waitMs);
}
