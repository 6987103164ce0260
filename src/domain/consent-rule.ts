import type { ChannelRule } from './channel-choice.ts';
import { type ConsentLaw, consentLawOf, STRICTEST } from './consent-law.ts';
import type { ConsentState, CustomerFacts, Purpose } from './customer.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';

/** Whether somebody may be written to is asked of this. */
export interface ConsentQuestion {
  readonly customer: CustomerFacts;
  readonly purpose: Purpose;
  readonly channels: Readonly<Record<string, ChannelRule>>;
  readonly policy: Pick<ShopPolicy, 'consent'>;
  readonly nowMs: EpochMs;
}

/** Marketing that rests on no yes of the customer's: one's own customer told of what is like what they bought, or a law that asks for none. */
export type LawfulGround = 'soft-opt-in' | 'opt-out-law';

/** What permits a touch on a channel, or why nothing does. `consent`: the customer's own yes; for service, that there is no no. */
export type Permission =
  | { readonly permitted: true; readonly by: 'consent' | LawfulGround }
  | { readonly permitted: false; readonly why: 'consent-withdrawn' | 'consent-not-confirmed' | 'no-consent' };

const refused = (why: Extract<Permission, { permitted: false }>['why']): Permission => ({ permitted: false, why });
const permitted = (by: Extract<Permission, { permitted: true }>['by']): Permission => ({ permitted: true, by });

/**
 * What permits this purpose on the channel: the customer's newest word; without one, for marketing, what the laws of all countries that
 * protect the customer leave to the shop. Service rests on the order itself and needs only that there is no no.
 */
export function permissionOn(channel: string, question: ConsentQuestion): Permission {
  const word = newestWord(question.customer, channel, question.purpose);
  if (word?.granted === false) return refused('consent-withdrawn');
  if (question.purpose === 'service') return permitted('consent');
  if (word === null) return byLaw(channel, question);
  return word.confirmed === false && mustConfirm(channel, question) ? refused('consent-not-confirmed') : permitted('consent');
}

/** Why none of these channels may be used, or null when one may. Reasons: consent-withdrawn, consent-not-confirmed, no-consent. */
export function consentRule(channels: readonly string[], question: ConsentQuestion): Reason | null {
  const answers = channels.map((channel) => permissionOn(channel, question));
  if (answers.length === 0 || answers.some((answer) => answer.permitted)) return null;
  const why = (['consent-withdrawn', 'consent-not-confirmed'] as const).find((code) => answers.some((answer) => !answer.permitted && answer.why === code));
  return because(why ?? 'no-consent', { channel: channels.join(', '), purpose: question.purpose });
}

/** A yes to marketing that counts for nothing until it is confirmed from the address itself. */
export function awaitsConfirmation(channel: string, question: ConsentQuestion): boolean {
  const answer = permissionOn(channel, { ...question, purpose: 'marketing' });
  return !answer.permitted && answer.why === 'consent-not-confirmed';
}

/** The latest consent; of two at the same instant the stricter counts. */
function newestWord(customer: Pick<CustomerFacts, 'consents'>, channel: string, purpose: Purpose): ConsentState | null {
  const words = customer.consents.filter((consent) => consent.channel === channel && consent.purpose === purpose);
  const [newest] = words.toSorted((a, b) => b.atMs - a.atMs || Number(a.granted) - Number(b.granted));
  return newest ?? null;
}

/** The strictest law decides: all have to leave it open. Whoever has said no anywhere is written to only where they said yes. */
function byLaw(channel: string, question: ConsentQuestion): Permission {
  const { customer, channels, policy: { consent } } = question;
  const rule = channels[channel];
  if (rule === undefined || consent === undefined || rule.needsOptIn === true || hasSaidNo(customer)) return refused('no-consent');
  const grounds = lawsOf(rule, question).map((law) => groundIn(law, question));
  if (grounds.includes(null)) return refused('no-consent');
  return permitted(grounds.includes('soft-opt-in') ? 'soft-opt-in' : 'opt-out-law');
}

function groundIn({ model, softOptIn }: ConsentLaw, { customer: { lastOrderAtMs }, policy: { consent }, nowMs }: ConsentQuestion): LawfulGround | null {
  if (model === 'opt-out' && consent?.optOutCountries === 'write') return 'opt-out-law';
  if (consent?.softOptIn === undefined || lastOrderAtMs === null) return null;
  if (model === 'opt-out') return 'soft-opt-in';
  if (softOptIn === null) return null;
  return softOptIn.withinDays === null || nowMs - lastOrderAtMs <= softOptIn.withinDays * DAY_MS ? 'soft-opt-in' : null;
}

function hasSaidNo({ consents, suppressions }: CustomerFacts): boolean {
  return consents.some(({ channel, purpose }) => purpose === 'marketing' && newestWord({ consents }, channel, purpose)?.granted === false)
    || suppressions.some(({ purpose, reason }) => purpose !== 'service' && (reason === 'unsubscribed' || reason === 'complained'));
}

function mustConfirm(channel: string, question: ConsentQuestion): boolean {
  const rule = question.channels[channel];
  const wanted = question.policy.consent?.confirmation;
  if (rule?.canConfirm !== true || wanted === undefined) return false;
  return wanted === 'everyone' || lawsOf(rule, question).some(({ isConfirmationExpected }) => isConfirmationExpected);
}

/** The laws that protect a customer: those of the address and of the telephone; of whom no country is known, the strictest. */
function lawsOf(rule: ChannelRule, { customer: { country, phoneCountry }, policy, nowMs }: ConsentQuestion): readonly ConsentLaw[] {
  const countries = [...new Set([country, phoneCountry])].filter((code) => code !== null);
  return countries.length === 0 ? [STRICTEST] : countries.map((code) => consentLawOf(code, rule, policy.consent, nowMs));
}
