import { setTimeout } from 'node:timers/promises';

/** Waits in system time. */
export function delay(waitMs: number): Promise<void> {
  return setTimeout(waitMs);
}

/** Waits in system time or until the signal, whichever comes first; does not keep the process alive. */
export async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Resolves when the signal is given. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
