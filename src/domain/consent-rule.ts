import type { ConsentState, CustomerFacts, Purpose } from './customer.ts';
import { because, type Reason } from './reason.ts';

/**
 * Whether the customer's newest word permits this purpose on this channel.
 * Marketing needs a yes; service rests on the order itself and needs only that there is no no.
 */
export function hasConsent(customer: CustomerFacts, channel: string, purpose: Purpose): boolean {
  const word = newestWord(customer, channel, purpose);
  return word === null ? purpose === 'service' : word.granted;
}

/** Why none of these channels has consent, or null when one has. Reasons: consent-withdrawn, no-consent. */
export function consentRule(customer: CustomerFacts, channels: readonly string[], purpose: Purpose): Reason | null {
  if (channels.length === 0 || channels.some((channel) => hasConsent(customer, channel, purpose))) return null;
  const withdrawn = channels.some((channel) => newestWord(customer, channel, purpose)?.granted === false);
  return because(withdrawn ? 'consent-withdrawn' : 'no-consent', { channel: channels.join(', '), purpose });
}

/** The latest consent; of two at the same instant the stricter counts. */
function newestWord(customer: CustomerFacts, channel: string, purpose: Purpose): ConsentState | null {
  const words = customer.consents.filter((consent) => consent.channel === channel && consent.purpose === purpose);
  const [newest] = words.toSorted((a, b) => b.atMs - a.atMs || Number(a.granted) - Number(b.granted));
  return newest ?? null;
}
