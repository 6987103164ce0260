import type { FactChange } from './fact-change.ts';

/** How the sender names the customer; resolved to an opaque id at intake. */
export interface CustomerHandle {
  readonly kind: 'external' | 'email';
  readonly value: string;
}

/** What the sender says about the customer beside the event. Addresses come without consent. */
export interface CustomerTraits {
  readonly displayName: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  /** As E.164 writes it; absent where none was told. */
  readonly phone?: string;
  /** Where that number belongs. */
  readonly phoneCountry?: string;
  /** Name of the channel on which the customer wants to be written to. */
  readonly preferredChannel?: string;
  /** MM-DD; absent where it was not told. */
  readonly birthday?: string;
  /** Names by which channels know the customer that have to be opened by them first (`msteams/<tenant>/<object id>`); absent where none was told. */
  readonly conversations?: readonly string[];
  /** platform: the marketplace that an address belongs to, where it names one. */
  readonly addresses: readonly { readonly channel: string; readonly address: string; readonly sandboxOnly: boolean; readonly platform?: string }[];
}

/** Flat facts of an event that campaign conditions may read. */
export type EventProperties = Readonly<Record<string, string | number | boolean>>;

/** `event_inbox.payload`. */
export interface InboxPayload {
  readonly customer: CustomerHandle | null;
  readonly traits: CustomerTraits | null;
  readonly properties: EventProperties;
  readonly change: FactChange;
  /** The sender's own words: event name and times as they came. */
  readonly told: Readonly<Record<string, string>>;
}

/** When it happened: placed on the domain clock by its age, or at an instant of its own; both null: now. */
export interface EventTime {
  readonly ageMs: number | null;
  readonly atMs: number | null;
}

/** One event, read and checked, on its way into the inbox. */
export interface TrackedEvent {
  readonly messageId: string;
  readonly kind: string;
  readonly time: EventTime;
  readonly payload: InboxPayload;
  /** Why it is kept but not used; null for events that will be applied. */
  readonly ignoredBecause: string | null;
}

/** What is wrong with one event; `pointer` is a JSON pointer into the request body. */
export interface EventFault {
  readonly index: number;
  readonly messageId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

/** The answer to `POST /v1/track` and `/v1/batch`. */
export interface IntakeVerdict {
  /** True when every event was taken. */
  readonly ok: boolean;
  /** Stored now. */
  readonly stored: number;
  /** Known already by their message id: nothing was done twice. */
  readonly repeated: number;
  /** Of the stored ones: kept, but of no use to Touchline, with the reason. */
  readonly ignored: readonly { readonly index: number; readonly messageId: string; readonly reason: string }[];
  /** Not stored. */
  readonly errors: readonly EventFault[];
  /** Stored, but a part of them was left out. */
  readonly warnings: readonly EventFault[];
}

/** Whose events were applied, and whether the customer's run has to look. */
export interface AppliedEvents {
  readonly customerId: string | null;
  /** The first kind that wakes the run; null: nothing does. */
  readonly wokenBy: string | null;
  readonly applied: number;
  readonly ignored: number;
  readonly deadLetters: number;
}

/** Tells the customer's run to look, and for the reader of its history why; rejects when Temporal cannot be reached. */
export type Poke = (customerId: string, kind: string) => Promise<void>;
