import type { RunningCampaign } from './campaign.ts';
import { stepOf } from './campaign-step.ts';
import { note, type Scene, type Walker } from './decision-scene.ts';
import { after } from './duration.ts';
import type { Enrolment } from './enrolment.ts';
import { isOpen } from './enrolment-arrival.ts';
import { endFor } from './enrolment-end.ts';
import { goTo } from './enrolment-move.ts';
import type { DomainEvent } from './event.ts';
import { concerns } from './event-relevance.ts';
import type { EpochMs } from './instant.ts';
import { fallBack } from './late-failure.ts';
import { because } from './reason.ts';

/**
 * The walker after an event: its goal may be met, it may leave by an exit condition, or go on from a wait for that kind.
 * An event counts when it is told: one that came late still stops a nudge that has not left. Acts on nothing yet.
 */
export function hear(walker: Walker, event: DomainEvent, scene: Scene): Walker {
  if (!isOpen(walker.enrolment) || !concerns(event, walker.enrolment)) return walker;
  const met = meetGoal(walker, event, scene);
  if (met.running.campaign.exitWhen.includes(event.kind)) {
    return endFor(met, because('exit-condition', { event: event.kind }), scene);
  }
  const left = leaveWait(met, event, scene);
  return left === met && event.kind === 'touch.failed' ? fallBack(met, event, scene) : left;
}

function meetGoal(walker: Walker, event: DomainEvent, scene: Scene): Walker {
  const { enrolment, running } = walker;
  if (enrolment.goalMetAtMs !== null || !meetsGoal(running, enrolment, event, scene.zone)) return walker;
  note(scene.trail, walker, because('goal-met', { event: event.kind }));
  return { ...walker, enrolment: { ...enrolment, goalMetAtMs: event.occurredAtMs } };
}

function meetsGoal({ campaign: { goal } }: RunningCampaign, enrolment: Enrolment, event: DomainEvent, zone: string): boolean {
  if (goal === null || goal.event !== event.kind) return false;
  const { enteredAtMs } = enrolment;
  return event.occurredAtMs >= enteredAtMs && event.occurredAtMs <= after(enteredAtMs, goal.within, zone);
}

function leaveWait(walker: Walker, event: DomainEvent, scene: Scene): Walker {
  const { enrolment, running: { campaign } } = walker;
  const { place } = enrolment;
  if (place.kind !== 'waiting' || !place.for.includes(event.kind)) return walker;
  const step = stepOf(campaign, place.step);
  if (step?.kind !== 'wait') return endFor(walker, because('step-unknown', { step: place.step }), scene);
  note(scene.trail, walker, because('event-arrived', { event: event.kind }));
  const atMs = between(place.sinceMs, event.occurredAtMs, scene.snapshot.nowMs);
  const target = step.on[event.kind] ?? step.next;
  return goTo({ ...walker, event }, target, atMs, scene).walker;
}

/** When news counts as told: not before the wait began, and not in the future of a source whose clock is fast. */
const between = (sinceMs: EpochMs, occurredAtMs: EpochMs, nowMs: EpochMs) => Math.min(Math.max(sinceMs, occurredAtMs), nowMs);
