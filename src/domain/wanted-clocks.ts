import type { LifeCycle, Level } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { OpenInquiry, PromiseFacts } from './promise-facts.ts';
import { promisedUntil, type PromisedUntil, sameForAll } from './promised-time.ts';
import { type ClockKind, isRunning } from './sla-clock.ts';
import type { SlaPolicy } from './sla-policy.ts';
import type { BusinessCalendar } from './working-hours.ts';

/** A clock that the facts call for. */
export interface WantedClock {
  readonly kind: ClockKind;
  readonly subject: string;
  readonly sinceMs: EpochMs;
  /** When it is due if the promise is given at this instant. */
  readonly until: (sinceMs: EpochMs) => PromisedUntil;
  readonly isPaused: boolean;
  readonly isTaken: boolean;
  readonly team: string | null;
  /** It is due on a date that people give and change. */
  readonly dated?: true;
}

/** By what promises are given. */
export interface PromiseScene {
  readonly nowMs: EpochMs;
  readonly level: Level;
  readonly lifeCycle: LifeCycle;
  readonly facts: PromiseFacts;
  readonly policy: SlaPolicy;
  /** The team in whose charge the customer is, else that of their region; null: the shop. */
  readonly team: string | null;
  /** The working hours of a team; null: of the shop. */
  readonly calendarOf: (team: string | null) => BusinessCalendar;
}

export const replySubject = (inquiry: number, entry: number): string => `${inquiry}/${entry}`;

/** Every clock that has to run now. */
export function wantedClocks(scene: PromiseScene): readonly WantedClock[] {
  return [
    ...contactWanted(scene),
    ...scene.facts.inquiries.flatMap((inquiry) => inquiryWanted(inquiry, scene)),
    ...draftsWanted(scene),
    ...unreadWanted(scene),
    ...partsWanted(scene),
  ];
}

function inquiryWanted(inquiry: OpenInquiry, scene: PromiseScene): readonly WantedClock[] {
  const { policy } = scene;
  const { id, awaiting, openedAtMs, isAnswered, team, isTaken } = inquiry;
  const until = (promised: SlaPolicy['firstReply']) => (sinceMs: EpochMs) => promisedUntil(promised, scene.level, sinceMs, { calendar: scene.calendarOf(team), warnShare: policy.warnShare });
  const resolution: WantedClock = { kind: 'resolution', subject: String(id), sinceMs: openedAtMs, until: until(policy.resolution), isPaused: awaiting === null, isTaken, team };
  if (awaiting === null) return [resolution];
  const kind = isAnswered ? 'next-reply' : 'first-reply';
  const promised = isAnswered ? policy.nextReply : policy.firstReply;
  return [{ kind, subject: replySubject(id, awaiting.entry), sinceMs: awaiting.sinceMs, until: until(promised), isPaused: false, isTaken, team }, resolution];
}

/** Whoever is on the list of levels hears from the shop regularly, for as long as the relationship is alive. */
function contactWanted({ level, lifeCycle, facts, nowMs, team, policy: { contact, warnShare } }: PromiseScene): readonly WantedClock[] {
  const running = facts.clocks.find((clock) => clock.kind === 'contact' && isRunning(clock));
  const last = facts.contactAtMs;
  const isKept = running !== undefined && last !== null && last > running.openedAtMs;
  // What was promised once is kept once more when the level gets looser.
  const isPromised = contact.levels.includes(level) || (running !== undefined && !isKept);
  // Of a customer of level 1 there is always a next date, however long they have been silent.
  if (!isPromised || lifeCycle === 'left' || (lifeCycle === 'lapsed' && level !== 1)) return [];
  const everyMs = contact.everyDays * DAY_MS;
  const sinceMs = running === undefined ? freshContact(last, nowMs - everyMs) ?? nowMs : isKept ? last : running.openedAtMs;
  const subject = running?.openedAtMs === sinceMs ? running.subject : `since ${sinceMs}`;
  return [{ kind: 'contact', subject, sinceMs, until: (from) => ({ warnAtMs: from + Math.round(everyMs * warnShare), dueAtMs: from + everyMs }), isPaused: false, isTaken: false, team }];
}

/** Of a contact before the promise was given only the part that is still fresh counts: nobody is late on the day they come to a level. */
const freshContact = (lastMs: EpochMs | null, fromMs: EpochMs) => (lastMs !== null && lastMs > fromMs ? lastMs : null);

/** The yes to an answer has to come while the answer is still in time. */
function draftsWanted(scene: PromiseScene): readonly WantedClock[] {
  const { policy, facts } = scene;
  return facts.drafts.map(({ subject, askedAtMs, inheritedDueAtMs, team }) => ({
    kind: 'approval', subject, sinceMs: askedAtMs, isPaused: false, isTaken: false, team,
    until: (sinceMs) => noLaterThan(inheritedDueAtMs, sinceMs, promisedUntil(sameForAll(policy.approval.within), 1, sinceMs, { calendar: scene.calendarOf(team), warnShare: policy.warnShare }), policy.warnShare),
  }));
}

function noLaterThan(dueAtMs: EpochMs | null, sinceMs: EpochMs, own: PromisedUntil, warnShare: number): PromisedUntil {
  if (dueAtMs === null || dueAtMs >= own.dueAtMs) return own;
  return { dueAtMs, warnAtMs: Math.min(own.warnAtMs, sinceMs + Math.round(Math.max(0, dueAtMs - sinceMs) * warnShare)) };
}

function unreadWanted(scene: PromiseScene): readonly WantedClock[] {
  const { policy, facts, team } = scene;
  return facts.unread.map(({ id, atMs }) => ({
    kind: 'incoming-review', subject: String(id), sinceMs: atMs, isPaused: false, isTaken: false, team,
    until: (sinceMs) => promisedUntil(sameForAll(policy.incomingReview), 1, sinceMs, { calendar: scene.calendarOf(team), warnShare: policy.warnShare }),
  }));
}

function partsWanted({ facts, policy }: PromiseScene): readonly WantedClock[] {
  return facts.parts.map(({ id, askedAtMs, dueAtMs, team }) => ({
    kind: 'group-part', subject: String(id), sinceMs: askedAtMs, isPaused: false, isTaken: false, team, dated: true,
    until: (sinceMs) => ({ dueAtMs, warnAtMs: Math.min(dueAtMs, sinceMs + Math.round(Math.max(0, dueAtMs - sinceMs) * policy.warnShare)) }),
  }));
}
