import type { TrackedEvent } from '../../contracts/tracking.ts';

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
  readonly resolve: (stored: readonly Stored[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores the events of requests that come while a statement is under way together in the next one: each request still waits for
 * its own commit, and at a high rate many share one. When a shared statement fails, every request is tried alone, so that the
 * fault of one is not told to its neighbours.
 */
export function storeTogether(store: StoreEvents): StoreEvents {
  const waiting: Request[] = [];
  let draining = false;

  const drain = async () => {
    draining = true;
    while (waiting.length > 0) await storeShared(store, takeShared(waiting));
    draining = false;
  };
  return (shopId, events) => new Promise((resolve, reject) => {
    waiting.push({ shopId, events, resolve, reject });
    if (!draining) void drain();
  });
}

/** The first request that waits and all others of its shop, up to the limit. */
function takeShared(waiting: Request[]): Request[] {
  const taken: Request[] = [];
  const left: Request[] = [];
  let events = 0;
  for (const request of waiting.splice(0)) {
    const fits = taken.length === 0 || (request.shopId === taken[0]?.shopId && events + request.events.length <= MOST_EVENTS);
    (fits ? taken : left).push(request);
    if (fits) events += request.events.length;
  }
  waiting.push(...left);
  return taken;
}

async function storeShared(store: StoreEvents, requests: readonly Request[]): Promise<void> {
  const [first] = requests;
  if (first === undefined) return;
  try {
    const stored = new Map((await store(first.shopId, requests.flatMap(({ events }) => events))).map((one) => [one.messageId, one]));
    for (const { events, resolve } of requests) resolve(claimOwn(stored, events));
  } catch (error) {
    if (requests.length === 1) first.reject(error);
    else await Promise.all(requests.map((request) => storeShared(store, [request])));
  }
}

/** The new events of one request; of two requests with the same message id the first has brought it. */
function claimOwn(stored: Map<string, Stored>, events: readonly TrackedEvent[]): Stored[] {
  return events.flatMap(({ messageId }) => {
    const own = stored.get(messageId);
    stored.delete(messageId);
    return own === undefined ? [] : [own];
  });
}
