import { awaited } from './awaited.ts';
import type { RunningCampaign } from './campaign.ts';
import { confirmationsWanted } from './consent-confirmation.ts';
import { IN_NOBODYS_CHARGE } from './charge.ts';
import { versionOf } from './campaign-step.ts';
import type { Decision, Entering, Rules, Snapshot } from './decision.ts';
import { emptyTrail, note, type Scene, touchesUnderWay, type Walker } from './decision-scene.ts';
import type { Enrolment, PastEntry } from './enrolment.ts';
import { ended, isOpen } from './enrolment-arrival.ts';
import { enter, startsFrom } from './enrolment-entry.ts';
import { afterEntries } from './entered-promises.ts';
import { hear } from './enrolment-news.ts';
import { settle } from './enrolment-walk.ts';
import type { DomainEvent } from './event.ts';
import { openGrantsAfter } from './grant.ts';
import { grantsInTime, releaseGrants } from './grant-course.ts';
import { type CampaignName, channelOfMessage } from './ids.ts';
import { earlier } from './instant.ts';
import type { LedgerMessage, PlannedMessage } from './message.ts';
import { nearestPromise } from './nearest-promise.ts';
import { afterTouches, promisesTo } from './promise-news.ts';
import { because } from './reason.ts';
import { regionOf } from './region.ts';
import { standingEvents } from './standing-events.ts';
import { standingOf } from './standing.ts';
import { callForTierReview } from './tier-review.ts';
import { tighteningsOf } from './tightened-promise.ts';
import { withWarnings } from './warnings.ts';
import { whereabouts } from './zone.ts';

/**
 * The recorded answer of the core at one wake-up: the customer's standing, what becomes of every enrolment, what leaves now, and
 * what is awaited. First all news is heard, then each enrolment walks as far as it goes. Same input, same decision.
 */
export function decide(snapshot: Snapshot, rules: Rules, entering: Entering | null): Decision {
  const { customer, nowMs } = snapshot;
  const answer = standingOf(customer, rules, nowMs, callForTierReview(snapshot.events));
  const { standing, tierRecord, changes, nextChangeAtMs, slope } = answer;
  const where = whereabouts(customer, rules.policy);
  const zone = where.zones[0];
  // News is heard once, before anything acts: a touch decided here must not stumble over the event that led to it.
  const scene: Scene = { snapshot: { ...snapshot, customer: withWarnings(customer, slope), events: [] }, rules, standing, zone, region: regionOf(customer.country, rules.policy), trail: emptyTrail() };
  const course = startCourse(scene);
  const { charge = IN_NOBODYS_CHARGE } = snapshot;
  const team = charge.team ?? scene.region?.team ?? null;
  const promises = promisesTo({ customer, standing, promises: snapshot.promises, tightened: tighteningsOf(snapshot.enrolments, rules.campaigns), nowMs }, rules.policy, { charge, team });
  for (const change of changes) scene.trail.lines.push({ campaign: null, step: null, because: change });
  for (const event of [...snapshot.events, ...standingEvents(customer, answer, rules.policy, nowMs), ...promises.events, ...grantsInTime(scene), ...confirmationsWanted(snapshot, rules)]) tell(course, event);
  if (entering !== null) takeIn(course, entering);
  settleAll(course);
  releaseGrants(course.walkers, scene);
  const drafts = scene.trail.messages.filter(({ isDraft }) => isDraft === true);
  const tightened = afterEntries(promises, tighteningsOf(newcomers(course), rules.campaigns));
  const kept = afterTouches(tightened, { drafted: [...drafts.map(({ id }) => id), ...scene.trail.redrafted], settled: [...scene.trail.released, ...scene.trail.voided.map(({ id }) => id)] }, team);
  const stillOpen = [...course.left, ...course.walkers.map(({ enrolment }) => enrolment)].filter(isOpen);
  return {
    standing,
    tierRecord,
    warnings: slope.warnings,
    whereabouts: where,
    enrolments: changedEnrolments(course),
    messages: scene.trail.messages,
    released: scene.trail.released,
    redrafted: scene.trail.redrafted,
    voided: scene.trail.voided,
    wishes: scene.trail.wishes,
    grantMoves: scene.trail.grantMoves,
    choices: scene.trail.choices,
    clocks: kept.changed,
    escalations: kept.escalations,
    tasks: promises.tasks,
    promise: nearestPromise(kept.running, team),
    because: scene.trail.lines,
    ...awaited({ nowMs, zone, enrolments: stillOpen, campaigns: rules.campaigns, messages: [...snapshot.messages, ...drafts.map(asDraft)], nextChangeAtMs: earlier(nextChangeAtMs, slope.raisesAtMs), warningEndsAtMs: slope.endsAtMs, grants: grantsAfter(scene), clocks: kept.running }),
  };
}

