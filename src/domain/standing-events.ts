import { STAGES, type Standing } from './customer.ts';
import type { DerivedEventKind, DomainEvent } from './event.ts';
import type { EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import { isBetterTier } from './tier.ts';

/** Changes of standing as events, which campaigns may start from and wait for like any other. */
export function standingEvents(was: Standing, is: Standing, policy: Pick<ShopPolicy, 'tiers'>, nowMs: EpochMs): readonly DomainEvent[] {
  const derived = (kind: DerivedEventKind, from: string, to: string): DomainEvent =>
    ({ inboxId: 0, kind, occurredAtMs: nowMs, properties: { from, to } });
  const events: DomainEvent[] = [];
  // A stage that falls back after a cancellation is no news to act on.
  if (is.stage !== 'aware' && STAGES.indexOf(is.stage) > STAGES.indexOf(was.stage)) {
    events.push(derived(`became-${is.stage}`, was.stage, is.stage));
  }
  if (is.lifeCycle !== 'new' && is.lifeCycle !== was.lifeCycle) {
    events.push(derived(`became-${is.lifeCycle}`, was.lifeCycle, is.lifeCycle));
  }
  if (is.tier !== was.tier) {
    events.push(derived(isBetterTier(is.tier, was.tier, policy) ? 'tier-raised' : 'tier-lowered', was.tier, is.tier));
  }
  return events;
}
