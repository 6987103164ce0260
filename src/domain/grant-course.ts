import { type Scene, type Walker } from './decision-scene.ts';
import type { Enrolment } from './enrolment.ts';
import type { DerivedEventKind, DomainEvent } from './event.ts';
import { promisedTouch } from './enrolment-arrival.ts';
import { type OpenGrant, touchOfGrant } from './grant.ts';
import { because } from './reason.ts';

/**
 * What time has done to the open grants: those at their end expire, those near it are reminded of.
 * Answers the events that tell campaigns of it: promotion-expired, promotion-ending.
 */
export function grantsInTime({ snapshot: { grants, nowMs }, trail }: Scene): readonly DomainEvent[] {
  return grants.flatMap((grant) => {
    if (grant.endsAtMs <= nowMs) {
      const why = because('promotion-expired', { promotion: grant.promotion });
      trail.grantMoves.push({ id: grant.id, to: 'expired', because: why });
      trail.lines.push({ campaign: null, step: null, because: why });
      // What never reached the customer has not been missed.
      return grant.state === 'committed' ? [told('promotion-expired', grant, nowMs)] : [];
    }
    if (grant.state !== 'committed' || grant.remindAtMs === null || grant.remindAtMs > nowMs) return [];
    trail.grantMoves.push({ id: grant.id, to: 'reminded' });
    return [told('promotion-ending', grant, nowMs)];
  });
}

function told(kind: DerivedEventKind, { id, promotion, tool }: OpenGrant, nowMs: number): DomainEvent {
  return { inboxId: 0, kind, occurredAtMs: nowMs, properties: { promotion, tool, enrolment: id.slice(0, id.indexOf('/')) } };
}

/** Gives back what was reserved for touches that ended without an acceptance. What may have left stays until its end. */
export function releaseGrants(walkers: readonly Walker[], { snapshot: { grants }, trail }: Scene): void {
  const underWay = new Set(walkers.flatMap(({ enrolment }) => touchesOf(enrolment)));
  const ended = new Set(trail.grantMoves.flatMap((move) => (move.to === 'reminded' ? [] : [move.id])));
  for (const grant of grants) {
    if (grant.state !== 'reserved' || grant.mayHaveLeft || underWay.has(touchOfGrant(grant.id)) || ended.has(grant.id)) continue;
    const why = because('promotion-released', { promotion: grant.promotion });
    trail.grantMoves.push({ id: grant.id, to: 'released', because: why });
    trail.lines.push({ campaign: null, step: null, because: why });
  }
}

function touchesOf(enrolment: Enrolment): readonly string[] {
  const { place } = enrolment;
  return place.kind === 'sending' || place.kind === 'held' ? [promisedTouch(enrolment, place.step)] : [];
}
