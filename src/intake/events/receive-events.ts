import { crashPoint } from '../../contracts/crash-point.ts';
import type { EventFault, IntakeVerdict, TrackedEvent } from '../../contracts/tracking.ts';
import type { ReadEvents } from './read-events.ts';

/** What storing needs from outside. */
export interface ReceivePorts {
  /** One committed statement; answers the events that were new. */
  readonly store: (events: readonly TrackedEvent[]) => Promise<readonly { readonly inboxId: number; readonly messageId: string }[]>;
  /** Called with the new rows that have to be applied, after they are committed. */
  readonly stored: (inboxIds: readonly number[]) => void;
}

/**
 * Stores the good events of a request and tells what became of each.
 * @throws what the store threw: nothing of the request was acknowledged, and its sender has to repeat it
 */
export async function receiveEvents(ports: ReceivePorts, read: ReadEvents): Promise<IntakeVerdict> {
  const { taken, unstorable } = await storeAll(ports, read);
  crashPoint('events-stored');
  const fresh = freshEvents(read, taken);
  ports.stored(fresh.filter(({ event }) => event.ignoredBecause === null).map(({ inboxId }) => inboxId));
  const errors = [...read.faults, ...unstorable].toSorted((a, b) => a.index - b.index);
  return {
    ok: errors.length === 0,
    stored: fresh.length,
    repeated: read.events.length - fresh.length - unstorable.length,
    ignored: fresh.flatMap(({ index, event }) =>
      event.ignoredBecause === null ? [] : [{ index, messageId: event.messageId, reason: event.ignoredBecause }]),
    errors,
    warnings: read.warnings,
  };
}

/** The events that were new; of two with the same message id in one request the first counts. */
function freshEvents(read: ReadEvents, taken: readonly { inboxId: number; messageId: string }[]) {
  const untold = new Map(taken.map((row) => [row.messageId, row.inboxId]));
  return read.events.flatMap(({ index, event }) => {
    const inboxId = untold.get(event.messageId);
    untold.delete(event.messageId);
    return inboxId === undefined ? [] : [{ index, event, inboxId }];
  });
}

async function storeAll(ports: ReceivePorts, read: ReadEvents) {
  try {
    return { taken: await ports.store(read.events.map(({ event }) => event)), unstorable: [] };
  } catch (error) {
    // The parser should have refused what a table cannot hold; if one slipped through, its neighbours must not suffer.
    if (!isDataFault(error)) throw error;
    return storeOneByOne(ports, read);
  }
}

async function storeOneByOne(ports: ReceivePorts, read: ReadEvents) {
  const taken: { inboxId: number; messageId: string }[] = [];
  const unstorable: EventFault[] = [];
  for (const { index, event } of read.events) {
    try {
      taken.push(...await ports.store([event]));
    } catch (error) {
      if (!isDataFault(error)) throw error;
      unstorable.push({ index, messageId: event.messageId, code: 'not-storable', detail: 'the event holds a value that cannot be stored', pointer: '' });
    }
  }
  return { taken, unstorable };
}

/** SQLSTATE class 22: a value that its column cannot hold. */
function isDataFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22');
}
