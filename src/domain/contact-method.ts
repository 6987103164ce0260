import type { KnownFacts, Stage, Standing, Tier } from './customer.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';
import type { Region } from './region.ts';

/** The contact-method block of the shop policy: which channels come first for whom, among those that a campaign's step allows. */
export interface ContactMethod {
  /** Whether the channel on which a customer last answered comes before region and rules; one they named themselves always does. */
  readonly prefersAnswered: boolean;
  /** First match wins. */
  readonly order: readonly ChannelOrderRule[];
}

/** For customers of these stages, tiers and regions; null: of all. */
export interface ChannelOrderRule {
  readonly stages: readonly Stage[] | null;
  readonly tiers: readonly Tier[] | null;
  readonly regions: readonly string[] | null;
  readonly channels: readonly string[];
}

export interface MethodQuestion {
  readonly customer: Pick<KnownFacts, 'preferredChannel' | 'lastReplyChannel'>;
  readonly standing: Pick<Standing, 'stage' | 'tier'>;
  readonly region: Region | null;
  readonly policy: Pick<ShopPolicy, 'contactMethod'>;
}

export interface OrderedChannels {
  readonly channels: readonly string[];
  /** What changed the campaign's own order most; null: it stands as it was written. */
  readonly because: Reason | null;
}

/**
 * The channels of a step in the order in which they are tried: the customer's own wish, where they last answered, what the region prefers,
 * what stage and tier say, and then the campaign's own order. Nobody gets a channel that the step does not name.
 * Reasons: channels-by-wish, channels-by-answer, channels-of-region, channels-by-rule.
 */
export function inOrderFor(step: readonly string[], question: MethodQuestion): OrderedChannels {
  if (step.length < 2) return { channels: step, because: null };
  let channels = step;
  let code: Reason['code'] | null = null;
  // The strongest is applied last and stands in front: it names the reason when it moved anything.
  for (const { first, why } of wishes(question)) {
    const moved = preferring(first, channels);
    if (moved.join() !== channels.join()) code = why;
    channels = moved;
  }
  return { channels, because: code === null || channels.join() === step.join() ? null : reasonOf(code, channels, question) };
}

function wishes({ customer, standing, region, policy: { contactMethod } }: MethodQuestion): readonly { readonly first: readonly string[]; readonly why: Reason['code'] }[] {
  const rule = contactMethod?.order.find(({ stages, tiers, regions }) =>
    (stages?.includes(standing.stage) ?? true) && (tiers?.includes(standing.tier) ?? true) && (regions?.includes(region?.name ?? '') ?? true));
  const answered = contactMethod?.prefersAnswered === true ? customer.lastReplyChannel : null;
  return [
    { first: rule?.channels ?? [], why: 'channels-by-rule' },
    { first: region?.channels ?? [], why: 'channels-of-region' },
    { first: answered === null ? [] : [answered], why: 'channels-by-answer' },
    { first: customer.preferredChannel === null ? [] : [customer.preferredChannel], why: 'channels-by-wish' },
  ];
}

function preferring(first: readonly string[], channels: readonly string[]): readonly string[] {
  const known = first.filter((name) => channels.includes(name));
  return [...known, ...channels.filter((name) => !known.includes(name))];
}

function reasonOf(code: Reason['code'], channels: readonly string[], { region, standing }: MethodQuestion): Reason {
  const about = code === 'channels-of-region' ? { region: region?.name ?? '' } : code === 'channels-by-rule' ? { stage: standing.stage, tier: standing.tier } : {};
  return because(code, { ...about, channels: channels.join(', ') });
}
