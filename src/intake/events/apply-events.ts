import { crashPoint } from '../../contracts/crash-point.ts';
import type { AppliedEvents, CustomerHandle, InboxPayload, Poke } from '../../contracts/tracking.ts';

/** An event that waits for intake, as the inbox has it. */
export interface WaitingEvent {
  readonly inboxId: number;
  readonly shopId: string;
  readonly customerId: string | null;
  readonly kind: string;
  readonly payload: InboxPayload;
}

/** Whose events they are. */
type Owner =
  | { readonly shopId: string; readonly handle: CustomerHandle }
  | { readonly shopId: string; readonly customerId: string };

/** What applying needs from outside. */
export interface ApplyPorts {
  /** One transaction under the customer's lock; repeating it changes nothing. */
  readonly applyForCustomer: (owner: Owner, events: readonly WaitingEvent[]) => Promise<AppliedEvents>;
  /** Sets events aside that belong to nobody. */
  readonly bury: (inboxIds: readonly number[], reason: string) => Promise<void>;
  readonly poke: Poke;
  /** Told of pokes that failed: the relay repeats them, so nothing else has to be done. */
  readonly pokeFailed: (customerId: string, error: unknown) => void;
}

/** Customers whose transactions run at the same time: few, so that requests find a free connection too. */
const CUSTOMERS_AT_ONCE = 3;

/**
 * Applies events customer by customer and pokes those whose run has to look. A failed poke is only reported.
 * @returns how many events became what
 * @throws what the database threw; the events concerned stay `received` and are taken up again
 */
export async function applyEvents(ports: ApplyPorts, events: readonly WaitingEvent[]): Promise<Omit<AppliedEvents, 'customerId' | 'wokenBy'>> {
  const groups = [...byOwner(events).values()];
  const total = { applied: 0, ignored: 0, deadLetters: 0 };
  const workers = Array.from({ length: Math.min(CUSTOMERS_AT_ONCE, groups.length) }, async () => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const done = await applyGroup(ports, group);
      total.applied += done.applied;
      total.ignored += done.ignored;
      total.deadLetters += done.deadLetters;
    }
  });
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return total;
}

interface Group {
  readonly owner: Owner | null;
  readonly events: WaitingEvent[];
}

function byOwner(events: readonly WaitingEvent[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const event of events) {
    const owner = ownerOf(event);
    const key = JSON.stringify(owner);
    const group = groups.get(key) ?? { owner, events: [] };
    group.events.push(event);
    groups.set(key, group);
  }
  return groups;
}

function ownerOf({ shopId, customerId, payload }: WaitingEvent): Owner | null {
  if (customerId !== null) return { shopId, customerId };
  const handle = payload.customer ?? null;
  return handle === null ? null : { shopId, handle };
}

async function applyGroup(ports: ApplyPorts, { owner, events }: Group): Promise<AppliedEvents> {
  if (owner === null) {
    await ports.bury(events.map(({ inboxId }) => inboxId), 'names no customer');
    return { customerId: null, wokenBy: null, applied: 0, ignored: 0, deadLetters: events.length };
  }
  crashPoint('events-unapplied');
  const done = await ports.applyForCustomer(owner, events);
  crashPoint('events-applied');
  const { customerId, wokenBy } = done;
  if (customerId !== null && wokenBy !== null) {
    await ports.poke(customerId, wokenBy).catch((error: unknown) => ports.pokeFailed(customerId, error));
  }
  return done;
}
