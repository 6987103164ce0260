import { causeOf } from '../platform/part-failure.ts';
import type { PartHealth } from './api-ports.ts';

/** What a look at a part found; throwing means that it is down. */
export type LookAtPart = () => Promise<Omit<PartHealth, 'part'>>;

/** Looks at all parts at once, each within the limit; never rejects. */
export function lookAtParts(parts: Readonly<Record<string, LookAtPart>>, limitMs: number): Promise<PartHealth[]> {
  return Promise.all(Object.entries(parts).map(async ([part, look]) => ({ part, ...await lookWithin(look, limitMs) })));
}

async function lookWithin(look: LookAtPart, limitMs: number): Promise<Omit<PartHealth, 'part'>> {
  const tooLate = AbortSignal.timeout(limitMs);
  const late = new Promise<Omit<PartHealth, 'part'>>((resolve) => {
    tooLate.addEventListener('abort', () => resolve({ state: 'down', detail: `no answer within ${limitMs} ms` }), { once: true });
  });
  const looked = look().catch((error: unknown) => ({ state: 'down' as const, detail: causeOf(error) || 'no answer' }));
  return Promise.race([looked, late]);
}

const WORKER_UP_MS = 90_000;
const WORKER_LATE_MS = 300_000;

/** How fresh the worker's sign of life is. */
export function workerHealth(silenceMs: number | null): Omit<PartHealth, 'part'> {
  if (silenceMs === null) return { state: 'down', detail: 'never seen: npm run worker' };
  const detail = `last seen ${Math.round(silenceMs / 1000)} s ago`;
  if (silenceMs <= WORKER_UP_MS) return { state: 'up', detail };
  return { state: silenceMs <= WORKER_LATE_MS ? 'late' : 'down', detail };
}
