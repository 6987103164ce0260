import type { AnyEventKind, DomainEvent } from './event.ts';
import type { Enrolment } from './enrolment.ts';

/** Receipts speak of one message: a click on another campaign's mail is no answer to this one. */
const RECEIPTS: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>(['delivered', 'opened', 'clicked']);

/** Whether an event is news for this enrolment: all are, but receipts that name another campaign or enrolment. */
export function concerns(event: DomainEvent, enrolment: Pick<Enrolment, 'id' | 'campaign'>): boolean {
  if (!RECEIPTS.has(event.kind)) return true;
  const { campaign, enrolment: named } = event.properties;
  return (campaign === undefined || campaign === enrolment.campaign) && (named === undefined || named === enrolment.id);
}
