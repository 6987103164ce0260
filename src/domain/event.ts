import type { EpochMs } from './instant.ts';

/** Everything that can happen to a customer and be told to Touchline. */
export const EVENT_KINDS = [
  'order.placed', 'order.cancelled', 'order.refunded',
  'product.viewed', 'back-in-stock', 'cart.left', 'payment.failed',
  'parcel.shipped', 'parcel.delayed', 'parcel.held', 'parcel.delivered', 'parcel-overdue',
  'return.opened', 'return.closed',
  'inquiry.received', 'inquiry.closed', 'inquiry.rated', 'replied', 'review.given', 'activity.joined', 'suggestion.given', 'suggestion.answered',
  'delivered', 'opened', 'clicked',
  'message.passed-on', 'message.declined',
  'consent.given', 'consent.withdrawn', 'contact-point.bounced', 'complained', 'touch.failed',
  'promotion.used', 'draft.approved', 'draft.rejected', 'role.taken', 'role.left', 'operator.wake', 'tier.review',
  'birthday', 'first-order-anniversary', 'partnership-anniversary', 'member-day',
  'agreement-started', 'agreement-ending', 'agreement-ended', 'agreement-renewed', 'agreement-volume-reached',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** News of a long-term agreement that time or orders bring; a renewal comes by command. */
export type AgreementEventKind = Extract<EventKind, 'agreement-started' | 'agreement-ending' | 'agreement-ended' | 'agreement-volume-reached'>;

/** Facts that the core derives itself; campaigns may start from them and wait for them like events. */
export const DERIVED_EVENT_KINDS = [
  'became-interested', 'became-purchasing', 'became-loyal',
  'became-active', 'became-at-risk', 'became-lapsed', 'became-left',
  'tier-raised', 'tier-in-danger', 'tier-lowered',
  'promotion-ending', 'promotion-expired', 'consent-to-confirm', 'contact-due', 'level-changed',
  'warned-of-silence', 'warned-of-falling-frequency', 'warned-of-falling-basket', 'warned-of-unanswered', 'warned-of-return', 'warned-of-complaint',
] as const;
export type DerivedEventKind = (typeof DERIVED_EVENT_KINDS)[number];
export type AnyEventKind = EventKind | DerivedEventKind;

/** Kinds that wake a customer's run only when it waits for them; all others always do. */
export const SPARING_KINDS: ReadonlySet<EventKind> = new Set<EventKind>(['delivered', 'opened', 'clicked', 'product.viewed']);

export interface DomainEvent {
  /** The inbox row; 0 for events that the core derived. */
  readonly inboxId: number;
  readonly kind: AnyEventKind;
  readonly occurredAtMs: EpochMs;
  /** Facts of the event that conditions may read: order value, first order or not, link, campaign … */
  readonly properties: Readonly<Record<string, string | number | boolean>>;
}
