import type { TrackedEvent } from '../../contracts/tracking.ts';
import { together } from '../together.ts';

interface Stored {
  readonly inboxId: number;
  readonly messageId: string;
}

/** One committed statement; answers the events that were new. */
export type StoreEvents = (shopId: string, events: readonly TrackedEvent[]) => Promise<readonly Stored[]>;

/** Events of one statement at most: a large batch goes alone. */
const MOST_EVENTS = 2_500;

interface Request {
  readonly shopId: string;
  readonly events: readonly TrackedEvent[];
}

/** Stores the events of requests of one shop that come while a statement is under way together in the next one. */
export function storeTogether(store: StoreEvents): StoreEvents {
  const share = together<Request, readonly Stored[]>(
    async (requests) => {
      const stored = new Map((await store(requests[0]?.shopId ?? '', requests.flatMap(({ events }) => events))).map((one) => [one.messageId, one]));
      return requests.map(({ events }) => claimOwn(stored, events));
    },
    (taken, { shopId, events }) => shopId === taken[0]?.shopId && countOf(taken) + events.length <= MOST_EVENTS);
  return (shopId, events) => share({ shopId, events });
}

const countOf = (requests: readonly Request[]) => requests.reduce((sum, { events }) => sum + events.length, 0);

/** The new events of one request; of two requests with the same message id the first has brought it. */
function claimOwn(stored: Map<string, Stored>, events: readonly TrackedEvent[]): Stored[] {
  return events.flatMap(({ messageId }) => {
    const own = stored.get(messageId);
    stored.delete(messageId);
    return own === undefined ? [] : [own];
  });
}