/** How a new draft will stand in the ledger. */
const asDraft = ({ id, enrolment, grant }: PlannedMessage): LedgerMessage => ({ id, enrolment, state: 'draft', notBeforeMs: null, acceptedAtMs: null, refusalCode: null, grant });

const grantsAfter = ({ snapshot, trail }: Scene) => openGrantsAfter(snapshot.grants, { wishes: trail.wishes, moves: trail.grantMoves });

/** The working state of one decision. */
interface Course {
  readonly scene: Scene;
  walkers: Walker[];
  /** Enrolments whose version is not loaded: they stay where they are until their longest time is over. */
  left: Enrolment[];
  readonly entries: Map<CampaignName, PastEntry>;
}

function startCourse(scene: Scene): Course {
  const { snapshot, rules } = scene;
  const course: Course = {
    scene, walkers: [], left: [],
    entries: new Map(snapshot.pastEntries.map((past) => [past.campaign, past])),
  };
  for (const enrolment of snapshot.enrolments.toSorted(byEntry)) {
    const running = versionOf(rules.campaigns, enrolment);
    if (running === null) leave(course, enrolment);
    else course.walkers.push({ running, enrolment, event: null });
  }
  return course;
}

function byEntry(a: Enrolment, b: Enrolment): number {
  if (a.enteredAtMs !== b.enteredAtMs) return a.enteredAtMs - b.enteredAtMs;
  return a.id < b.id ? -1 : 1;
}

function leave(course: Course, enrolment: Enrolment): void {
  note(course.scene.trail, { enrolment }, because('version-unknown', { ordinal: enrolment.ordinal }));
  course.left.push(course.scene.snapshot.nowMs < enrolment.expiresAtMs ? enrolment : ended(enrolment, 'enrolment-expired'));
}

/** Tells an event to every open enrolment, then to the campaigns that start from it. */
function tell(course: Course, event: DomainEvent): void {
  course.walkers = course.walkers.map((walker) => hear(walker, event, course.scene));
  for (const running of course.scene.rules.campaigns) {
    if (startsFrom(running, event)) open(course, running, { event, runId: null });
  }
}

/** Takes the customer into the campaign of a run, on the version the run has frozen. */
function takeIn(course: Course, { campaign, ordinal, runId }: Entering): void {
  const running = course.scene.rules.campaigns.find((version) => version.campaign.name === campaign && version.ordinal === ordinal);
  if (running !== undefined) open(course, running, { event: null, runId });
  else course.scene.trail.lines.push({ campaign, step: null, because: because('version-unknown', { ordinal }) });
}

function open(course: Course, running: RunningCampaign, by: { event: DomainEvent | null; runId: string | null }): void {
  const { name } = running.campaign;
  const past = course.entries.get(name) ?? null;
  const enrolled = [...course.walkers.map(({ enrolment }) => enrolment), ...course.left];
  const isEnrolled = enrolled.some((enrolment) => enrolment.campaign === name && isOpen(enrolment));
  const answer = enter({ running, ...by, past, isEnrolled }, course.scene);
  if ('because' in answer) {
    course.scene.trail.lines.push({ campaign: name, step: null, because: answer.because });
    return;
  }
  const { enrolment } = answer;
  const { place } = enrolment;
  note(course.scene.trail, answer, place.kind === 'ended' ? because(place.reason === 'holdout' ? 'holdout' : 'ended') : because('entered'));
  course.entries.set(name, { campaign: name, entries: enrolment.entryNumber, lastEnteredAtMs: enrolment.enteredAtMs });
  course.walkers.push({ running, enrolment, event: by.event });
}

/** Walks every enrolment. Those with a message go first: what is voided or refused there no longer counts for the others' caps. */
function settleAll(course: Course): void {
  const order = [...course.walkers.entries()].toSorted(([, a], [, b]) => Number(isSending(b)) - Number(isSending(a)));
  for (const [index] of order) {
    const others = course.walkers.filter((_, other) => other !== index);
    const underWay = touchesUnderWay(others, course.scene, channelOfMessage);
    course.walkers = course.walkers.map((walker, at) => (at === index ? settle(walker, course.scene, underWay) : walker));
  }
}

const isSending = ({ enrolment }: Walker) => enrolment.place.kind === 'sending';

/** Those that this decision has opened. */
function newcomers({ scene, walkers }: Course): readonly Enrolment[] {
  const known = new Set(scene.snapshot.enrolments.map(({ id }) => id));
  return walkers.map(({ enrolment }) => enrolment).filter(({ id }) => !known.has(id));
}

/** Those opened or changed by this decision: what did not change is the very object that was loaded. */
function changedEnrolments({ scene, walkers, left }: Course): readonly Enrolment[] {
  const loaded = new Set(scene.snapshot.enrolments);
  return [...left, ...walkers.map(({ enrolment }) => enrolment)].filter((enrolment) => !loaded.has(enrolment));
}
