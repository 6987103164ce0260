import { setImmediate } from 'node:timers/promises';

/** Longest that long reckoning keeps others waiting. */
const LONGEST_STRETCH_MS = 20;

/** For loops that reckon long: awaiting it lets others have their turn, when the last turn was a while ago. */
export function breather(): () => Promise<void> {
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < LONGEST_STRETCH_MS) return;
    await setImmediate();
    lastMs = performance.now();
  };
}
