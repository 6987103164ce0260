import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptPart } from './kept-part.ts';

/** A time in which a part was not up, in system time. */
export interface Downtime {
  readonly fromMs: number;
  readonly untilMs: number;
}

const LOOK_EVERY_MS = 50;

/** Notes when a part is not up, until the signal. */
export async function noteDowntimes(part: KeptPart, signal: AbortSignal): Promise<readonly Downtime[]> {
  const noted: Downtime[] = [];
  let fromMs: number | null = null;
  while (!signal.aborted) {
    if (!part.isUp) fromMs ??= Date.now();
    else if (fromMs !== null) {
      noted.push({ fromMs, untilMs: Date.now() });
      fromMs = null;
    }
    await sleep(LOOK_EVERY_MS);
  }
  return fromMs === null ? noted : [...noted, { fromMs, untilMs: Date.now() }];
}

/** How much of a stretch of system time fell into downtimes. */
export function downMsWithin(downtimes: readonly Downtime[], fromMs: number, untilMs: number): number {
  return downtimes.reduce((sum, down) => sum + Math.max(0, Math.min(untilMs, down.untilMs) - Math.max(fromMs, down.fromMs)), 0);
}
