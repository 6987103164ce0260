import { crashPoint } from '../contracts/crash-point.ts';
import { factChangeSchema, type FactChange } from '../contracts/fact-change.ts';
import type { AppliedEvents } from '../contracts/tracking.ts';
import { EVENT_KINDS, SPARING_KINDS, type EventKind } from '../domain/event.ts';
import { recordAnswer, recordBounce, recordComplaint, recordConsent } from './intake-facts-contact.ts';
import { bookCancellation, bookOrder } from './intake-facts-orders.ts';
import { learnTraits, lockOwner, type EventOwner, type LockedOwner } from './intake-facts-owner.ts';
import { buryEvents, type ReceivedEvent } from './inbox.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { endPassing, endPassingOfOrder } from './passing-tasks.ts';
import { recordInterest } from './product-interest.ts';
import { recordFeedback, recordReturnClosed } from './record-feedback.ts';
import { recordParcel } from './record-parcel.ts';
import { recordRole } from './record-role.ts';
import { PAYLOAD_WITHOUT_WORDS, recordSuggestion } from './suggestions.ts';
import { takeToldInquiry } from './take-inquiry.ts';
import { tellOrderRights } from './tell-rights.ts';
import { type UsedGrant, useNamedGrant } from './use-grants.ts';

/** What became of one event: its next status, why it is not used, and properties that only the facts could tell. */
interface Applied {
  readonly status: 'applied' | 'ignored';
  readonly reason: string | null;
  readonly wakes: boolean;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}

const MOST_TRIES = 3;

/**
 * Applies the events of one customer under the customer's lock, in one transaction with a savepoint each:
 * facts change exactly once however often this is called, and an event that cannot be applied is set aside alone.
 */
export async function applyForCustomer(pool: Pool, owner: EventOwner, events: readonly ReceivedEvent[]): Promise<AppliedEvents> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyOnce(pool, owner, events);
    } catch (error) {
      // Two customers whose orders name the same new products in another order can block each other: one of them starts over.
      if (tries >= MOST_TRIES || !(error instanceof Error && 'code' in error && error.code === '40P01')) throw error;
    }
  }
}

async function applyOnce(pool: Pool, owner: EventOwner, events: readonly ReceivedEvent[]): Promise<AppliedEvents> {
  return inTransaction(pool, async (tx) => {
    const locked = await lockOwner(tx, owner, 'event');
    if (locked === null) {
      await buryEvents(tx, events.map(({ inboxId }) => inboxId), 'no such customer');
      return { customerId: null, wokenBy: null, applied: 0, ignored: 0, deadLetters: events.length };
    }
    const tally = { applied: 0, ignored: 0, deadLetters: 0 };
    let wokenBy: string | null = null;
    for (const event of await stillReceived(tx, events)) {
      const outcome = await applyInSavepoint(tx, locked, event);
      if (outcome === null) tally.deadLetters += 1;
      else tally[outcome.status] += 1;
      if (outcome?.wakes === true) wokenBy ??= event.kind;
    }
    crashPoint('events-uncommitted');
    return { customerId: locked.customerId, wokenBy, ...tally };
  });
}

