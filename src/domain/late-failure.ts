import type { Campaign, SendStep, Target } from './campaign.ts';
import { stepOf } from './campaign-step.ts';
import { inOrderFor } from './contact-method.ts';
import { note, type Scene, type Walker } from './decision-scene.ts';
import type { Place } from './enrolment.ts';
import type { DomainEvent } from './event.ts';
import { touchOfGrant } from './grant.ts';
import { type StepId, toStepId } from './ids.ts';
import { because } from './reason.ts';
import { judgeTouch } from './touch-verdict.ts';

/**
 * A message that had been accepted did not arrive, and its enrolment has done nothing since but wait: the touch goes to its next channel,
 * with the same promotion, and the wait begins anew with it. Every rule is asked again; without a channel left the enrolment goes on as it was.
 * Reasons: not-arrived, and whatever the rules say of the next channel.
 */
export function fallBack(walker: Walker, event: DomainEvent, scene: Scene): Walker {
  const { enrolment, running } = walker;
  const failed = failedTouch(event);
  const step = failed === null ? null : stepOf(running.campaign, failed.step);
  if (failed === null || step?.kind !== 'send' || !hasOnlyWaited(walker, step, failed.occurrence)) return walker;
  note(scene.trail, walker, because('not-arrived', { channel: failed.channel, step: step.id }));
  const { snapshot, standing, region, rules } = scene;
  const { customer, nowMs, grants } = snapshot;
  const channels = inOrderFor(step.channels, { customer, standing, region, policy: rules.policy }).channels.filter((channel) => !failed.tried.includes(channel));
  const hasItsGrant = failed.grant === null || grants.some(({ id }) => id === failed.grant);
  if (channels.length === 0 || nowMs >= failed.expiresAtMs || !hasItsGrant) return walker;
  const verdict = judgeTouch({ snapshot, rules, running, enrolment, step, dueAtMs: failed.dueAtMs, standing, channels });
  if (verdict.kind === 'drop') {
    note(scene.trail, walker, verdict.because);
    return walker;
  }
  const place: Place = {
    kind: 'held', step: step.id, dueAtMs: failed.dueAtMs, untilMs: nowMs, because: because('not-arrived', { channel: failed.channel, step: step.id }), tried: failed.tried,
    ...(failed.grant === null ? {} : { promised: touchOfGrant(failed.grant) }),
  };
  return { ...walker, enrolment: { ...enrolment, place } };
}

interface FailedTouch {
  readonly step: StepId;
  readonly occurrence: number;
  readonly channel: string;
  /** Channels on which this touch has left or was refused. */
  readonly tried: readonly string[];
  readonly dueAtMs: number;
  readonly expiresAtMs: number;
  readonly grant: string | null;
}

/** What the event says of the touch; null for one that says too little. */
function failedTouch({ properties: { step, occurrence, channel, tried, dueMs, expiresMs, grant } }: DomainEvent): FailedTouch | null {
  if (typeof step !== 'string' || typeof occurrence !== 'number' || typeof channel !== 'string' || typeof dueMs !== 'number' || typeof expiresMs !== 'number') return null;
  const channels = typeof tried === 'string' ? tried.split(' ') : [channel];
  return { step: toStepId(step), occurrence, channel, tried: channels, dueAtMs: dueMs, expiresAtMs: expiresMs, grant: typeof grant === 'string' && grant !== '' ? grant : null };
}

/** Nothing was said to the customer since: the enrolment stands where the touch itself led. */
function hasOnlyWaited({ enrolment: { place, visits }, running: { campaign } }: Walker, step: SendStep, occurrence: number): boolean {
  if (visits[step.id] !== occurrence || (place.kind !== 'waiting' && place.kind !== 'held')) return false;
  return placesBehind(campaign, step.next, new Set()).has(place.step);
}

/** Where an enrolment may stand behind a target without having sent anything: the step itself, or what choices lead to. */
function placesBehind(campaign: Campaign, target: Target, seen: Set<StepId>): ReadonlySet<StepId> {
  if ('exit' in target || seen.has(target.step)) return seen;
  seen.add(target.step);
  const step = stepOf(campaign, target.step);
  if (step?.kind === 'choose') for (const next of [...step.branches.map(({ to }) => to), step.otherwise]) placesBehind(campaign, next, seen);
  return seen;
}
