import type { PixelHit } from '../../contracts/pixel-hit.ts';
import { createNewsPump } from '../news/pump-news.ts';

/** Pixels of more messages than these wait for nobody: an opening is no promise. */
const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 500;

/** What keeping hits needs. */
export interface PixelHitPorts {
  /** One look for many; answers the new rows of the inbox. */
  readonly store: (hits: readonly PixelHit[]) => Promise<readonly number[]>;
  /** Rows that wait to be applied; must not wait for it. */
  readonly stored: (inboxIds: readonly number[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Gathers the hits that come while the last ones are stored, each message once, so that ten thousand opens a minute are a few statements.
 * A person's hit counts before a machine's on the same message. What a dying process holds is lost with it: nothing rests on an opening.
 */
export function createPixelHits({ store, stored, failed }: PixelHitPorts): { readonly push: (hit: PixelHit) => void; readonly idle: () => Promise<void> } {
  const waiting = new Map<bigint, boolean>();
  const pump = createNewsPump(async () => {
    while (waiting.size > 0) {
      const taken = [...waiting].slice(0, MOST_AT_ONCE).map(([ref, byMachine]) => ({ ref, byMachine }));
      for (const { ref } of taken) waiting.delete(ref);
      stored(await store(taken));
    }
  }, failed);
  return {
    push: ({ ref, byMachine }) => {
      if (waiting.size >= MOST_WAITING && !waiting.has(ref)) return;
      waiting.set(ref, byMachine && (waiting.get(ref) ?? true));
      pump.push();
    },
    idle: pump.idle,
  };
}
