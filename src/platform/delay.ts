import { setTimeout } from 'node:timers/promises';

/** Waits in system time. */
export function delay(waitMs: number): Promise<void> {
  return setTimeout(waitMs);
}

/** Waits in system time or until the signal, whichever comes first; does not keep the process alive. */
export async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
}

/** The longest a timer of Node can be set to. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Resolves when the signal is given, and keeps the process alive until then: nothing else may be left to do it, when all that it looks after was killed. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await setTimeout(LONGEST_WAIT_MS, undefined, { signal }).catch(() => undefined);
}
