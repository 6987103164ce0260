import { note, type Scene, type Walker } from './decision-scene.ts';
import { ended } from './enrolment-arrival.ts';
import { messagePhase } from './message-phase.ts';
import type { Reason } from './reason.ts';

/** Ends the enrolment for a reason; a message of it that has not left yet is voided. */
export function endFor(walker: Walker, reason: Reason, scene: Scene): Walker {
  note(scene.trail, walker, reason);
  voidUnsent(walker, reason, scene);
  return { ...walker, enrolment: ended(walker.enrolment, reason.code) };
}

/** Voids the walker's message when it has not left yet; one in flight cannot be called back. */
export function voidUnsent({ enrolment: { place } }: Walker, because: Reason, { snapshot, trail }: Scene): void {
  if (place.kind !== 'sending') return;
  const message = snapshot.messages.find(({ id }) => id === place.message);
  if (message !== undefined && messagePhase(message.state) === 'unsent') trail.voided.push({ id: message.id, because });
}
