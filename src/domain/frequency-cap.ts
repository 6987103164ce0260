import type { Cap } from './campaign.ts';
import { elapsedMs } from './duration.ts';
import type { EpochMs } from './instant.ts';
import type { CountedTouch } from './message.ts';

/** The cap that frees last, and when; `untilMs` null: a cap of zero never frees. */
export interface CapHold {
  readonly cap: Cap;
  readonly untilMs: EpochMs | null;
}

/**
 * The cap that forbids one more marketing touch on this channel at `ms`, with the earliest instant at which
 * all caps are free again; null when none forbids it. Windows slide and count elapsed time. Reason: frequency-cap.
 */
export function capHold(ms: EpochMs, caps: readonly Cap[], touches: readonly CountedTouch[], channel: string): CapHold | null {
  let latest: CapHold | null = null;
  for (const cap of caps) {
    const untilMs = freeAt(ms, cap, touches, channel);
    if (untilMs === null) return { cap, untilMs };
    if (untilMs > ms && (latest === null || untilMs > (latest.untilMs ?? ms))) latest = { cap, untilMs };
  }
  return latest;
}

/** Of two holds the one that frees last; never is later than any instant. */
export function laterHold(a: CapHold | null, b: CapHold | null): CapHold | null {
  if (a === null || b === null) return a ?? b;
  return a.untilMs === null || (b.untilMs !== null && a.untilMs >= b.untilMs) ? a : b;
}

/** From when on the cap allows one more touch; `ms` or earlier when it does so already, null when it never does. */
function freeAt(ms: EpochMs, cap: Cap, touches: readonly CountedTouch[], channel: string): EpochMs | null {
  if (cap.channel !== null && cap.channel !== channel) return ms;
  if (cap.count <= 0) return null;
  const windowMs = elapsedMs(cap.per);
  // A touch exactly one window ago still counts: both ends belong to the window. One that has left it long ago leaves before `ms`.
  const leaves = touches
    .filter((touch) => touch.purpose === 'marketing' && (cap.channel === null || touch.channel === cap.channel))
    .map((touch) => touch.atMs + windowMs + 1)
    .toSorted((a, b) => b - a);
  return leaves[cap.count - 1] ?? ms;
}
