import type { NewsSource, ProviderRequest } from '../../src/contracts/channel-news.ts';
import type { Channel, Outgoing, RenderData, TemplateContent } from '../../src/contracts/channel.ts';

/** How a provider treats the next message. */
export type ProviderWay =
  | 'takes' | 'address-dead' | 'busy'
  /** Asks for a wait of its own. */
  | 'throttles'
  | 'cuts-after-taking'
  /** Takes the request and says nothing. */
  | 'hangs'
  /** Refuses, for the person wants no marketing. */
  | 'opted-out'
  /** Refuses, for it knows no such template. */
  | 'template-missing'
  /** Refuses, for the content is too long. */
  | 'too-long';

/** A provider on this machine behind one channel. */
export interface Provider {
  readonly channel: Channel;
  /** Messages that it has in full. */
  readonly taken: () => number;
  /** By what it, or we, would know each of them again: the message key in some form, in the order they came. */
  readonly keys: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** News as the provider tells it, each in a request whose signature is right. */
export interface NewsHarness {
  /** What proves these requests. */
  readonly source: NewsSource;
  readonly nowMs: number;
  /** One message, told as far as it got: the earlier first. */
  readonly receipts: readonly ProviderRequest[];
  /** The person wants no more marketing: by a word, or in the provider's own app. */
  readonly optOut: ProviderRequest;
  /** The same body under another proof, none, or the proof of another body. */
  readonly forged: readonly ProviderRequest[];
  /** Rightly signed, and not what the provider sends; those that have to be proved by their content may be refused instead. */
  readonly malformed: readonly ProviderRequest[];
}

/** What a channel brings to its contract: how its fake provider is made to answer so. */
export interface ChannelHarness {
  readonly template: TemplateContent;
  readonly outgoing: Outgoing;
  /** @param attemptLimitMs the longest time of one attempt, short for a provider that hangs */
  readonly start: (way: ProviderWay, attemptLimitMs?: number) => Promise<Provider>;
  /** The channel with nobody at the other end. */
  readonly alone: () => Promise<Channel>;
  /** What its provider cannot say at all, with the reason; every other way is tried. */
  readonly cannot: Readonly<Partial<Record<ProviderWay, string>>>;
  /** The wait that `throttles` names. */
  readonly throttleWaitMs: number | null;
  /** What makes a message too long before it leaves; null: only the provider knows (`too-long`). */
  readonly tooLong: { readonly template?: TemplateContent; readonly data: RenderData } | null;
  /** Null: it tells nothing by itself. */
  readonly news: (() => Promise<NewsHarness>) | null;
}
