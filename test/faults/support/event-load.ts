import type { Dice } from './seeded.ts';
import type { FireCustomer } from './fire-shop.ts';

/** One event as a shop would send it; `ageMs`: how long before its sending it happened. */
export interface ShopEvent {
  readonly messageId: string;
  readonly external: string;
  readonly event: 'order.placed' | 'order.cancelled' | 'inquiry.received' | 'replied';
  readonly orderId: string | null;
  readonly valuePence: number;
  readonly ageMs: number;
}

/** What is sent, in this order: repeats included. */
export interface EventLoad {
  readonly events: readonly ShopEvent[];
  readonly deliveries: readonly ShopEvent[];
  readonly repeated: number;
  readonly moved: number;
  readonly late: number;
}

interface LoadSettings {
  /** Stands in every message id and order id. */
  readonly name: string;
  readonly newcomers: readonly FireCustomer[];
  readonly everybody: readonly FireCustomer[];
}

const HOUR_MS = 60 * 60 * 1000;
/** How far a reordered event may be from its place. */
const FARTHEST_MOVE = 30;

/**
 * `count` deliveries: a first order of each newcomer, then orders, cancellations, inquiries and replies of everybody.
 * 10 % of the deliveries are repeats, 10 % of the events are moved away from their place, 2 % come up to a day late.
 */
export function eventLoad(dice: Dice, count: number, { name, newcomers, everybody }: LoadSettings): EventLoad {
  const repeated = Math.round(count * 0.1);
  const events = eventsOf(dice, count - repeated, { name, newcomers, everybody });
  const { shuffled, moved } = withMoves(dice, events);
  const deliveries = [...shuffled];
  for (let n = 0; n < repeated; n += 1) {
    const original = dice.between(0, deliveries.length - 1);
    deliveries.splice(dice.between(original + 1, Math.min(deliveries.length, original + 4 * FARTHEST_MOVE)), 0, deliveries[original]!);
  }
  return { events, deliveries, repeated, moved, late: events.filter(({ ageMs }) => ageMs > 0).length };
}

function eventsOf(dice: Dice, count: number, { name, newcomers, everybody }: LoadSettings): ShopEvent[] {
  const firsts = new Map<number, FireCustomer>();
  for (const customer of newcomers) {
    let place = dice.between(0, count - 1);
    while (firsts.has(place)) place = (place + 1) % count;
    firsts.set(place, customer);
  }
  const open: ShopEvent[] = [];
  return Array.from({ length: count }, (_, n) => {
    const base = { messageId: `${name}-${n}`, ageMs: dice.chance(0.02) ? dice.between(HOUR_MS, 23 * HOUR_MS) : 0 };
    const first = firsts.get(n);
    const dealt = dice.share();
    if (first === undefined && dealt < 0.15 && open.length > 0) {
      const [order] = open.splice(dice.between(0, open.length - 1), 1);
      return { ...base, external: order!.external, event: 'order.cancelled' as const, orderId: order!.orderId, valuePence: 0 };
    }
    const external = (first ?? dice.pick(everybody)).external;
    if (first === undefined && dealt > 0.6) {
      return { ...base, external, event: dealt > 0.8 ? 'inquiry.received' as const : 'replied' as const, orderId: null, valuePence: 0 };
    }
    const order: ShopEvent = { ...base, external, event: 'order.placed', orderId: `${name}-order-${n}`, valuePence: dice.between(100, 30_000) };
    open.push(order);
    return order;
  });
}

function withMoves(dice: Dice, events: readonly ShopEvent[]): { shuffled: ShopEvent[]; moved: number } {
  const shuffled = [...events];
  const moved = Math.round(events.length * 0.1);
  for (let n = 0; n < moved; n += 1) {
    const from = dice.between(0, shuffled.length - 1);
    const [event] = shuffled.splice(from, 1);
    shuffled.splice(Math.max(0, from + dice.between(-FARTHEST_MOVE, FARTHEST_MOVE)), 0, event!);
  }
  return { shuffled, moved };
}

/** What the API is posted for an event. */
export function wireForm(event: ShopEvent, nowMs: number): object {
  return {
    event: event.event, customer: event.external, messageId: event.messageId,
    ...(event.ageMs === 0 ? {} : { occurredAt: new Date(nowMs - event.ageMs).toISOString() }),
    properties: {
      ...(event.orderId === null ? {} : { orderId: event.orderId }),
      ...(event.event === 'order.placed' ? { value: event.valuePence / 100, currency: 'GBP' } : {}),
    },
  };
}
