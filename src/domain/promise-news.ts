import type { CustomerFacts, Standing } from './customer.ts';
import type { DomainEvent } from './event.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import { keepPromises, type KeptPromises } from './keep-promises.ts';
import type { ShopPolicy } from './policy.ts';
import { NO_PROMISES, type PromiseFacts } from './promise-facts.ts';
import type { Escalation } from './sla-clock.ts';
import type { SlaPolicy } from './sla-policy.ts';
import { calendarOfTeam } from './team-calendar.ts';

/** What promises come to in one decision. */
export interface PromiseAnswer extends KeptPromises {
  /** A touch to prepare, as an event that campaigns start from. */
  readonly events: readonly DomainEvent[];
  /** What a person has to do about the promise of regular contact. */
  readonly tasks: readonly ContactTask[];
}

/** A person is to see to it that a customer hears from the shop in time. */
export interface ContactTask {
  readonly subject: string;
  /** Whether automation had its turn, or has been left unanswered too often. */
  readonly why: 'not-reached' | 'unanswered';
  readonly team: string | null;
  readonly dueAtMs: EpochMs;
}

const NOTHING: PromiseAnswer = { changed: [], escalations: [], running: [], events: [], tasks: [] };

/** The promises to a customer at an instant; a shop that promises nothing has no clocks. */
export function promisesTo(
  { customer, standing, promises = NO_PROMISES, nowMs }: { readonly customer: CustomerFacts; readonly standing: Standing; readonly promises?: PromiseFacts | undefined; readonly nowMs: EpochMs },
  policy: ShopPolicy, team: string | null,
): PromiseAnswer {
  if (policy.sla === undefined || customer.erased) return NOTHING;
  const kept = keepPromises({
    nowMs, level: standing.level, lifeCycle: standing.lifeCycle, policy: policy.sla, calendarOf: (of) => calendarOfTeam(policy, of ?? team),
    facts: { ...promises, contactAtMs: lastContact(customer, promises, policy.sla.contact) },
  });
  const prepared = kept.escalations.filter(({ step }) => step === 'prepare');
  const isUnanswered = customer.unansweredTouches >= policy.sla.contact.personAfterUnanswered;
  return {
    ...kept,
    events: isUnanswered ? [] : prepared.map((step) => contactDue(step, policy.sla?.contact, nowMs)),
    tasks: tasksFor(kept.escalations, { isUnanswered, team, contact: policy.sla.contact }),
  };
}

/** A word of the customer's is contact too. */
function lastContact({ lastReplyAtMs, lastInquiryAtMs, lastContactAtMs }: CustomerFacts, { contactAtMs }: PromiseFacts, { bulkCounts }: SlaPolicy['contact']): EpochMs | null {
  const known = [contactAtMs, bulkCounts ? lastContactAtMs : null, lastReplyAtMs, lastInquiryAtMs].filter((atMs) => atMs !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The reasons take turns from one promise to the next. */
function contactDue({ dueAtMs }: Escalation, contact: SlaPolicy['contact'] | undefined, nowMs: EpochMs): DomainEvent {
  const reasons = contact?.reasons ?? [];
  const turn = Math.floor(dueAtMs / ((contact?.everyDays ?? 1) * DAY_MS));
  const reason = reasons[turn % Math.max(1, reasons.length)];
  return { inboxId: 0, kind: 'contact-due', occurredAtMs: nowMs, properties: reason === undefined ? {} : { reason } };
}

/** A person is asked once for each promise: at once where touches stay unanswered, else when automation has not kept it. */
function tasksFor(escalations: readonly Escalation[], { isUnanswered, team, contact }: { readonly isUnanswered: boolean; readonly team: string | null; readonly contact: SlaPolicy['contact'] }): readonly ContactTask[] {
  const dueAfterMs = (step: Escalation['step']) => (step === 'prepare' ? contact.prepareBeforeHours : contact.personBeforeHours) * 3_600_000;
  const asked = escalations.filter(({ step }) => step === 'person' || (step === 'prepare' && isUnanswered));
  return asked.map(({ subject, step, dueAtMs }) => ({ subject, why: isUnanswered ? 'unanswered' : 'not-reached', team, dueAtMs: dueAtMs + dueAfterMs(step) }));
}
