import type { AnyEventKind, DomainEvent } from './event.ts';
import type { Enrolment } from './enrolment.ts';

/** Receipts speak of one message, and these of one enrolment's promotion: a click on another campaign's mail is no answer to this one. */
const OF_ONE: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>(['delivered', 'opened', 'clicked', 'promotion-ending', 'promotion-expired', 'touch.failed']);

/** Whether an event is news for this enrolment: all are, but those that speak of another campaign or enrolment. */
export function concerns(event: DomainEvent, enrolment: Pick<Enrolment, 'id' | 'campaign'>): boolean {
  if (!OF_ONE.has(event.kind)) return true;
  const { campaign, enrolment: named } = event.properties;
  return (campaign === undefined || campaign === enrolment.campaign) && (named === undefined || named === enrolment.id);
}
