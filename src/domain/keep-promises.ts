import type { EpochMs } from './instant.ts';
import { escalate } from './escalate-clock.ts';
import { clockKey, type Escalation, type EscalationStep, isRunning, type SlaClock } from './sla-clock.ts';
import { NEVER, noLater } from './tightened-promise.ts';
import { wantedClocks, type PromiseScene, type WantedClock } from './wanted-clocks.ts';

/** What becomes of the clocks of one customer. */
export interface KeptPromises {
  /** Opened or changed, ended ones included. */
  readonly changed: readonly SlaClock[];
  readonly escalations: readonly Escalation[];
  /** All that run on. */
  readonly running: readonly SlaClock[];
}

/**
 * Opens a clock for every promise that the facts call for, moves the running ones to a stricter level and to what a campaign promises (never to
 * anything looser), lets those stand still that wait for the customer, ends those that are kept or no longer wanted, and escalates what is due.
 * Same facts, same answer; asked again at the same instant it changes nothing.
 */
export function keepPromises(scene: PromiseScene): KeptPromises {
  const wanted = new Map(wantedClocks(scene).map((clock) => [clockKey(clock), clock]));
  const known = scene.facts.clocks.filter(isRunning);
  const going = known.map((clock) => {
    const still = wanted.get(clockKey(clock));
    return still === undefined ? end(clock, scene) : goOn(clock, still, scene);
  });
  const knownKeys = new Set(known.map(clockKey));
  const opened = [...wanted.values()].filter((clock) => !knownKeys.has(clockKey(clock))).map((clock) => open(clock, scene));
  const answers = [...going, ...opened];
  const before = new Map(known.map((clock) => [clockKey(clock), JSON.stringify(clock)]));
  const clocks = answers.map(({ clock }) => clock);
  return {
    changed: clocks.filter((clock) => before.get(clockKey(clock)) !== JSON.stringify(clock)),
    escalations: answers.flatMap(({ escalations }) => escalations),
    running: clocks.filter(isRunning),
  };
}

interface Answer {
  readonly clock: SlaClock;
  readonly escalations: readonly Escalation[];
}

function open({ kind, subject, sinceMs, until, isPaused, isTaken, team }: WantedClock, { level, nowMs, policy }: PromiseScene): Answer {
  const clock: SlaClock = {
    kind, subject, level, state: isPaused ? 'paused' : 'open', openedAtMs: sinceMs, ...until(sinceMs),
    pausedAtMs: isPaused ? nowMs : null, done: [], nextAtMs: null, taken: isTaken, endedAtMs: null, team,
  };
  return escalate(clock, nowMs, policy);
}

function goOn(clock: SlaClock, wanted: WantedClock, scene: PromiseScene): Answer {
  const { nowMs, policy } = scene;
  const inCharge = { ...redated(clock, wanted, nowMs), taken: wanted.isTaken, team: wanted.team };
  const tightened = noLater(tighten(inCharge, wanted, scene), wanted.anew ?? NEVER, nowMs);
  return escalate(pausedAs(wanted.isPaused, tightened, nowMs), nowMs, policy);
}

/** A date that a person has given anew counts from then on, an earlier one and a later one alike: what was told of the old one is told of the new one again. */
function redated(clock: SlaClock, { dated, until }: WantedClock, nowMs: EpochMs): SlaClock {
  if (dated !== true || Math.abs(until(nowMs).dueAtMs - clock.dueAtMs) < 1) return clock;
  return { ...clock, ...until(nowMs), state: 'open', openedAtMs: nowMs, done: [] };
}

/** A stricter level counts from now on, and never makes later what is due already. */
function tighten(clock: SlaClock, { until }: WantedClock, { level, nowMs }: PromiseScene): SlaClock {
  if (level >= clock.level) return clock;
  return { ...noLater(clock, until(nowMs), nowMs), level };
}

/** What stood still is due as much later. */
function pausedAs(isPaused: boolean, clock: SlaClock, nowMs: EpochMs): SlaClock {
  if (isPaused === (clock.pausedAtMs !== null)) return clock;
  if (isPaused) return { ...clock, state: clock.state === 'breached' ? 'breached' : 'paused', pausedAtMs: nowMs };
  const stoodMs = nowMs - (clock.pausedAtMs ?? nowMs);
  const state = clock.done.includes('breach') ? 'breached' : clock.done.includes('warn') ? 'warned' : 'open';
  return { ...clock, state, pausedAtMs: null, warnAtMs: clock.warnAtMs + stoodMs, dueAtMs: clock.dueAtMs + stoodMs };
}

/** Whatever was due before the end is told: a promise that was kept too late was broken first. */
function end(clock: SlaClock, scene: PromiseScene): Answer {
  const { atMs, kept } = endOf(clock, scene);
  const late = escalate(pausedAs(false, clock, Math.max(atMs, clock.pausedAtMs ?? atMs)), Math.max(atMs, clock.openedAtMs), scene.policy);
  // What helps to keep a promise comes too late for one that has ended.
  const escalations = late.escalations.filter(({ step }) => !HELPS.has(step));
  const done = late.clock.done.filter((step) => clock.done.includes(step) || !HELPS.has(step));
  return { clock: { ...late.clock, done, state: kept ? 'met' : 'cancelled', endedAtMs: atMs, nextAtMs: null, pausedAtMs: null }, escalations };
}

const HELPS: ReadonlySet<EscalationStep> = new Set<EscalationStep>(['prepare', 'person']);

function endOf(clock: SlaClock, { facts, nowMs }: PromiseScene): { readonly atMs: EpochMs; readonly kept: boolean } {
  const { kind, subject, openedAtMs } = clock;
  if (kind === 'contact') return facts.contactAtMs !== null && facts.contactAtMs > openedAtMs ? { atMs: facts.contactAtMs, kept: true } : { atMs: nowMs, kept: false };
  const done = facts.done.find((one) => one.kind === kind && one.subject === subject);
  if (done !== undefined) return { atMs: done.atMs, kept: done.kept };
  const [inquiry] = subject.split('/');
  const closed = isAboutInquiry(kind) ? facts.closed.find(({ id }) => String(id) === inquiry) : undefined;
  // Closed without a word, an answer is no longer wanted; what was promised to be settled is.
  return { atMs: closed?.closedAtMs ?? nowMs, kept: closed !== undefined && kind === 'resolution' };
}

const isAboutInquiry = (kind: SlaClock['kind']) => kind === 'first-reply' || kind === 'next-reply' || kind === 'resolution';
