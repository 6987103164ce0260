import type { ReceivedBody } from '../../store/provider-bodies.ts';
import { together } from '../together.ts';

/** Of one statement. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_BODIES = 200;

/** Stores bodies that come while a statement is under way together in the next one; each is answered when its own commit stands. */
export function storeBodiesTogether(store: (bodies: readonly ReceivedBody[]) => Promise<void>): (channel: string, body: Uint8Array) => Promise<void> {
  const share = together<ReceivedBody, void>(
    async (bodies) => {
      await store(bodies);
      return bodies.map(() => undefined);
    },
    (taken, { body }) => taken.length < MOST_BODIES && taken.reduce((sum, one) => sum + one.body.length, body.length) <= MOST_BYTES);
  return (channel, body) => share({ channel, body });
}
