import type { CustomerFacts, Purpose, Suppression } from './customer.ts';
import { because, type Reason } from './reason.ts';

/** The standing reason never to contact on this channel for this purpose; null when there is none. */
export function suppressionOf(customer: CustomerFacts, channel: string, purpose: Purpose): Suppression | null {
  return customer.suppressions.find(
    (suppression) =>
      (suppression.channel === '*' || suppression.channel === channel) &&
      (suppression.purpose === '*' || suppression.purpose === purpose),
  ) ?? null;
}

/** Why none of these channels may be used at all, or null when one may. Reasons: erased, suppressed. */
export function suppressionRule(customer: CustomerFacts, channels: readonly string[], purpose: Purpose): Reason | null {
  if (customer.erased) return because('erased');
  const found = channels.map((channel) => suppressionOf(customer, channel, purpose));
  const [first] = found;
  if (first === undefined || first === null || found.includes(null)) return null;
  return because('suppressed', { cause: first.reason });
}
