import { setTimeout } from 'node:timers/promises';
import type { Poke } from '../../contracts/tracking.ts';

/** Pokes customers beside the work that calls for it. */
export interface PokeQueue {
  /** Returns at once; a customer who waits already is poked once. */
  readonly push: (customerId: string, kind: string) => void;
  /** Resolves when nobody waits. */
  readonly idle: () => Promise<void>;
}

export interface PokeQueueSettings {
  readonly poke: Poke;
  /** Cold sleepers wake slowly: a burst of pokes would time out in Temporal's queues. */
  readonly perSecond: number;
  readonly failed: (error: unknown, dropped: number) => void;
}

const MOST_WAITING = 10_000;

/**
 * One poke after the other at a bounded rate. After a failure all that wait are dropped, for Temporal is probably down and
 * each would wait for its time limit: the relay finds unconsumed events and pokes their customers.
 */
export function createPokeQueue({ poke, perSecond, failed }: PokeQueueSettings): PokeQueue {
  const waiting = new Map<string, string>();
  let running = Promise.resolve();
  let draining = false;

  const drain = async () => {
    draining = true;
    for (const [customerId, kind] of waiting) {
      waiting.delete(customerId);
      const nextAtMs = performance.now() + 1000 / perSecond;
      await poke(customerId, kind).catch((error: unknown) => {
        failed(error, waiting.size + 1);
        waiting.clear();
      });
      await setTimeout(Math.max(0, nextAtMs - performance.now()));
    }
    draining = false;
  };
  return {
    push(customerId, kind) {
      if (waiting.size >= MOST_WAITING || waiting.has(customerId)) return;
      waiting.set(customerId, kind);
      if (!draining) running = drain();
    },
    idle: () => running,
  };
}
