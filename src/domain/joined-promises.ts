import type { KeptPromises } from './keep-promises.ts';
import { clockKey } from './sla-clock.ts';

/** What became of the clocks when they were looked at twice in one decision. */
export function joined(first: KeptPromises, later: KeptPromises): KeptPromises {
  const changed = new Map([...first.changed, ...later.changed].map((clock) => [clockKey(clock), clock]));
  return { changed: [...changed.values()], escalations: [...first.escalations, ...later.escalations], running: later.running };
}
