import { EVENT_KINDS, type EventKind } from '../../domain/event.ts';

/** Names of Segment's e-commerce plan, and our additions to it, as kinds of ours. */
const KIND_BY_NAME: Readonly<Record<string, EventKind>> = {
  'order completed': 'order.placed',
  'order cancelled': 'order.cancelled',
  'order canceled': 'order.cancelled',
  'order refunded': 'order.refunded',
  'product viewed': 'product.viewed',
  'product back in stock': 'back-in-stock',
  'cart abandoned': 'cart.left',
  'checkout abandoned': 'cart.left',
  'payment failed': 'payment.failed',
  'order shipped': 'parcel.shipped',
  'order delayed': 'parcel.delayed',
  'order held': 'parcel.held',
  'order delivered': 'parcel.delivered',
  'return opened': 'return.opened',
  'return closed': 'return.closed',
  'inquiry received': 'inquiry.received',
  'inquiry closed': 'inquiry.closed',
  'message replied': 'replied',
  'product reviewed': 'review.given',
  'activity joined': 'activity.joined',
  'suggestion given': 'suggestion.given',
  'message passed on': 'message.passed-on',
  'message declined': 'message.declined',
  'email delivered': 'delivered',
  'email opened': 'opened',
  'email link clicked': 'clicked',
  'consent given': 'consent.given',
  'consent withdrawn': 'consent.withdrawn',
  unsubscribed: 'consent.withdrawn',
  'email bounced': 'contact-point.bounced',
  'email marked as spam': 'complained',
};

/** Names that shops send all day and that change nothing here: kept, with this reason. */
const BROWSING: ReadonlySet<string> = new Set([
  'products searched', 'product list viewed', 'product list filtered', 'promotion viewed', 'promotion clicked',
  'product clicked', 'product added', 'product removed', 'cart viewed', 'checkout started',
  'checkout step viewed', 'checkout step completed', 'payment info entered', 'order updated',
  'coupon entered', 'coupon applied', 'coupon denied', 'coupon removed',
  'product added to wishlist', 'product removed from wishlist', 'wishlist product added to cart', 'product shared', 'cart shared',
]);

/** What a name means: a kind of ours, or the reason why the event is kept but not used. */
export type NamedEvent = { readonly kind: EventKind } | { readonly ignoredBecause: string };

const KINDS: ReadonlyMap<string, EventKind> = new Map(EVENT_KINDS.map((kind) => [kind, kind]));

/** Reads our own kinds (`order.placed`) and Segment's names (`Order Completed`), whatever their case. */
export function kindOfEventName(name: string): NamedEvent {
  const known = name.trim().toLowerCase();
  const kind = KINDS.get(known) ?? (Object.hasOwn(KIND_BY_NAME, known) ? KIND_BY_NAME[known] : undefined);
  if (kind !== undefined) return { kind };
  return { ignoredBecause: BROWSING.has(known) ? 'browsing-event' : 'unknown-event' };
}
