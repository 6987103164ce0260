import { type CustomerFacts, STAGES } from './customer.ts';
import type { DerivedEventKind, DomainEvent } from './event.ts';
import type { EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import type { StandingAnswer } from './standing.ts';
import { nextLowerTier } from './tier-review.ts';
import { isBetterTier } from './tier.ts';
import { warningEvents } from './warnings.ts';

/** Changes of standing as events, which campaigns may start from and wait for like any other. */
export function standingEvents(
  customer: Pick<CustomerFacts, 'standing' | 'tierRecord'>, answer: Pick<StandingAnswer, 'standing' | 'tierRecord' | 'slope'>,
  policy: Pick<ShopPolicy, 'tiers'>, nowMs: EpochMs,
): readonly DomainEvent[] {
  const [was, is] = [customer.standing, answer.standing];
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
  // A tier that the policy has renamed is no promotion.
  if (is.tier !== was.tier && policy.tiers.some(({ tier }) => tier === was.tier)) {
    events.push(derived(isBetterTier(is.tier, was.tier, policy) ? 'tier-raised' : 'tier-lowered', was.tier, is.tier));
  }
  if (is.level !== was.level) events.push(derived('level-changed', String(was.level), String(is.level)));
  // The first miss: in time to say what is missing.
  if (customer.tierRecord.misses === 0 && answer.tierRecord.misses > 0) {
    events.push(derived('tier-in-danger', is.tier, nextLowerTier(is.tier, policy)));
  }
  return [...events, ...warningEvents(answer.slope, nowMs)];
}
