import type { FactChange } from '../../contracts/fact-change.ts';
import type { EventProperties, TrackedEvent } from '../../contracts/tracking.ts';
import type { EventKind } from '../../domain/event.ts';
import { EventFields, isJsonObject, type JsonObject } from './event-fields.ts';
import { kindOfEventName, type NamedEvent } from './event-names.ts';
import { eventTime } from './event-time.ts';
import { INGEST_LIMITS } from './ingest-limits.ts';
import { messageKeyFor } from './message-key.ts';
import { readCustomer, type AddressTraits, type ToldCustomer } from './read-customer.ts';
import { readEventProperties } from './read-event-properties.ts';
import { readFactChange } from './read-fact-change.ts';
import type { StructureFault } from './wire-structure.ts';

/** What surrounds an event in its request. */
export interface EventScene {
  readonly pointer: string;
  readonly sentAt: unknown;
  readonly context: JsonObject | null;
  readonly receivedSystemMs: number;
  readonly addressTraits: AddressTraits;
}

export interface ReadEvent {
  /** Null when there are faults. */
  readonly event: TrackedEvent | null;
  readonly messageId: string | null;
  readonly faults: readonly StructureFault[];
  readonly warnings: readonly StructureFault[];
}

/** Kind under which bare traits are kept; it wakes nobody. */
const IDENTIFY_KIND = 'identify';

/**
 * Reads one event, in Segment's form (type, event, userId, properties, context) or in ours (event, customer, occurredAt, properties).
 * Its structure has been checked before.
 */
export function readEvent(event: JsonObject, scene: EventScene): ReadEvent {
  const fields = new EventFields(event, scene.pointer);
  const messageId = fields.text(['messageId', 'message_id'], INGEST_LIMITS.messageIdLength);
  const named = readName(fields);
  const times = readTimes(event, scene);
  const whole = scene.context === null ? event : { ...event, context: { ...scene.context, ...(isJsonObject(event['context']) ? event['context'] : {}) } };
  const customer = readCustomer(whole, { pointer: scene.pointer, contextPointer: contextPointer(event, scene) }, scene.addressTraits);
  const properties = readProperties(fields);
  const { change, told, faults } = 'kind' in named ? readMeaning(named.kind, properties, `${scene.pointer}/properties`) : NO_MEANING;
  const all = [...fields.faults, ...times.faults, ...customer.faults, ...faults].slice(0, INGEST_LIMITS.faultsPerEvent);
  if (all.length > 0) return { event: null, messageId, faults: all, warnings: [] };
  const ignored = ignoredBecause(named, customer);
  const read: TrackedEvent = {
    messageId: messageId ?? messageKeyFor(whole, times.timestampMs !== null),
    kind: 'kind' in named ? named.kind : named.name,
    time: eventTime({ timestampMs: times.timestampMs, sentAtMs: times.sentAtMs, receivedSystemMs: scene.receivedSystemMs }),
    // What is not used is not applied, and words that nobody will read are not kept.
    payload: { customer: customer.handle, traits: customer.traits, properties: flat(properties, change, told), change: ignored !== null && (change.does === 'suggestion' || change.does === 'inquiry') ? { does: 'nothing' } : change, told: times.told },
    ignoredBecause: ignored,
  };
  return { event: read, messageId: read.messageId, faults: [], warnings: customer.warnings };
}

/** The traits of the event's own context count before those of the context that the batch has for all. */
function contextPointer(event: JsonObject, scene: EventScene): string {
  const own = isJsonObject(event['context']) && Object.hasOwn(event['context'], 'traits');
  return own || scene.context === null ? `${scene.pointer}/context` : '/context';
}

/** What an event means here: what it changes, and what it tells by a name of ours. */
interface Meaning {
  readonly change: FactChange;
  readonly told: EventProperties;
  readonly faults: readonly StructureFault[];
}

const NO_MEANING: Meaning = { change: { does: 'nothing' }, told: {}, faults: [] };