/** Another intake may have been faster: looked up again under the lock. */
async function stillReceived(tx: Transaction, events: readonly ReceivedEvent[]): Promise<ReceivedEvent[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from event_inbox where id = any($1::bigint[]) and status = 'received' order by id for update`, [events.map(({ inboxId }) => inboxId)]);
  const open = new Set(rows.map(({ id }) => Number(id)));
  return events.filter(({ inboxId }) => open.has(inboxId)).toSorted((a, b) => a.inboxId - b.inboxId);
}

async function applyInSavepoint(tx: Transaction, locked: LockedOwner, event: ReceivedEvent): Promise<Applied | null> {
  await tx.query('savepoint one_event');
  try {
    const outcome = await applyOne(tx, locked, event);
    await mark(tx, locked, event, outcome);
    await tx.query('release savepoint one_event');
    return outcome;
  } catch (error) {
    if (!isFaultOfTheEvent(error)) throw error;
    await tx.query('rollback to savepoint one_event');
    await buryEvents(tx, [event.inboxId], error instanceof Error ? error.message : 'cannot be applied');
    return null;
  }
}

/** Data that the tables refuse (classes 22 and 23) or that is not what it should be; anything else concerns the whole database. */
function isFaultOfTheEvent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null ? error instanceof RangeError || error instanceof UnreadableEventError : /^2[23]/.test(code);
}

class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
}

async function applyOne(tx: Transaction, locked: LockedOwner, event: ReceivedEvent): Promise<Applied> {
  if (locked.erased) return ignored('customer-erased');
  if (event.payload.traits != null) await learnTraits(tx, locked, event.payload.traits);
  const kind = EVENT_KINDS.find((known) => known === event.kind);
  if (kind === undefined) return ignored(event.payload.traits == null ? 'unknown-event' : 'traits-only');
  const parsed = factChangeSchema.safeParse(event.payload.change ?? { does: 'nothing' });
  if (!parsed.success) throw new UnreadableEventError(`the stored change cannot be read: ${parsed.error.issues[0]?.message ?? ''}`);
  const refusal = await change(tx, locked, parsed.data, event.inboxId);
  if ('reason' in refusal) return ignored(refusal.reason);
  return { ...wakeOf(kind, locked), properties: refusal.properties };
}

const ignored = (reason: string): Applied => ({ status: 'ignored', reason, wakes: false, properties: {} });

/** Sparing kinds count as seen at once unless the run waits for them: both sides hold the lock, so no wake-up is missed. */
function wakeOf(kind: EventKind, { awaits }: LockedOwner): Omit<Applied, 'properties'> {
  const wakes = !SPARING_KINDS.has(kind) || awaits.has(kind);
  return wakes ? { status: 'applied', reason: null, wakes } : { status: 'ignored', reason: 'not-awaited', wakes };
}

type Changed = { readonly properties: Applied['properties'] } | { readonly reason: string };

/** Changes the facts; answers what only they could tell, or why the event changes nothing. */
async function change(tx: Transaction, locked: LockedOwner, told: FactChange, inboxId: number): Promise<Changed> {
  if (told.does === 'order') {
    const booked = await bookOrder(tx, locked, told, inboxId);
    if (booked === null) return { reason: 'order-known' };
    await tellOrderRights(tx, locked, told, inboxId);
    return { properties: { 'first-order': booked.first, ...usedIn(booked.used) } };
  }
  const refusal = await refusalOf(tx, locked, told, inboxId);
  if (refusal !== null) return { reason: refusal };
  if (told.does === 'suggestion') return { properties: await recordSuggestion(tx, locked, told, inboxId) };
  if (told.does === 'feedback') await recordFeedback(tx, locked, told, inboxId);
  if (told.does === 'return-closed') await recordReturnClosed(tx, locked);
  if (told.does === 'parcel') await recordParcel(tx, locked, told, inboxId);
  if (told.does === 'cancellation') {
    await bookCancellation(tx, locked, told, inboxId);
    await endPassingOfOrder(tx, locked, told);
  }
  if (told.does === 'bounce') await recordBounce(tx, locked, told, inboxId);
  if (told.does === 'complaint') await recordComplaint(tx, locked, told);
  await listen(tx, locked, told, inboxId);
  return { properties: {} };
}

/** Changes what may turn out to be no news; the reason when it is none. */
async function refusalOf(tx: Transaction, locked: LockedOwner, told: FactChange, inboxId: number): Promise<string | null> {
  if (told.does === 'promotion-use') return await useNamedGrant(tx, locked.customerId, told, inboxId) ? null : 'no-such-grant';
  if (told.does === 'consent') return await recordConsent(tx, locked, told, inboxId) ? null : 'newer-consent-known';
  if (told.does === 'passing') return await endPassing(tx, locked.customerId, told) ? null : 'no-such-task';
  if (told.does === 'role') return await recordRole(tx, locked, told, inboxId) ? null : 'role-known';
  return null;
}

/** What the customer says, and what they look at. */
async function listen(tx: Transaction, locked: LockedOwner, told: FactChange, inboxId: number): Promise<void> {
  if (told.does === 'inquiry' || told.does === 'reply' || told.does === 'receipt') await recordAnswer(tx, locked, told, inboxId);
  if (told.does === 'view' || told.does === 'inquiry') await recordInterest(tx, locked, told, inboxId);
  if (told.does === 'inquiry' || told.does === 'reply') await takeToldInquiry(tx, locked, told, inboxId);
}

/** Conditions may ask by which promotion an order came. */
function usedIn([used]: readonly UsedGrant[]): Applied['properties'] {
  return used === undefined ? {} : { promotion: used.promotion, 'promotion-tool': used.tool };
}

async function mark(tx: Transaction, { customerId }: LockedOwner, { inboxId }: ReceivedEvent, outcome: Applied): Promise<void> {
  await tx.query(
    `update event_inbox set customer_id = $2, status = $3, reason = $4, wakes = $5,
       payload = case when $6::jsonb = '{}' then ${PAYLOAD_WITHOUT_WORDS}
         else jsonb_set(${PAYLOAD_WITHOUT_WORDS}, '{properties}', coalesce(payload->'properties', '{}') || $6::jsonb) end
     where id = $1`, [inboxId, customerId, outcome.status, outcome.reason, outcome.wakes, JSON.stringify(outcome.properties)]);
}
