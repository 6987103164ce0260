import type { Warning } from './customer.ts';
import type { Decision, NearestPromise, Rules, Snapshot } from './decision.ts';
import type { Enrolment } from './enrolment.ts';
import { isOpen } from './enrolment-arrival.ts';
import { wordEvent } from './event-words.ts';
import { type OpenGrant, openGrantsAfter } from './grant.ts';
import { cityOf, wordInstant } from './instant-words.ts';
import { wordReason } from './reason-words.ts';
import { zoneOf } from './zone.ts';

/** What an operator sees of a customer's run: a story in Markdown and the values of the search attributes. Nothing personal. */
export interface Card {
  readonly details: string;
  readonly stage: string;
  readonly tier: string;
  readonly level: string;
  readonly state: 'waiting' | 'approval' | 'held' | 'late';
  readonly campaigns: readonly string[];
  /** The nearest promise; absent in cards from before promises: none. */
  readonly dueAtMs?: number | null;
  readonly needsPerson?: boolean;
}

type Told = Pick<Decision, 'standing' | 'warnings' | 'enrolments' | 'waitingFor' | 'wishes' | 'grantMoves' | 'promise' | 'messages' | 'voided' | 'released' | 'redrafted'>;

/** The card after a decision: standing, where each campaign stands and why, and what comes next in the customer's local time. */
export function describeCard(snapshot: Snapshot, rules: Pick<Rules, 'policy'>, decision: Told): Card {
  const { standing } = decision;
  const zone = zoneOf(snapshot.customer, rules.policy);
  const enrolments = openAfter(snapshot.enrolments, decision.enrolments);
  const marks = standing.marks.length === 0 ? '' : ` · ${standing.marks.join(', ')}`;
  return {
    details: [
      `**${standing.stage}, ${standing.lifeCycle}** · tier ${standing.tier} · level ${standing.level}${marks}`,
      '',
      ...decision.warnings.map((warning) => `- ${warningLine(warning, zone)}`),
      ...enrolments.map((enrolment) => `- ${campaignLine(enrolment, zone)}`),
      ...(enrolments.length === 0 ? ['- in no campaign'] : []),
      ...openGrantsAfter(snapshot.grants, { wishes: decision.wishes, moves: decision.grantMoves }).map((grant) => `- ${grantLine(grant, zone)}`),
      ...promiseLines(decision.promise, zone),
      '',
      decision.waitingFor === '' ? 'Nothing is awaited by time.' : `Next: ${decision.waitingFor}.`,
    ].join('\n'),
    stage: standing.stage,
    tier: standing.tier,
    level: String(standing.level),
    state: stateOf(enrolments, decision.promise, waitsForApproval(snapshot, decision)),
    campaigns: [...new Set(enrolments.map(({ campaign }) => campaign))].toSorted(),
    dueAtMs: decision.promise.dueAtMs,
    needsPerson: decision.promise.needsPerson,
  };
}

/** The customer's open enrolments once the decision is written. */
export function openAfter(loaded: readonly Enrolment[], decided: readonly Enrolment[]): readonly Enrolment[] {
  const byId = new Map([...loaded, ...decided].map((enrolment) => [enrolment.id, enrolment]));
  return [...byId.values()].filter(isOpen);
}

function campaignLine({ campaign, place }: Enrolment, zone: string): string {
  if (place.kind === 'ended') return `**${campaign}**: ended, ${place.reason}`;
  const at = `**${campaign}** at \`${place.step}\``;
  if (place.kind === 'held') return `${at}: ${wordReason(place.because, 'en', zone)}`;
  if (place.kind === 'sending') return `${at}: a message is leaving`;
  const until = `${wordInstant(place.untilMs, zone)} in ${cityOf(zone)}`;
  return place.for.length === 0 ? `${at}: waiting until ${until}` : `${at}: waiting for ${place.for.map(wordEvent).join(' or ')} until ${until}`;
}

/** Figures are those of the day on which it was raised. */
function warningLine({ because, sinceMs }: Warning, zone: string): string {
  return `${wordReason(because, 'en', zone)}, since ${wordInstant(sinceMs, zone)}`;
}

function promiseLines({ dueAtMs, isLate, needsPerson }: NearestPromise, zone: string): string[] {
  if (dueAtMs === null) return [];
  const who = needsPerson ? ', a person is needed' : '';
  return [`- ${isLate ? '**late**: promised' : 'promised'} until ${wordInstant(dueAtMs, zone)} in ${cityOf(zone)}${who}`];
}

function grantLine({ tool, promotion, state, endsAtMs }: OpenGrant, zone: string): string {
  return `${tool} **${promotion}**: ${state === 'reserved' ? 'reserved' : 'given'}, good until ${wordInstant(endsAtMs, zone)} in ${cityOf(zone)}`;
}

function waitsForApproval({ messages }: Snapshot, { messages: planned, redrafted, voided, released }: Told): boolean {
  const gone = new Set([...released, ...voided.map(({ id }) => id)]);
  return redrafted.length > 0 || planned.some(({ isDraft }) => isDraft === true) || messages.some(({ id, state }) => state === 'draft' && !gone.has(id));
}

function stateOf(enrolments: readonly Enrolment[], { isLate }: NearestPromise, needsApproval: boolean): Card['state'] {
  if (isLate) return 'late';
  if (needsApproval) return 'approval';
  const codes = enrolments.flatMap(({ place }) => (place.kind === 'held' ? [place.because.code] : []));
  return codes.length > 0 ? 'held' : 'waiting';
}
