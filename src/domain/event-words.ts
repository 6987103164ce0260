import type { AnyEventKind } from './event.ts';

const WORDS: Readonly<Record<AnyEventKind, string>> = {
  'order.placed': 'order', 'order.cancelled': 'cancellation', 'order.refunded': 'refund',
  'product.viewed': 'product viewed', 'back-in-stock': 'product back in stock', 'cart.left': 'cart left', 'payment.failed': 'payment failed',
  'parcel.shipped': 'shipment', 'parcel.delayed': 'delay', 'parcel.held': 'customs hold', 'parcel.delivered': 'parcel delivery',
  'parcel-overdue': 'promised day of delivery passed',
  'return.opened': 'return opened', 'return.closed': 'return closed',
  'inquiry.received': 'inquiry', 'inquiry.closed': 'inquiry closed', 'inquiry.rated': 'rating of an inquiry', replied: 'reply', 'review.given': 'review', 'activity.joined': 'activity', 'suggestion.given': 'suggestion', 'suggestion.answered': 'answer to a suggestion',
  delivered: 'delivery', opened: 'open', clicked: 'click',
  'message.passed-on': 'message passed on', 'message.declined': 'message declined',
  'consent.given': 'consent', 'consent.withdrawn': 'withdrawal', 'contact-point.bounced': 'bounce', complained: 'complaint', 'touch.failed': 'message that did not arrive',
  'promotion.used': 'promotion used', 'draft.approved': 'approval', 'draft.rejected': 'rejection', 'operator.wake': 'operator', 'tier.review': 'tier review', 'role.taken': 'role taken', 'role.left': 'role left',
  birthday: 'birthday', 'first-order-anniversary': 'anniversary of the first order', 'partnership-anniversary': 'anniversary of the agreement', 'member-day': 'member day',
  'agreement-started': 'agreement started', 'agreement-ending': 'agreement ending', 'agreement-ended': 'agreement ended',
  'agreement-renewed': 'agreement renewed', 'agreement-volume-reached': 'agreed volume reached',
  'became-interested': 'interested', 'became-purchasing': 'first purchase', 'became-loyal': 'loyal',
  'became-active': 'active', 'became-at-risk': 'at risk', 'became-lapsed': 'lapsed', 'became-left': 'left',
  'tier-raised': 'tier raised', 'tier-in-danger': 'tier in danger', 'tier-lowered': 'tier lowered',
  'warned-of-silence': 'a warning of silence', 'warned-of-falling-frequency': 'a warning of rarer orders', 'warned-of-falling-basket': 'a warning of smaller orders',
  'warned-of-unanswered': 'a warning of unanswered touches', 'warned-of-return': 'a warning of a return', 'warned-of-complaint': 'a warning of a complaint',
  'promotion-ending': 'promotion ending', 'promotion-expired': 'promotion expired', 'consent-to-confirm': 'consent to be confirmed',
  'contact-due': 'regular contact falling due', 'level-changed': 'another level',
};

/** One or two words for an event, to stand in a list: "reply or order". */
export function wordEvent(kind: AnyEventKind): string {
  return WORDS[kind];
}
