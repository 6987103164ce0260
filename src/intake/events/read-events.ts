import type { EventFault, TrackedEvent } from '../../contracts/tracking.ts';
import { isJsonObject } from './event-fields.ts';
import { INGEST_LIMITS } from './ingest-limits.ts';
import { readEvent } from './read-event.ts';
import type { AddressTraits } from './read-customer.ts';
import { structureFaults, type StructureFault } from './wire-structure.ts';

/** The events of one request: the good ones, and what is wrong with the others. */
export interface ReadEvents {
  readonly events: readonly { readonly index: number; readonly event: TrackedEvent }[];
  readonly faults: readonly EventFault[];
  readonly warnings: readonly EventFault[];
}

/** What is wrong with the request as a whole: nothing of it was read. */
export interface RequestFault {
  readonly requestFault: StructureFault;
}

/** What the reader has to know beside the body. */
export interface ReadingScene {
  readonly receivedSystemMs: number;
  readonly addressTraits: AddressTraits;
}

/** Reads the body of `/v1/track`: one event. */
export function readTrack(body: unknown, scene: ReadingScene): ReadEvents {
  return readItems([body], () => '', null, scene);
}

/** Reads the body of `/v1/batch`: `batch` with events, `context` for all of them, `sentAt`. */
export function readBatch(body: unknown, scene: ReadingScene): ReadEvents | RequestFault {
  const batch = isJsonObject(body) ? body['batch'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(batch)) return refuse('no-batch', 'expected an object with "batch": a list of events', '');
  if (batch.length > INGEST_LIMITS.eventsPerBatch) {
    return refuse('batch-too-long', `${batch.length} events; at most ${INGEST_LIMITS.eventsPerBatch} fit in one request: split it`, '/batch');
  }
  const envelope = { context: body['context'] ?? null, sentAt: body['sentAt'] ?? null };
  const [fault] = structureFaults(envelope, '');
  if (fault !== undefined) return { requestFault: fault };
  return readItems(batch, (index) => `/batch/${index}`, envelope, scene);
}

function refuse(code: string, detail: string, pointer: string): RequestFault {
  return { requestFault: { code, detail, pointer } };
}

interface Envelope {
  readonly context: unknown;
  readonly sentAt: unknown;
}

function readItems(items: readonly unknown[], pointerOf: (index: number) => string, envelope: Envelope | null, scene: ReadingScene): ReadEvents {
  const events: { index: number; event: TrackedEvent }[] = [];
  const faults: EventFault[] = [];
  const warnings: EventFault[] = [];
  for (const [index, item] of items.entries()) {
    const pointer = pointerOf(index);
    const unreadable = itemFaults(item, pointer);
    if (!isJsonObject(item) || unreadable.length > 0) {
      faults.push(...told(unreadable, index, safeMessageId(item)));
      continue;
    }
    const context = isJsonObject(envelope?.context) ? envelope.context : null;
    const read = readEvent(item, { ...scene, pointer, context, sentAt: envelope?.sentAt ?? null });
    faults.push(...told(read.faults, index, read.messageId));
    warnings.push(...told(read.warnings, index, read.messageId));
    if (read.event !== null) events.push({ index, event: read.event });
  }
  return { events, faults, warnings };
}

function itemFaults(item: unknown, pointer: string): readonly StructureFault[] {
  if (!isJsonObject(item)) return [{ code: 'not-an-object', detail: 'expected an event: an object with "event" and "customer" (or "userId")', pointer }];
  const faults = structureFaults(item, pointer);
  // Its depth is known to be harmless only without faults: writing it out again must not overflow.
  if (faults.length > 0) return faults;
  const bytes = Buffer.byteLength(JSON.stringify(item));
  if (bytes <= INGEST_LIMITS.eventBytes) return [];
  return [{ code: 'event-too-large', detail: `${bytes} bytes; one event may have ${INGEST_LIMITS.eventBytes}`, pointer }];
}

function safeMessageId(item: unknown): string | null {
  const id: unknown = isJsonObject(item) ? item['messageId'] : null;
  return typeof id === 'string' && structureFaults(id, '').length === 0 ? id.slice(0, INGEST_LIMITS.messageIdLength) : null;
}

function told(faults: readonly StructureFault[], index: number, messageId: string | null): EventFault[] {
  return faults.map((fault) => ({ index, messageId, ...fault }));
}
