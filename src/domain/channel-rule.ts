import type { Campaign, SendStep } from './campaign.ts';
import type { ChannelRule } from './channel-choice.ts';
import { gapAt } from './channel-availability.ts';
import type { ContactPoint, CustomerFacts } from './customer.ts';
import { isWindowOpen } from './free-words.ts';
import type { ContactPointId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import { roomAgainAtMs } from './messaging-limit.ts';
import { answeringLocale } from './locale-chain.ts';
import { platformAllows } from './platform-contact.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';

/** What would carry the touch. */
export interface Carrier {
  readonly channel: string;
  readonly contactPoint: ContactPointId;
  readonly templateHash: string;
  /** Why it is not one that comes before it: the touch would have had to wait there until it is no longer good, or is not welcome there. Absent: nothing stood in the way. */
  readonly passedOver?: Reason;
}

export interface ChannelQuestion {
  readonly campaign: Pick<Campaign, 'templates' | 'fallbackLocale' | 'purpose' | 'wordsOnly'>;
  readonly step: Pick<SendStep, 'template'>;
  readonly customer: Pick<CustomerFacts, 'contactPoints' | 'language' | 'country' | 'phoneCountry'>;
  /** Channels with consent and without suppression, in order of preference. */
  readonly channels: readonly string[];
  readonly rules: Readonly<Record<string, ChannelRule>>;
  readonly policy: Pick<ShopPolicy, 'shop' | 'platforms'>;
  readonly nowMs: EpochMs;
  /** Until when the touch is worth sending. */
  readonly goodUntilMs: EpochMs;
  /** A message exists already: what has changed since its decision is for its send to find, so that the next channel takes over. */
  readonly isPlanned: boolean;
}

/**
 * The first channel that can carry the touch, or why none can. One that has no room until the touch is no longer good is chosen only for want of
 * another: the limit may be raised meanwhile.
 * Reasons: no-channel, no-contact-point, platform-only, sandbox-only-address, channel-not-there, rests-too-long, no-template, window-closed;
 * of a channel that was passed over: rests-too-long, room-too-late.
 */
export function chooseCarrier(question: ChannelQuestion): { readonly carrier: Carrier } | { readonly because: Reason } {
  let firstFault: Reason | null = null;
  let passedOver: Reason | null = null;
  let without: Carrier | null = null;
  for (const channel of question.channels) {
    const answer = carrierOn(channel, question);
    const carrier = 'code' in answer ? null : answer;
    const waits = 'code' in answer ? (answer.code === 'rests-too-long' ? answer : null) : roomTooLate(answer, question);
    if (carrier !== null && waits === null) return { carrier: passedOver === null ? carrier : { ...carrier, passedOver } };
    passedOver ??= waits;
    without ??= carrier;
    if ('code' in answer) firstFault ??= answer;
  }
  return without === null ? { because: firstFault ?? because('no-channel') } : { carrier: without };
}

function carrierOn(channel: string, question: ChannelQuestion): Carrier | Reason {
  const { campaign, step, customer, isPlanned, nowMs } = question;
  const contactPoint = pointOn(channel, question);
  if ('code' in contactPoint) return contactPoint;
  if (!isPlanned && restsTooLong(contactPoint, question)) return because('rests-too-long', { channel, untilMs: contactPoint.restUntilMs ?? 0 });
  const templateHash = templateFor(campaign.templates[step.template]?.[channel] ?? {}, customer.language, campaign.fallbackLocale);
  if (templateHash === null) return because('no-template', { channel, template: step.template });
  if (!isPlanned && campaign.wordsOnly?.includes(templateHash) === true && !isWindowOpen(contactPoint, nowMs)) return because('window-closed', { channel });
  return { channel, contactPoint: contactPoint.id, templateHash };
}

/** The address that the channel would go to, or why it has none. */
function pointOn(channel: string, question: ChannelQuestion): ContactPoint | Reason {
  const { campaign, step, customer, rules, policy } = question;
  const params = { channel, template: step.template };
  const rule = rules[channel];
  if (rule === undefined) return because('no-channel', params);
  const reachable = customer.contactPoints.filter((point) => point.channel === channel && isUsable(point));
  if (reachable.length === 0) return because('no-contact-point', params);
  const open = reachable.filter((point) => platformAllows(point, campaign.purpose, policy));
  if (open.length === 0) return because('platform-only', params);
  const allowed = open.filter((point) => !point.sandboxOnly || rule.staysLocal);
  if (allowed.length === 0) return because('sandbox-only-address', params);
  const served = allowed.filter((point) => !isInGap(point, rule, question));
  const contactPoint = served.find((point) => point.state === 'valid') ?? served[0];
  return contactPoint ?? because('channel-not-there', { channel, country: countryOf(allowed[0], customer) ?? '' });
}

/** Whom the touch would wait for longer than it is good. */
function restsTooLong({ restUntilMs }: ContactPoint, { campaign: { purpose }, nowMs, goodUntilMs }: ChannelQuestion): boolean {
  return purpose === 'marketing' && restUntilMs != null && restUntilMs > nowMs && restUntilMs >= goodUntilMs;
}

/** Why the touch would wait for room until it is no longer good; null: it need not. */
function roomTooLate({ channel, contactPoint }: Carrier, { customer: { contactPoints }, rules, nowMs, goodUntilMs, isPlanned }: ChannelQuestion): Reason | null {
  const point = contactPoints.find(({ id }) => id === contactPoint);
  const untilMs = isPlanned || point === undefined ? null : roomAgainAtMs(point, rules[channel], nowMs);
  return untilMs === null || untilMs < goodUntilMs ? null : because('room-too-late', { channel, untilMs });
}

function isInGap(point: ContactPoint, { gaps = [] }: ChannelRule, { campaign: { purpose }, customer, nowMs }: ChannelQuestion): boolean {
  return gapAt(gaps, { country: countryOf(point, customer), purpose, isWindowOpen: isWindowOpen(point, nowMs) }) !== null;
}

/** What the address says, before what is known of its owner. */
function countryOf(point: ContactPoint | undefined, { phoneCountry, country }: ChannelQuestion['customer']): string | null {
  return point?.country ?? phoneCountry ?? country;
}

const isUsable = (point: ContactPoint) => point.state === 'valid' || point.state === 'unverified';

/** Hash of the template in the customer's language: pt-BR, then pt, then the fallback locale; null when there is none. */
function templateFor(locales: Readonly<Record<string, string>>, language: string | null, fallbackLocale: string): string | null {
  const own = language === null ? undefined : locales[language];
  if (own !== undefined) return own;
  const locale = answeringLocale(language, Object.keys(locales), { fallback: fallbackLocale });
  return locale === null ? null : (locales[locale] ?? null);
}
