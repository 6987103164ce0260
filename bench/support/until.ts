import { setTimeout } from 'node:timers/promises';

/** Asks again and again until the answer is yes. @throws after `limitMs`, naming what did not happen */
export async function until(what: string, check: () => Promise<boolean>, { limitMs, everyMs }: { limitMs: number; everyMs: number }): Promise<void> {
  for (const startedMs = performance.now(); !(await check()); await setTimeout(everyMs)) {
    if (performance.now() - startedMs > limitMs) throw new Error(`did not happen within ${Math.round(limitMs / 1000)} s: ${what}`);
  }
}
