import type { LifeCycle, Level } from './customer.ts';
import type { TightenedKind } from './campaign-promises.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { OpenInquiry, PromiseFacts } from './promise-facts.ts';
import { promisedUntil, type PromisedUntil, sameForAll } from './promised-time.ts';
import { type ClockKind, isRunning, type SlaClock } from './sla-clock.ts';
import type { PromisedByLevel, SlaPolicy } from './sla-policy.ts';
import { contactOfCampaigns, contactUntil, tightenedContact } from './tightened-contact.ts';
import { NEVER, soonest, type TightenedPromise, tightenedPromise, type Tightening } from './tightened-promise.ts';
import type { BusinessCalendar } from './working-hours.ts';

/** A clock that the facts call for. */
export interface WantedClock {
  readonly kind: ClockKind;
  readonly subject: string;
  readonly sinceMs: EpochMs;
  /** When it is due if the promise is given at this instant. */
  readonly until: (sinceMs: EpochMs) => PromisedUntil;
  /** No later than when it is due by what was promised only now, beside the level; absent: nothing was. */
  readonly anew?: PromisedUntil;
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
  /** What campaigns promise to whoever is in them; absent: nothing more. */
  readonly tightened?: readonly Tightening[];
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
  const counting = { calendar: scene.calendarOf(team), warnShare: policy.warnShare };
  const given = (as: TightenedKind, promised: PromisedByLevel) => tightenedPromise(as, (sinceMs) => promisedUntil(promised, scene.level, sinceMs, counting), scene, counting);
  const resolution: WantedClock = { kind: 'resolution', subject: String(id), sinceMs: openedAtMs, ...given('resolution', policy.resolution), isPaused: awaiting === null, isTaken, team };
  if (awaiting === null) return [resolution];
  const kind = isAnswered ? 'next-reply' : 'first-reply';
  const promised = isAnswered ? policy.nextReply : policy.firstReply;
  return [{ kind, subject: replySubject(id, awaiting.entry), sinceMs: awaiting.sinceMs, ...given(kind, promised), isPaused: false, isTaken, team }, resolution];
}

/** Whoever is on the list of levels, or in a campaign that promises it, hears from the shop regularly, for as long as the relationship is alive. */
function contactWanted(scene: PromiseScene): readonly WantedClock[] {
  const { level, lifeCycle, facts, nowMs, team, policy: { contact } } = scene;
  const running = facts.clocks.find((clock) => clock.kind === 'contact' && isRunning(clock));
  const last = facts.contactAtMs;
  const isByLevel = contact.levels.includes(level);
  const campaigns = contactOfCampaigns(scene);
  // What was promised once is kept once more when the level gets looser, or when the campaign is over.
  const isOwed = running !== undefined && !(last !== null && last > running.openedAtMs);
  if (!(isByLevel || isOwed || campaigns.length > 0) || isOver(lifeCycle, level)) return [];
  const everyMs = isByLevel ? contact.everyDays * DAY_MS : Math.max(0, ...campaigns.map((campaign) => campaign.everyMs));
  const freshMs = freshSince(last, nowMs - everyMs) ?? nowMs;
  // However long nobody looked, a promise goes on from the contact that kept the one before.
  const keptMs = running === undefined ? null : last;
  const sinceMs = isOwed ? running.openedAtMs : keptMs ?? freshMs;
  const subject = running?.openedAtMs === sinceMs ? running.subject : `since ${sinceMs}`;
  return [{ kind: 'contact', subject, sinceMs, ...contactGiven(scene, running, freshMs), isPaused: false, isTaken: false, team }];
}

/** Of a contact before the promise was given only the part that is still fresh counts: nobody is late on the day they come to a level. */
const freshSince = (contactMs: EpochMs | null, fromMs: EpochMs) => (contactMs !== null && contactMs > fromMs ? contactMs : null);

/** Of a customer of level 1 there is always a next date, however long they have been silent. */
const isOver = (lifeCycle: LifeCycle, level: Level) => lifeCycle === 'left' || (lifeCycle === 'lapsed' && level !== 1);

function contactGiven(scene: PromiseScene, running: SlaClock | undefined, freshMs: EpochMs): TightenedPromise {
  const { level, nowMs, policy: { contact, warnShare } } = scene;
  const own = contact.levels.includes(level) ? contactUntil(contact.everyDays * DAY_MS, warnShare) : () => NEVER;
  const tightened = tightenedContact(own, contactOfCampaigns(scene), { nowMs, warnShare });
  // What only a campaign has promised is promised anew once the level has it too.
  const isNewToLevel = running !== undefined && !contact.levels.includes(running.level);
  return isNewToLevel ? { ...tightened, anew: soonest([tightened.anew, own(freshMs)]) } : tightened;
}

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
