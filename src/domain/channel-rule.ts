import type { Campaign, SendStep } from './campaign.ts';
import type { ChannelRule } from './channel-choice.ts';
import type { ContactPoint, CustomerFacts } from './customer.ts';
import type { ContactPointId } from './ids.ts';
import { answeringLocale } from './locale-chain.ts';
import { platformAllows } from './platform-contact.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason, type ReasonCode } from './reason.ts';

/** What would carry the touch. */
export interface Carrier {
  readonly channel: string;
  readonly contactPoint: ContactPointId;
  readonly templateHash: string;
}

export interface ChannelQuestion {
  readonly campaign: Pick<Campaign, 'templates' | 'fallbackLocale' | 'purpose'>;
  readonly step: Pick<SendStep, 'template'>;
  readonly customer: Pick<CustomerFacts, 'contactPoints' | 'language'>;
  /** Channels with consent and without suppression, in order of preference. */
  readonly channels: readonly string[];
  readonly rules: Readonly<Record<string, ChannelRule>>;
  readonly policy: Pick<ShopPolicy, 'shop' | 'platforms'>;
}

/** The first channel that can carry the touch, or why none can. Reasons: no-channel, no-contact-point, platform-only, sandbox-only-address, no-template. */
export function chooseCarrier(question: ChannelQuestion): { readonly carrier: Carrier } | { readonly because: Reason } {
  let firstFault: Reason | null = null;
  for (const channel of question.channels) {
    const answer = carrierOn(channel, question);
    if (typeof answer !== 'string') return { carrier: answer };
    firstFault ??= because(answer, { channel, template: question.step.template });
  }
  return { because: firstFault ?? because('no-channel') };
}

function carrierOn(channel: string, { campaign, step, customer, rules, policy }: ChannelQuestion): Carrier | ReasonCode {
  const rule = rules[channel];
  if (rule === undefined) return 'no-channel';
  const reachable = customer.contactPoints.filter((point) => point.channel === channel && isUsable(point));
  if (reachable.length === 0) return 'no-contact-point';
  const open = reachable.filter((point) => platformAllows(point, campaign.purpose, policy));
  if (open.length === 0) return 'platform-only';
  const allowed = open.filter((point) => !point.sandboxOnly || rule.staysLocal);
  const contactPoint = allowed.find((point) => point.state === 'valid') ?? allowed[0];
  if (contactPoint === undefined) return 'sandbox-only-address';
  const templateHash = templateFor(campaign.templates[step.template]?.[channel] ?? {}, customer.language, campaign.fallbackLocale);
  return templateHash === null ? 'no-template' : { channel, contactPoint: contactPoint.id, templateHash };
}

const isUsable = (point: ContactPoint) => point.state === 'valid' || point.state === 'unverified';

/** Hash of the template in the customer's language: pt-BR, then pt, then the fallback locale; null when there is none. */
function templateFor(locales: Readonly<Record<string, string>>, language: string | null, fallbackLocale: string): string | null {
  const own = language === null ? undefined : locales[language];
  if (own !== undefined) return own;
  const locale = answeringLocale(language, Object.keys(locales), { fallback: fallbackLocale });
  return locale === null ? null : (locales[locale] ?? null);
}
