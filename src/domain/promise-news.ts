import type { Charge } from './charge.ts';
import type { CustomerFacts, Standing } from './customer.ts';
import type { DomainEvent } from './event.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from './instant.ts';
import { keepPromises, type KeptPromises } from './keep-promises.ts';
import type { ShopPolicy } from './policy.ts';
import { joined } from './joined-promises.ts';
import { type DonePromise, NO_PROMISES, type PromiseFacts, type WaitingDraft } from './promise-facts.ts';
import type { Escalation } from './sla-clock.ts';
import type { SlaPolicy } from './sla-policy.ts';
import { calendarOfTeam } from './team-calendar.ts';
import { contactDays } from './tightened-contact.ts';
import type { Tightening } from './tightened-promise.ts';
import type { PromiseScene } from './wanted-clocks.ts';

/** What promises come to in one decision. */
export interface PromiseAnswer extends KeptPromises {
  /** By what it was judged; null: the shop promises nothing. */
  readonly scene: PromiseScene | null;
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
  /** Whose customer it is; null: nobody's in particular. */
  readonly person: string | null;
  readonly dueAtMs: EpochMs;
}

/** Who has to do with a customer. */
export interface Carers {
  readonly charge: Charge;
  /** Of the charge, else of the customer's region; null: the shop. */
  readonly team: string | null;
}

const NOTHING: PromiseAnswer = { scene: null, changed: [], escalations: [], running: [], events: [], tasks: [] };

/** The promises to a customer at an instant; a shop that promises nothing has no clocks. */
export function promisesTo(
  { customer, standing, promises = NO_PROMISES, tightened, nowMs }: { readonly customer: CustomerFacts; readonly standing: Standing; readonly promises?: PromiseFacts | undefined; readonly tightened: readonly Tightening[]; readonly nowMs: EpochMs },
  policy: ShopPolicy, { charge, team }: Carers,
): PromiseAnswer {
  if (policy.sla === undefined) return NOTHING;
  // Nothing is owed any more to whoever was erased: what runs ends.
  const owed = customer.erased ? { ...NO_PROMISES, clocks: promises.clocks } : promises;
  const scene: PromiseScene = {
    nowMs, level: standing.level, lifeCycle: customer.erased ? 'left' : standing.lifeCycle, policy: policy.sla, tightened, team, calendarOf: (of) => calendarOfTeam(policy, of ?? team),
    facts: { ...owed, contactAtMs: lastContact(customer, promises, policy.sla.contact) },
  };
  const kept = keepPromises(scene);
  const prepared = kept.escalations.filter(({ step }) => step === 'prepare');
  const { contact } = policy.sla;
  const isUnanswered = customer.unansweredTouches >= contact.personAfterUnanswered;
  return {
    ...kept,
    scene,
    events: isUnanswered ? [] : prepared.map((step) => contactDue(step, { ...contact, everyDays: contactDays(scene) }, nowMs)),
    tasks: tasksFor(kept.escalations, { isUnanswered, team, person: charge.person, contact }),
  };
}

/** What the touches of a decision did to drafts: those that wait from now on, and those that no longer do. */
export interface MovedDrafts {
  readonly drafted: readonly string[];
  readonly settled: readonly string[];
}

/** The promises once the touches are decided: each new draft has a clock at once, and none runs for a draft that is gone. */
export function afterTouches(answer: PromiseAnswer, { drafted, settled }: MovedDrafts, team: string | null): KeptPromises {
  const { scene } = answer;
  if (scene === null || drafted.length + settled.length === 0) return answer;
  const gone = new Set(settled);
  const waiting: WaitingDraft[] = drafted.map((subject) => ({ subject, askedAtMs: scene.nowMs, inheritedDueAtMs: null, team }));
  const done: DonePromise[] = settled.map((subject) => ({ kind: 'approval', subject, atMs: scene.nowMs, kept: false }));
  const facts = { ...scene.facts, clocks: answer.running, drafts: [...scene.facts.drafts.filter(({ subject }) => !gone.has(subject)), ...waiting], done: [...scene.facts.done, ...done] };
  return joined(answer, keepPromises({ ...scene, facts }));
}

/** A word of the customer's is contact too. */
function lastContact({ lastReplyAtMs, lastInquiryAtMs, lastContactAtMs }: CustomerFacts, { contactAtMs }: PromiseFacts, { bulkCounts }: SlaPolicy['contact']): EpochMs | null {
  const known = [contactAtMs, bulkCounts ? lastContactAtMs : null, lastReplyAtMs, lastInquiryAtMs].filter((atMs) => atMs !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The reasons take turns, by the date: two prepared touches are never closer than a promise less its preparation. */
function contactDue({ dueAtMs }: Escalation, { reasons, everyDays, prepareBeforeHours }: SlaPolicy['contact'], nowMs: EpochMs): DomainEvent {
  const leastMs = Math.max(everyDays * DAY_MS - prepareBeforeHours * HOUR_MS, HOUR_MS);
  const reason = reasons[Math.floor(dueAtMs / leastMs) % Math.max(1, reasons.length)];
  return { inboxId: 0, kind: 'contact-due', occurredAtMs: nowMs, properties: reason === undefined ? {} : { reason } };
}

/** A person is asked once for each promise: at once where touches stay unanswered, else when automation has not kept it. */
function tasksFor(escalations: readonly Escalation[], { isUnanswered, team, person, contact }: Pick<ContactTask, 'team' | 'person'> & { readonly isUnanswered: boolean; readonly contact: SlaPolicy['contact'] }): readonly ContactTask[] {
  const dueAfterMs = (step: Escalation['step']) => (step === 'prepare' ? contact.prepareBeforeHours : contact.personBeforeHours) * 3_600_000;
  const asked = escalations.filter(({ step }) => step === 'person' || (step === 'prepare' && isUnanswered));
  return asked.map(({ subject, step, dueAtMs }) => ({ subject, why: isUnanswered ? 'unanswered' : 'not-reached', team, person, dueAtMs: dueAtMs + dueAfterMs(step) }));
}
