import { awaitsConfirmation } from './consent-rule.ts';
import type { Rules, Snapshot } from './decision.ts';
import type { DomainEvent } from './event.ts';

/**
 * A yes that has come and has to be confirmed from the address itself, as an event: a campaign asks for the confirmation (double opt-in).
 * Each time it is said anew it is asked for anew; what is confirmed, withdrawn or needs none is not.
 */
export function confirmationsWanted({ events, customer, nowMs }: Snapshot, { channels, policy }: Pick<Rules, 'channels' | 'policy'>): readonly DomainEvent[] {
  const said = events.flatMap(({ kind, properties: { channel } }) => (kind === 'consent.given' && typeof channel === 'string' ? [channel] : []));
  const question = { customer, purpose: 'marketing' as const, channels, policy, nowMs };
  return [...new Set(said)].filter((channel) => awaitsConfirmation(channel, question))
    .map((channel) => ({ inboxId: 0, kind: 'consent-to-confirm', occurredAtMs: nowMs, properties: { channel } }));
}
