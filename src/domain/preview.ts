import { versionOf } from './campaign-step.ts';
import { decide } from './decide.ts';
import type { Decision, DecisionLine, Entering, Rules, Snapshot } from './decision.ts';
import type { Enrolment, PastEntry } from './enrolment.ts';
import { afterAcceptance, isOpen } from './enrolment-arrival.ts';
import { groundOf } from './enrolment-ground.ts';
import { type AnyEventKind, DERIVED_EVENT_KINDS } from './event.ts';
import { type GrantWish, type OpenGrant, openGrantsAfter } from './grant.ts';
import type { CampaignName } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { openAfter } from './lifecycle-card.ts';
import type { PlannedMessage } from './message.ts';
import { zoneOf } from './zone.ts';

/** A touch that would leave at an instant. */
export interface ForeseenTouch {
  readonly atMs: EpochMs;
  readonly message: PlannedMessage;
  /** The promotion it would carry, null for none. */
  readonly wish: GrantWish | null;
}

/** One thing that would happen in the campaign, with its instant. */
export interface ForeseenLine extends DecisionLine {
  readonly atMs: EpochMs;
}

export interface Foresight {
  readonly touches: readonly ForeseenTouch[];
  readonly lines: readonly ForeseenLine[];
}

// Silence and long waits: enough wake-ups for years of a campaign, and an end for every preview.
const MOST_WAKE_UPS = 200;

/**
 * The future of this customer in a campaign (null: in all running ones), if every message is accepted and nothing else happens.
 * A customer who is not enrolled is taken in now, as if the run or the campaign's own event came; a campaign that starts from
 * silence or another change of standing is waited for. At most `limit` touches.
 */
export function foresee(snapshot: Snapshot, rules: Rules, campaign: CampaignName | null, limit: number): Foresight {
  const touches: ForeseenTouch[] = [];
  const lines: ForeseenLine[] = [];
  const isWanted = (name: CampaignName | null) => campaign === null || name === campaign;
  const entering = campaign === null ? null : entryInto(campaign, snapshot, rules);
  let hasEntered = entering !== null || snapshot.enrolments.some((enrolment) => enrolment.campaign === campaign);
  for (const { atMs, decision, stillOpen } of wakeUps(snapshot, rules, entering)) {
    lines.push(...decision.because.filter((line) => isWanted(line.campaign)).map((line) => ({ ...line, atMs })));
    touches.push(...decision.messages.filter((message) => isWanted(message.campaign)).map((message) => ({ atMs, message, wish: decision.wishes.find(({ id }) => id === message.grant) ?? null })));
    hasEntered ||= decision.enrolments.some((enrolment) => enrolment.campaign === campaign);
    const isOver = campaign !== null && hasEntered && !stillOpen.some((enrolment) => enrolment.campaign === campaign);
    if (isOver || touches.length >= limit) break;
  }
  return { touches: touches.slice(0, limit), lines };
}

interface WakeUp {
  readonly atMs: EpochMs;
  readonly decision: Decision;
  readonly stillOpen: readonly Enrolment[];
}

/** Decides again and again, each time at the instant the last decision asked for. */
function* wakeUps(snapshot: Snapshot, rules: Rules, entering: Entering | null): Generator<WakeUp> {
  let now: Snapshot | null = snapshot;
  for (let count = 0; count < MOST_WAKE_UPS && now !== null; count += 1) {
    const decision = decide(now, rules, count === 0 ? entering : null);
    const next = afterDecision(now, decision, rules);
    yield { atMs: now.nowMs, decision, stillOpen: next?.enrolments ?? [] };
    now = next;
  }
}

const DERIVED: ReadonlySet<AnyEventKind> = new Set<AnyEventKind>(DERIVED_EVENT_KINDS);

/** The entry to assume; null for a customer who is in already, or whose change of standing the future itself will bring. */
function entryInto(name: CampaignName, snapshot: Snapshot, rules: Rules): Entering | null {
  if (snapshot.enrolments.some((enrolment) => enrolment.campaign === name)) return null;
  const running = rules.campaigns.find(({ campaign, active }) => campaign.name === name && active);
  if (running === undefined) return null;
  const { entry } = running.campaign;
  const comesByItself = entry.kind === 'event' && entry.on.every((kind) => DERIVED.has(kind));
  return comesByItself ? null : { campaign: name, ordinal: running.ordinal, runId: 'preview' };
}

/** The snapshot of the next wake-up, every message of this one accepted; null when nothing is awaited by time. */
function afterDecision(now: Snapshot, decision: Decision, rules: Rules): Snapshot | null {
  const zone = zoneOf(now.customer, rules.policy);
  const accept = (enrolment: Enrolment) => {
    const campaign = versionOf(rules.campaigns, enrolment)?.campaign;
    return campaign === undefined ? enrolment : afterAcceptance(enrolment, now.nowMs, groundOf(campaign, { snapshot: now, rules, zone }));
  };
  const enrolments = openAfter(now.enrolments, decision.enrolments).map(accept).filter(isOpen);
  const nowMs = nextWakeMs(now.nowMs, enrolments, decision);
  if (nowMs === null) return null;
  const left = decision.messages.map(({ id, channel, purpose }) => ({ messageId: id, channel, purpose, atMs: now.nowMs }));
  const unansweredTouches = now.customer.unansweredTouches + left.filter(({ purpose }) => purpose === 'marketing').length;
  const lastContactAtMs = left.length > 0 ? now.nowMs : now.customer.lastContactAtMs;
  return {
    nowMs, enrolments, events: [], messages: [], grants: grantsAfter(now, decision), pastGrants: now.pastGrants, hours: now.hours, products: now.products,
    customer: { ...now.customer, standing: decision.standing, warnings: decision.warnings, lastContactAtMs, unansweredTouches },
    touches: [...now.touches, ...left],
    pastEntries: withEntries(now.pastEntries, decision.enrolments.filter(({ enteredAtMs }) => enteredAtMs === now.nowMs)),
  };
}

/** Reserved ones are in the customer's hands with the acceptance. */
function grantsAfter(now: Snapshot, { wishes, grantMoves }: Decision): readonly OpenGrant[] {
  return openGrantsAfter(now.grants, { wishes, moves: grantMoves }).map((grant) => ({ ...grant, state: 'committed' as const }));
}

/** An acceptance moves deadlines closer than the decision knew; time always goes on, if only by a millisecond. */
function nextWakeMs(nowMs: EpochMs, enrolments: readonly Enrolment[], { wakeAtMs }: Decision): EpochMs | null {
  const places = enrolments.flatMap(({ place }) => (place.kind === 'waiting' || place.kind === 'held' ? [place.untilMs] : []));
  const instants = [...places, wakeAtMs].filter((instant) => instant !== null);
  return instants.length === 0 ? null : Math.max(Math.min(...instants), nowMs + 1);
}

function withEntries(past: readonly PastEntry[], entered: readonly Enrolment[]): readonly PastEntry[] {
  const fresh = entered.map(({ campaign, entryNumber, enteredAtMs }) => ({ campaign, entries: entryNumber, lastEnteredAtMs: enteredAtMs }));
  return [...past.filter(({ campaign }) => !fresh.some((entry) => entry.campaign === campaign)), ...fresh];
}
