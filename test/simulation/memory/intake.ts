import type { FactChange, FactChangeOf } from '../../../src/contracts/fact-change.ts';
import type { Purpose } from '../../../src/domain/customer.ts';
import { EVENT_KINDS, SPARING_KINDS } from '../../../src/domain/event.ts';
import { type CustomerId, type MessageId, toMessageId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { afterRole } from '../../../src/domain/roles.ts';
import { RECENT_ORDERS } from '../../../src/store/facts.ts';
import type { CustomerRow, EventRow, MemoryDatabase, OrderRow, SuppressionRow } from './tables.ts';

/** One event as a source tells it. */
export interface ToldEvent {
  readonly messageId: string;
  readonly external: string;
  readonly kind: string;
  readonly atMs: number;
  readonly properties: EventRow['properties'];
  readonly change: FactChange;
}

const SOFT_BOUNCES_UNTIL_HARD = 3;

/** src/store/inbox.ts and src/store/intake-facts*.ts over tables in memory. */
export class MemoryIntake {
  readonly db: MemoryDatabase;
  #inboxIds = 0;

  constructor(db: MemoryDatabase) {
    this.db = db;
  }

  /** Stores an event once per message id; the number of its inbox row, null when it was known. */
  store(told: ToldEvent): number | null {
    return this.db.transaction('store-event', () => {
      if (this.db.events.some(({ messageId }) => messageId === told.messageId)) return null;
      const { atMs, ...event } = told;
      this.#inboxIds += 1;
      this.db.events.put(String(this.#inboxIds), {
        ...event, inboxId: this.#inboxIds, customerId: null, occurredAtMs: Math.min(atMs, this.db.now()), receivedSystemMs: this.db.systemMs,
        status: 'received', wakes: false, consumedBy: null, reason: null,
      });
      return this.#inboxIds;
    });
  }

  /** Events that were stored at least so long ago and never applied. */
  leftOver(olderThanMs: number): number[] {
    return this.db.events.where(({ status, receivedSystemMs }) => status === 'received' && receivedSystemMs <= this.db.systemMs - olderThanMs)
      .map(({ inboxId }) => inboxId);
  }

  /** Applies events of one customer; the customer who is to be poked and why. */
  apply(external: string, inboxIds: readonly number[]): { readonly customerId: CustomerId | null; readonly wokenBy: string | null } {
    return this.db.transaction('apply-events', () => {
      const [customer] = this.db.customers.where((row) => row.external === external);
      let wokenBy: string | null = null;
      for (const inboxId of inboxIds.toSorted((a, b) => a - b)) {
        const event = this.db.events.get(String(inboxId))!;
        if (event.status !== 'received') continue;
        if (customer === undefined) {
          this.db.events.change(String(inboxId), { status: 'dead_letter', reason: 'no such customer' });
          continue;
        }
        const applied = this.#applyOne(this.db.customers.get(customer.id)!, event);
        this.db.events.change(String(inboxId), applied);
        if (applied.wakes) wokenBy ??= event.kind;
      }
      return { customerId: customer?.id ?? null, wokenBy };
    });
  }

  #applyOne(customer: CustomerRow, event: EventRow): Pick<EventRow, 'customerId' | 'status' | 'reason' | 'wakes' | 'properties'> {
    const ignored = (reason: string) => ({ customerId: customer.id, status: 'ignored', reason, wakes: false, properties: event.properties } as const);
    if (customer.erased) return ignored('customer-erased');
    const kind = EVENT_KINDS.find((known) => known === event.kind);
    if (kind === undefined) return ignored('unknown-event');
    const changed = this.#change(customer, event);
    if ('reason' in changed) return ignored(changed.reason);
    const wakes = !SPARING_KINDS.has(kind) || customer.state.awaits.includes(kind);
    return {
      customerId: customer.id, status: wakes ? 'applied' : 'ignored', reason: wakes ? null : 'not-awaited', wakes,
      properties: { ...event.properties, ...changed.properties },
    };
  }

  #change(customer: CustomerRow, { change: told, occurredAtMs }: EventRow): { readonly properties: EventRow['properties'] } | { readonly reason: string } {
    if (told.does === 'order') {
      const first = this.#bookOrder(customer.id, told, occurredAtMs);
      return first === null ? { reason: 'order-known' } : { properties: { 'first-order': first } };
    }
    if (told.does === 'consent' && !this.#recordConsent(customer.id, told, occurredAtMs)) return { reason: 'newer-consent-known' };
    if (told.does === 'role' && !this.#noteRole(customer.id, told, occurredAtMs)) return { reason: 'role-known' };
    if (told.does === 'cancellation') this.#bookCancellation(customer.id, told, occurredAtMs);
    if (told.does === 'bounce') this.#recordBounce(customer.id, told);
    if (told.does === 'complaint') this.#suppress({ customerId: customer.id, channel: told.channel, address: null, purpose: 'marketing', reason: 'complained' });
    if (told.does === 'inquiry' || told.does === 'reply' || told.does === 'receipt') this.#recordAnswer(customer.id, told, occurredAtMs);
    return { properties: {} };
  }

  #bookOrder(customerId: CustomerId, { orderId, value }: FactChangeOf<'order'>, placedAtMs: number): boolean | null {
    if (this.db.orders.get(orderId) !== undefined) return null;
    const state = this.db.orders.get(`${orderId}/cancelled`)?.state ?? 'placed';
    this.db.orders.put(orderId, { customerId, externalId: orderId, kind: 'order', placedAtMs, value, state });
    this.#capCancellation(orderId);
    this.#recomputeFacts(customerId);
    return value > 0 && this.db.customers.get(customerId)!.facts.orderCount === 1;
  }

  #bookCancellation(customerId: CustomerId, { orderId, amount, newState }: FactChangeOf<'cancellation'>, placedAtMs: number): void {
    const externalId = `${orderId}/cancelled`;
    const told: OrderRow = { customerId, externalId, kind: 'cancellation', placedAtMs, value: amount ?? 0, state: amount === null ? newState : 'part-refunded' };
    const known = this.db.orders.get(externalId);
    const states = [known?.state, told.state];
    this.db.orders.put(externalId, known === undefined ? told : {
      ...known, value: known.value + told.value, placedAtMs: Math.max(known.placedAtMs, placedAtMs),
      state: states.includes('cancelled') ? 'cancelled' : states.includes('refunded') ? 'refunded' : known.state,
    });
    this.#capCancellation(orderId);
    this.#recomputeFacts(customerId);
  }

  #capCancellation(orderId: string): void {
    const order = this.db.orders.get(orderId);
    const cancellation = this.db.orders.get(`${orderId}/cancelled`);
    if (order === undefined || cancellation === undefined) return;
    const whole = cancellation.state === 'cancelled' || cancellation.state === 'refunded';
    this.db.orders.change(cancellation.externalId, { value: whole ? order.value : Math.min(cancellation.value, order.value) });
    this.db.orders.change(orderId, { state: cancellation.state });
  }

  /** src/store/facts.ts */
  #recomputeFacts(customerId: CustomerId): void {
    const own = this.db.orders.where((order) => order.customerId === customerId);
    const counted = own.filter(({ kind, value }) => kind === 'order' && value > 0).toSorted((a, b) => a.placedAtMs - b.placedAtMs);
    const gaps = counted.slice(1).map(({ placedAtMs }, index) => (placedAtMs - counted[index]!.placedAtMs) / 1000 / 3600).toSorted((a, b) => a - b);
    const untilMs = this.db.now();
    const sinceMs = untilMs - this.db.policy.tierReview.windowDays * DAY_MS;
    const recent = own.filter(({ placedAtMs }) => placedAtMs > sinceMs && placedAtMs <= untilMs);
    const { lastContactAtMs, lastReturnAtMs, unansweredTouches } = this.db.customers.get(customerId)!.facts;
    const lastOrderAtMs = counted.at(-1)?.placedAtMs ?? null;
    const returns = own.filter(({ kind, value }) => kind === 'cancellation' && value > 0).map(({ placedAtMs }) => placedAtMs);
    const isAnswered = lastOrderAtMs !== null && lastContactAtMs !== null && lastOrderAtMs >= lastContactAtMs;
    this.db.changeFacts(customerId, {
      recentOrders: counted.slice(-RECENT_ORDERS).map(({ placedAtMs, value }) => ({ atMs: placedAtMs, value })),
      lastReturnAtMs: returns.length === 0 ? lastReturnAtMs : Math.max(lastReturnAtMs ?? 0, ...returns), unansweredTouches: isAnswered ? 0 : unansweredTouches,
      firstOrderAtMs: counted[0]?.placedAtMs ?? null, lastOrderAtMs: counted.at(-1)?.placedAtMs ?? null, orderCount: counted.length,
      grossValue: sumOf(counted), largestOrder: Math.max(0, ...counted.map(({ value }) => value)), usualGapHours: median(gaps),
      cancelledValue: sumOf(own.filter(({ kind }) => kind === 'cancellation')),
      contribution: sumOf(recent.filter(({ kind }) => kind === 'order')) - sumOf(recent.filter(({ kind }) => kind === 'cancellation')),
    });
  }

  /** src/store/intake-facts-contact.ts: the newest word counts; of two at the same instant the withdrawal. */
  #recordConsent(customerId: CustomerId, told: FactChangeOf<'consent'>, atMs: number): boolean {
    const every = told.channel === '*';
    const channels = every ? this.#grantedChannels(customerId, told.purpose) : [told.channel];
    let changed = every;
    for (const channel of channels) {
      const newest = this.#newestConsent(customerId, channel, told.purpose);
      if (newest !== undefined && (newest.atMs > atMs || (newest.atMs === atMs && (!newest.granted || told.granted)))) continue;
      this.db.consents.put(`n${this.db.consents.size + 1}`, { customerId, channel, purpose: told.purpose, granted: told.granted, atMs });
      if (told.granted) this.#liftUnsubscribed(customerId, channel, told.purpose);
      changed = true;
    }
    if (every) this.#suppress({ customerId, channel: '*', address: null, purpose: told.purpose, reason: 'unsubscribed' });
    return changed;
  }

  #newestConsent(id: CustomerId, channel: string, purpose: Purpose) {
    return this.db.consents.where((row) => row.customerId === id && row.channel === channel && row.purpose === purpose).at(-1);
  }

  #grantedChannels(id: CustomerId, purpose: Purpose): string[] {
    const channels = new Set(this.db.consents.where((row) => row.customerId === id && row.purpose === purpose).map(({ channel }) => channel));
    return [...channels].filter((channel) => this.#newestConsent(id, channel, purpose)!.granted).toSorted();
  }

  #liftUnsubscribed(id: CustomerId, channel: string, purpose: Purpose): void {
    const standing = (row: SuppressionRow) => row.customerId === id && row.channel === channel && row.purpose === purpose && row.reason === 'unsubscribed' && row.liftedAtMs === null;
    for (let number = 1; number <= this.db.suppressions.size; number += 1) {
      if (standing(this.db.suppressions.get(`s${number}`)!)) this.db.suppressions.change(`s${number}`, { liftedAtMs: this.db.now() });
    }
  }

  #suppress(told: Omit<SuppressionRow, 'liftedAtMs'>): void {
    const known = this.db.suppressions.some((row) => row.customerId === told.customerId && row.channel === told.channel && row.address === told.address
      && row.purpose === told.purpose && row.reason === told.reason && row.liftedAtMs === null);
    if (!known) this.db.suppressions.put(`s${this.db.suppressions.size + 1}`, { ...told, liftedAtMs: null });
  }

  #recordBounce(id: CustomerId, told: FactChangeOf<'bounce'>): void {
    const hit = this.db.points.where(({ customerId, channel, address }) => customerId === id && channel === told.channel
      && (told.address === null || address.toLowerCase() === told.address.toLowerCase()));
    for (const point of hit) {
      const softBounces = point.softBounces + (told.hard ? 0 : 1);
      const isDead = told.hard || softBounces >= SOFT_BOUNCES_UNTIL_HARD;
      const { state, address } = this.db.points.change(point.id, { softBounces, state: isDead ? 'bounced' : point.state });
      if (state === 'bounced') this.#suppress({ customerId: id, channel: told.channel, address, purpose: '*', reason: 'bounced' });
    }
  }

  #recordAnswer(id: CustomerId, told: FactChangeOf<'inquiry' | 'reply' | 'receipt'>, atMs: number): void {
    const { facts } = this.db.customers.get(id)!;
    if (told.does !== 'receipt' || told.stamp !== 'delivered') this.db.changeFacts(id, { unansweredTouches: 0 });
    const later = (known: number | null) => Math.max(known ?? atMs, atMs);
    if (told.does === 'inquiry') this.db.changeFacts(id, { inquiryCount: facts.inquiryCount + 1, lastInquiryAtMs: later(facts.lastInquiryAtMs) });
    if (told.does === 'inquiry' && told.complaint === true) this.db.changeFacts(id, { lastComplaintAtMs: later(facts.lastComplaintAtMs) });
    if (told.does === 'reply') this.db.changeFacts(id, { lastReplyAtMs: later(facts.lastReplyAtMs) });
    if (told.does === 'receipt' && told.stamp === 'clicked') this.db.changeFacts(id, { lastClickAtMs: later(facts.lastClickAtMs) });
    if (told.does !== 'inquiry' && told.message !== null) this.#stamp(id, toMessageId(told.message), told.does === 'receipt' ? told.stamp : 'replied', atMs);
  }

  /** Who dealt with a message has received it: an outcome in doubt is known now, also when a second copy was about to leave. */
  #stamp(customerId: CustomerId, id: MessageId, stamp: 'delivered' | 'opened' | 'clicked' | 'replied', atMs: number): void {
    const message = this.db.messages.get(id);
    if (message === undefined || message.customerId !== customerId) return;
    const clicked = stamp === 'clicked' ? { clickedAtMs: Math.min(message.clickedAtMs ?? atMs, atMs) } : {};
    const again = message.state === 'ready' && this.db.attempts.get(`${id}#${message.fence}`)?.outcome === 'unknown';
    const known = message.state === 'unknown' || again ? ({ state: 'accepted', acceptedAtMs: message.claimedAtMs, reason: null } as const) : {};
    const { acceptedAtMs } = this.db.messages.change(id, { ...clicked, ...known });
    if (again) this.db.changeState(customerId, { wakeAtMs: this.db.now(), pokes: -1, pokedSystemMs: null });
    const wasDoubted = 'state' in known && message.purpose === 'marketing' && stamp === 'delivered';
    if (acceptedAtMs !== null) this.#contacted(customerId, acceptedAtMs, wasDoubted ? 1 : 0);
  }

  #contacted(id: CustomerId, atMs: number, touches: number): void {
    const { lastContactAtMs, unansweredTouches } = this.db.customers.get(id)!.facts;
    this.db.changeFacts(id, { lastContactAtMs: Math.max(lastContactAtMs ?? atMs, atMs), unansweredTouches: unansweredTouches + touches });
  }

  #noteRole(id: CustomerId, { role, taken }: FactChangeOf<'role'>, atMs: number): boolean {
    const { facts } = this.db.customers.get(id)!;
    const rolePeriods = afterRole(facts, { role, taken, atMs });
    if (rolePeriods === facts.rolePeriods) return false;
    this.db.changeFacts(id, { rolePeriods });
    return true;
  }
}

const sumOf = (orders: readonly OrderRow[]) => orders.reduce((total, { value }) => total + value, 0);

/** percentile_cont(0.5) */
function median(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)]!, sorted[Math.ceil(middle)]!];
  // To the last bit, as PostgreSQL does it.
  return low + 0.5 * (high - low);
}
