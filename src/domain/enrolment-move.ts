import type { Target } from './campaign.ts';
import { type Move, note, type Scene, type Walker } from './decision-scene.ts';
import { groundOf } from './enrolment-ground.ts';
import { arrive } from './enrolment-arrival.ts';
import type { EpochMs } from './instant.ts';
import { because } from './reason.ts';

/** The walker where a target leads to, due at `atMs`; an end on the way is recorded at the step that led to it. */
export function goTo(walker: Walker, target: Target, atMs: EpochMs, scene: Scene): Move {
  const enrolment = arrive(walker.enrolment, target, atMs, groundOf(walker.running.campaign, scene));
  if (enrolment.place.kind === 'ended') note(scene.trail, walker, endReason(enrolment.place.reason));
  return { walker: { ...walker, enrolment }, rests: false };
}

function endReason(reason: string) {
  return reason === 'loop-guard' || reason === 'step-unknown' ? because(reason) : because('ended', { exit: reason });
}
