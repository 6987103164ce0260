import type { FactChange } from '../../contracts/fact-change.ts';
import type { TrackedEvent } from '../../contracts/tracking.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { demoProgress, knownExternalIds, saveFedThrough } from '../../store/customers-demo-progress.ts';
import { grantForFriend, grantsInHand, toolsNobodyUsed } from '../../store/demo-grants.ts';
import { storeEvents } from '../../store/inbox.ts';
import { moneyFromNumeric } from '../../store/money.ts';
import type { Pool } from '../../store/pool.ts';
import { type DemoBasket, fillBaskets } from './demo-baskets.ts';
import { firstUses } from './demo-first-uses.ts';
import { inventedAddress, INVENTED_WORDING } from './demo-contacts.ts';
import { type LaterOrder, readLaterOrders, valueOf } from './later-orders.ts';

const SOURCE = 'demo';
const MOST_ORDERS_AT_ONCE = 100;
const MOST_LINES = 500;
/** A day of the shop is a minute of the demo. */
const UNUSED_AFTER_SECONDS = 24 * 3600;

/** Tells the demo shop the real orders that follow its start, when demo time reaches them, and one invented order for each promotion tool that none of them uses. */
export class DemoOrderFeed {
  readonly #shopId: string;
  #orders: readonly LaterOrder[] | null = null;

  constructor(shopId: string) {
    this.#shopId = shopId;
  }

  /** Stores events for the orders that have fallen due and answers how many orders; 0 where there is no demo shop. Repeating it adds nothing. */
  async feedDueOrders(pool: Pool): Promise<number> {
    const progress = await demoProgress(pool);
    if (progress === null) return 0;
    await this.#useForTheFirstTime(pool, progress.nowMs);
    this.#orders ??= await readLaterOrders();
    const due = nextOrders(this.#orders, progress.fedThroughMs, progress.nowMs);
    const last = due.at(-1);
    if (last === undefined) return 0;
    const customers = due.map(({ customer }) => customer);
    const known = await knownExternalIds(pool, this.#shopId, customers);
    await this.#tell(pool, fillBaskets(due, { known, inHand: await grantsInHand(pool, this.#shopId, customers), forFriend: await grantForFriend(pool) }), known);
    await saveFedThrough(pool, last.placedAtMs);
    return due.length;
  }

  async #useForTheFirstTime(pool: Pool, nowMs: EpochMs): Promise<void> {
    const baskets = firstUses(await toolsNobodyUsed(pool, this.#shopId, UNUSED_AFTER_SECONDS), nowMs);
    if (baskets.length > 0) await this.#tell(pool, baskets, await knownExternalIds(pool, this.#shopId, baskets.map(({ order: { customer } }) => customer)));
  }

  async #tell(pool: Pool, baskets: readonly DemoBasket[], known: ReadonlySet<string>): Promise<void> {
    await storeEvents(pool, { source: SOURCE, shopId: this.#shopId }, baskets.flatMap((basket) => eventsOf(basket, known.has(basket.order.customer))));
  }
}

/** A bounded number of due orders, never parting those of one minute: the mark that is kept is a time. */
function nextOrders(orders: readonly LaterOrder[], afterMs: EpochMs, untilMs: EpochMs): readonly LaterOrder[] {
  const due = orders.filter(({ placedAtMs }) => placedAtMs > afterMs && placedAtMs <= untilMs);
  const lastMs = due[MOST_ORDERS_AT_ONCE - 1]?.placedAtMs ?? untilMs;
  return due.filter(({ placedAtMs }) => placedAtMs <= lastMs);
}

/** An order as the shop would tell it; a customer's first event brings the invented address and consent along. */
function eventsOf(basket: DemoBasket, customerIsKnown: boolean): readonly TrackedEvent[] {
  const { order } = basket;
  const told = order.cancels ? eventOf(order, 'order.cancelled', `order:${order.orderId}`, cancellationOf(order)) : placedOf(basket);
  return customerIsKnown ? [told] : [consentOf(order), told];
}

function placedOf(basket: DemoBasket): TrackedEvent {
  const { order } = basket;
  const event = eventOf(order, 'order.placed', `order:${order.orderId}`, orderOf(basket));
  const value = valueOf(order) / 10_000;
  return { ...event, payload: { ...event.payload, properties: { orderId: order.orderId, value } } };
}

function consentOf(order: LaterOrder): TrackedEvent {
  const change: FactChange = { does: 'consent', granted: true, channel: 'email', purpose: 'marketing', source: SOURCE, wording: INVENTED_WORDING };
  const event = eventOf(order, 'consent.given', `consent:${order.customer}`, change);
  const addresses = [{ channel: 'email', address: inventedAddress(order.customer), sandboxOnly: true }];
  return { ...event, payload: { ...event.payload, traits: { displayName: null, country: order.country, language: null, timeZone: null, addresses } } };
}

function eventOf(order: LaterOrder, kind: string, messageId: string, change: FactChange): TrackedEvent {
  return {
    messageId, kind, time: { ageMs: null, atMs: order.placedAtMs }, ignoredBecause: null,
    payload: { customer: { kind: 'external', value: order.customer }, traits: null, properties: {}, change, told: { source: 'order of the demo shop' } },
  };
}

function orderOf({ order, coupons, extras }: DemoBasket): FactChange {
  const bought = order.lines.filter(({ kind }) => kind === 'sale' || kind === 'free').slice(0, MOST_LINES - extras.length)
    .map(({ sku, title, quantity, unitPrice }) => ({ sku, title, quantity, unitPrice: moneyFromNumeric(unitPrice) }));
  const free = extras.map((sku) => ({ sku, title: null, quantity: 1, unitPrice: 0 }));
  return { does: 'order', orderId: order.orderId, value: valueOf(order), currency: 'GBP', country: order.country, lines: [...bought, ...free], coupons: [...coupons] };
}

function cancellationOf(order: LaterOrder): FactChange {
  return { does: 'cancellation', orderId: order.orderId, amount: valueOf(order), newState: 'refunded' };
}
