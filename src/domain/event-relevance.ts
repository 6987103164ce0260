import type { AnyEventKind, DomainEvent } from './event.ts';
import type { Enrolment } from './enrolment.ts';

/** Receipts speak of one message, and these of one enrolment's promotion: a click on another campaign's mail is no answer to this one. */
const OF_ONE: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>(['delivered', 'opened', 'clicked', 'promotion-ending', 'promotion-expired', 'touch.failed']);

/** News of one order: the parcel of another has nothing to say to an enrolment that began with an order. */
const OF_ONE_ORDER: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>([
  'order.cancelled', 'order.refunded', 'parcel.shipped', 'parcel.delayed', 'parcel.held', 'parcel.delivered', 'parcel-overdue', 'return.closed',
]);

/** Whether an event is news for this enrolment: all are, but those that speak of another campaign, enrolment or order. */
export function concerns(event: DomainEvent, { id, campaign, entry }: Pick<Enrolment, 'id' | 'campaign' | 'entry'>): boolean {
  if (OF_ONE_ORDER.has(event.kind)) return isOfOrder(event, entry?.properties['orderId']);
  if (!OF_ONE.has(event.kind)) return true;
  const { campaign: told, enrolment: named } = event.properties;
  return (told === undefined || told === campaign) && (named === undefined || named === id);
}

/** Where one of the two names no order, nobody can tell: it counts. */
function isOfOrder({ properties: { orderId } }: DomainEvent, own: string | number | boolean | undefined): boolean {
  return orderId === undefined || own === undefined || String(orderId) === String(own);
}