/** A property that both readers look at has its fault once. */
function readMeaning(kind: EventKind, properties: JsonObject, pointer: string): Meaning {
  const { change, faults } = readFactChange(kind, properties, pointer);
  const told = readEventProperties(kind, properties, pointer);
  const more = told.faults.filter((fault) => !faults.some((known) => known.pointer === fault.pointer));
  return { change, told: told.properties, faults: [...faults, ...more] };
}

type Name = { readonly kind: EventKind } | { readonly name: string; readonly ignoredBecause: string | null };

function readName(fields: EventFields): Name {
  const type = fields.choice(['type'], ['track', 'identify', 'page', 'screen', 'group', 'alias']) ?? 'track';
  if (type === 'identify') return { name: IDENTIFY_KIND, ignoredBecause: null };
  if (type !== 'track') return { name: type, ignoredBecause: 'type-not-used' };
  const name = fields.required(['event'], '"order.placed" or "Order Completed"') ?? '';
  const named: NamedEvent = kindOfEventName(name);
  return 'kind' in named ? named : { name, ignoredBecause: named.ignoredBecause };
}

function ignoredBecause(named: Name, customer: ToldCustomer): string | null {
  if ('ignoredBecause' in named && named.ignoredBecause !== null) return named.ignoredBecause;
  return customer.handle === null ? 'anonymous' : null;
}

function readProperties(fields: EventFields): JsonObject {
  const found = fields.find(['properties']);
  if (found === null || isJsonObject(found.value)) return isJsonObject(found?.value) ? found.value : {};
  fields.fault('not-an-object', 'expected an object', found.pointer);
  return {};
}

/** Where the words of a question are told. */
const QUESTION_KEYS: readonly string[] = ['subject', 'text', 'message'];

/** Only plain values can be compared by a condition; the value of an order is always there in currency units. */
function flat(properties: JsonObject, change: FactChange, told: EventProperties): EventProperties {
  // The words of a customer are no fact that conditions read: they go to a table of their own.
  if (change.does === 'suggestion') return { idea: change.idea };
  const words = change.does === 'inquiry' ? QUESTION_KEYS : [];
  const plain = Object.entries(properties).flatMap(([key, value]) =>
    words.includes(key) ? [] : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[key, value] as const] : []);
  const value = change.does === 'order' ? { value: change.value / 10_000 } : {};
  return { ...Object.fromEntries(plain), ...value, ...told };
}

function readTimes(event: JsonObject, scene: EventScene) {
  const homeOf = (key: string) => (key === 'sentAt' && !Object.hasOwn(event, key) ? '' : scene.pointer);
  const fields = new EventFields({ sentAt: scene.sentAt, ...event }, scene.pointer, homeOf);
  const told = { timestamp: fields.text(['originalTimestamp', 'timestamp', 'occurredAt', 'occurred_at']), sentAt: fields.text(['sentAt']), event: fields.text(['event']) };
  const timestampMs = instantOf(fields, told.timestamp, ['originalTimestamp', 'timestamp', 'occurredAt', 'occurred_at']);
  const sentAtMs = instantOf(fields, told.sentAt, ['sentAt']);
  const given = Object.entries(told).flatMap(([key, text]) => (text === null ? [] : [[key, text] as const]));
  return { timestampMs, sentAtMs, told: Object.fromEntries(given), faults: fields.faults.filter((fault) => !fault.pointer.endsWith('/event')) };
}

// A date with a time and an offset (RFC 3339), or epoch milliseconds; years that tables and clocks can hold.
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)$/;
const EPOCH_MS = /^\d{12,13}$/;

function instantOf(fields: EventFields, text: string | null, keys: readonly string[]): number | null {
  if (text === null) return null;
  const ms = RFC3339.test(text) ? Date.parse(text) : EPOCH_MS.test(text) ? Number(text) : NaN;
  if (Number.isFinite(ms) && ms >= 0) return ms;
  return fields.fault('not-an-instant', 'expected a date, time and offset, such as 2026-11-22T09:30:00Z', fields.find(keys)?.pointer);
}
