import type { RunningCampaign } from './campaign.ts';
import { campaignStateRule } from './campaign-state-rule.ts';
import { stepOf, versionOf } from './campaign-step.ts';
import type { Decision } from './decision.ts';
import type { Enrolment } from './enrolment.ts';
import type { AnyEventKind } from './event.ts';
import { wordEvent } from './event-words.ts';
import { goodUntil } from './good-until.ts';
import { earlier, type EpochMs } from './instant.ts';
import { cityOf, wordInstant } from './instant-words.ts';
import type { OpenGrant } from './grant.ts';
import type { LedgerMessage } from './message.ts';
import type { SlaClock } from './sla-clock.ts';

/** What a customer's run may wait for, after a decision or after an outcome. */
export interface Awaiting {
  readonly nowMs: EpochMs;
  readonly zone: string;
  /** Open ones. */
  readonly enrolments: readonly Enrolment[];
  readonly campaigns: readonly RunningCampaign[];
  readonly messages: readonly LedgerMessage[];
  /** When silence changes the standing or raises a warning next. */
  readonly nextChangeAtMs: EpochMs | null;
  readonly warningEndsAtMs: EpochMs | null;
  readonly grants: readonly OpenGrant[];
  readonly clocks: readonly SlaClock[];
}

interface Deadline {
  readonly atMs: EpochMs;
  readonly what: string;
}

// The Temporal UI cuts summaries that are much longer.
const MOST_CHARACTERS = 59;

/** The next wake-up, the kinds of events waited for, and both in words. Nothing personal. */
export function awaited(awaiting: Awaiting): Pick<Decision, 'wakeAtMs' | 'awaits' | 'waitingFor' | 'alive'> {
  const deadlines = awaiting.enrolments.flatMap((enrolment) => deadlinesOf(enrolment, awaiting));
  if (awaiting.nextChangeAtMs !== null) deadlines.push({ atMs: awaiting.nextChangeAtMs, what: 'silence' });
  if (awaiting.warningEndsAtMs !== null) deadlines.push({ atMs: awaiting.warningEndsAtMs, what: 'end of a warning' });
  deadlines.push(...awaiting.grants.flatMap(grantDeadlines), ...awaiting.clocks.flatMap(clockDeadlines));
  const [first] = deadlines.toSorted((a, b) => a.atMs - b.atMs);
  return {
    wakeAtMs: first?.atMs ?? null,
    awaits: [...new Set(awaiting.enrolments.flatMap((enrolment) => kindsOf(enrolment, awaiting.campaigns)))].toSorted(),
    waitingFor: first === undefined ? '' : inWords(first, awaiting.zone),
    alive: awaiting.enrolments.length > 0 || awaiting.grants.length > 0 || awaiting.clocks.length > 0 || awaiting.nextChangeAtMs !== null || awaiting.warningEndsAtMs !== null,
  };
}

function deadlinesOf(enrolment: Enrolment, awaiting: Awaiting): Deadline[] {
  const { place, campaign, expiresAtMs } = enrolment;
  if (place.kind === 'ended') return [];
  const deadlines = [{ atMs: expiresAtMs, what: `${campaign}: longest time` }];
  const stepAtMs = stepDeadline(enrolment, awaiting);
  if (stepAtMs !== null) deadlines.unshift({ atMs: stepAtMs, what: `${campaign}/${place.step}: ${purposeOf(enrolment)}` });
  return deadlines;
}

/** Its end, and the reminder before it once it is in the customer's hands. */
function grantDeadlines({ tool, promotion, state, endsAtMs, remindAtMs }: OpenGrant): Deadline[] {
  const reminder = remindAtMs === null || state !== 'committed' ? [] : [{ atMs: remindAtMs, what: `${tool} ${promotion}: reminder` }];
  return [...reminder, { atMs: endsAtMs, what: `${tool} ${promotion}: ends` }];
}

/** The next step of its escalation; a clock that stands still, or whose matter somebody has taken, wakes nobody. */
function clockDeadlines({ kind, nextAtMs, done }: SlaClock): Deadline[] {
  return nextAtMs === null ? [] : [{ atMs: nextAtMs, what: `promise of ${kind}${done.includes('breach') ? ', late' : ''}` }];
}

function stepDeadline(enrolment: Enrolment, awaiting: Awaiting): EpochMs | null {
  const { place } = enrolment;
  // Without its version no decision moves it: a deadline of its step would ring again and again.
  if (versionOf(awaiting.campaigns, enrolment) === null) return null;
  if (place.kind === 'waiting') return place.untilMs;
  if (place.kind === 'held') return earlier(place.untilMs, staleAt(enrolment, awaiting));
  return place.kind === 'sending' ? earlier(retryAt(place.message, awaiting), draftDeadline(enrolment, awaiting)) : null;
}

/** When a held touch is no longer worth sending. A pause stops that clock: the resume says what becomes of the late. */
function staleAt(enrolment: Enrolment, { campaigns, zone }: Awaiting): EpochMs | null {
  const running = versionOf(campaigns, enrolment);
  if (running === null || enrolment.place.kind !== 'held' || campaignStateRule(running) !== null) return null;
  const step = stepOf(running.campaign, enrolment.place.step);
  return step?.kind === 'send' ? goodUntil(running, step, enrolment.place.dueAtMs, zone) : null;
}

function retryAt(message: string, { messages, nowMs }: Awaiting): EpochMs | null {
  const notBeforeMs = messages.find(({ id, state }) => id === message && state === 'ready')?.notBeforeMs ?? null;
  return notBeforeMs !== null && notBeforeMs > nowMs ? notBeforeMs : null;
}

/** When a draft is no longer worth sending, or an approved message may leave. */
function draftDeadline(enrolment: Enrolment, { campaigns, messages, zone }: Awaiting): EpochMs | null {
  const running = versionOf(campaigns, enrolment);
  const { place } = enrolment;
  const message = place.kind === 'sending' ? messages.find(({ id }) => id === place.message) : undefined;
  if (running === null || place.kind !== 'sending' || (message?.state !== 'draft' && message?.state !== 'approved')) return null;
  const step = stepOf(running.campaign, place.step);
  return step?.kind === 'send' ? earlier(place.waitUntilMs ?? null, goodUntil(running, step, place.dueAtMs, zone)) : null;
}

function purposeOf({ place }: Enrolment): string {
  if (place.kind === 'sending') return 'next attempt';
  if (place.kind !== 'waiting') return 'held';
  return place.for.length === 0 ? 'wait' : place.for.map(wordEvent).join(' or ');
}

function kindsOf(enrolment: Enrolment, campaigns: readonly RunningCampaign[]): readonly AnyEventKind[] {
  const { place } = enrolment;
  if (place.kind === 'ended') return [];
  const campaign = versionOf(campaigns, enrolment)?.campaign;
  const goal = enrolment.goalMetAtMs === null ? campaign?.goal?.event : undefined;
  return [...(place.kind === 'waiting' ? place.for : []), ...(campaign?.exitWhen ?? []), ...(goal === undefined ? [] : [goal])];
}

function inWords({ atMs, what }: Deadline, zone: string): string {
  const when = wordInstant(atMs, zone);
  const tail = ` until ${when} ${zone}`;
  const shortTail = ` until ${when} ${cityOf(zone)}`;
  if (what.length + tail.length <= MOST_CHARACTERS) return what + tail;
  const room = MOST_CHARACTERS - shortTail.length;
  return (what.length <= room ? what : `${what.slice(0, Math.max(0, room - 1))}…`) + shortTail;
}
