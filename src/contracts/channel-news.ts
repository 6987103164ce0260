import type { EpochMs } from '../domain/instant.ts';
import type { Purpose } from '../domain/customer.ts';
import type { SentFile } from './sent-file.ts';

/** @public Whom a provider speaks of: an address of the channel, and other ids by which it knows the same person (a phone number beside a user id). */
export interface NewsAddress {
  readonly address: string;
  readonly others: readonly string[];
}

/** @public Which message it speaks of: by our own key where it hands that back, else by the id that it gave. At least one is known. */
export interface NewsMessage {
  /** Message key (`message.id`) or the token made of it. */
  readonly key: string | null;
  readonly providerId: string | null;
}

/** The sender of `sender` news that speaks of everything the channel sends with. */
export const WHOLE_ACCOUNT = 'account';

/** @public Why a message did not arrive, or may not be sent: what the core does about it, never a provider's code. */
export type FailureClass =
  /** The address is dead for good. */
  | 'address-dead'
  /** It is in trouble: counted, and held against the address when it goes on. */
  | 'address-in-trouble'
  /** The person wants no marketing of this sender on this channel. */
  | 'opted-out'
  /** Only a template the provider has approved may be sent now: the window for free words is closed. */
  | 'needs-template'
  /** This person gets no more marketing for a while, whoever sends: they rest. */
  | 'recipient-throttled'
  /** The sender has to go slower. */
  | 'sender-throttled'
  /** The sender may not send at all until somebody sees to it. */
  | 'sender-halted'
  /** The provider could not get a file that goes with the message, or no longer has it. */
  | 'media-missing'
  /** The template is paused, rejected or missing. */
  | 'template-held'
  /** Nothing but this message is wrong. */
  | 'message-refused'
  /** The provider is in trouble. */
  | 'provider-in-trouble';

/** @public What a provider tells a channel, in the words of the core. `id` is the same however often it is told. */
export type ChannelNews = { readonly id: string; readonly atMs: EpochMs } & (
  | { readonly kind: 'receipt'; readonly message: NewsMessage; readonly status: 'sent' | 'delivered' | 'read' }
  /** `isProven` false: anybody may have said so, or the touch has gone on already; it is held against the address a little, and nothing else follows. */
  | { readonly kind: 'failed'; readonly message: NewsMessage; readonly to: NewsAddress | null; readonly failure: FailureClass; readonly code: string; readonly detail: string; readonly isProven?: false }
  /** Something a person wrote; `isAutomatic`: their machine did. `isStopWordAlone`: a stop word and nothing else, whose wish is news of its own. */
  | {
    readonly kind: 'inbound'; readonly from: NewsAddress; readonly providerId: string; readonly text: string; readonly repliesTo: NewsMessage | null;
    readonly isAutomatic: boolean; readonly isStopWordAlone?: true; readonly files?: readonly SentFile[];
  }
  | { readonly kind: 'complaint'; readonly from: NewsAddress | null; readonly message: NewsMessage | null }
  /** `typedIn`: the person wrote it as a word of these languages, none meaning all; absent: a button or setting of the provider said it. */
  | { readonly kind: 'preference'; readonly from: NewsAddress; readonly purpose: Purpose | 'all'; readonly granted: boolean; readonly wording: string; readonly typedIn?: readonly string[] }
  | { readonly kind: 'address-changed'; readonly from: NewsAddress; readonly to: NewsAddress }
  /**
   * The person can be written to by this reference; null: no longer, by their own doing. `consented`: what they have just done to let the shop
   * write, in words; null: nothing new, it only is a fresh reference. `invitation`: the token by which they say who they are. `staysLocal`: it leads nowhere but to this machine.
   */
  | {
    readonly kind: 'reachable'; readonly from: NewsAddress; readonly reference: Readonly<Record<string, unknown>> | null;
    readonly consented: string | null; readonly invitation: string | null; readonly staysLocal: boolean;
  }
  | { readonly kind: 'sender'; readonly sender: string; readonly state: 'ok' | 'slow' | 'halted'; readonly detail: string }
  | { readonly kind: 'template'; readonly template: string; readonly locale: string; readonly status: 'approved' | 'paused' | 'rejected' | 'disabled'; readonly detail: string }
  /** How many different people may be written to outside windows in 24 hours, whoever sends; null: as many as there are. */
  | { readonly kind: 'messaging-limit'; readonly most: number | null }
  /** What the provider thinks of a template besides its status; null: not told. */
  | { readonly kind: 'template-trait'; readonly template: string; readonly locale: string; readonly category: string | null; readonly quality: string | null }
);

/** What the shelf says of news: who can tell any, and for how many hours free words may be sent after somebody wrote (0: no such rule). */
export interface NewsChannels {
  readonly sources: Readonly<Record<string, NewsSource>>;
  readonly freeWordsHours: Readonly<Record<string, number>>;
  /** Whose receivers are written to by a reference that only they can open. */
  readonly byReference: Readonly<Record<string, boolean>>;
}

/** @public A request of a provider as it came in: nothing is parsed before it is verified. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly rawBody: Uint8Array;
}

/** @public Take it, answer at once with this text (a handshake), or refuse it. */
export type Verdict =
  | { readonly take: true }
  | { readonly take: false; readonly status: 200 | 400 | 401 | 403 | 404 | 503; readonly text: string };

/** @public How a provider tells news: one per channel, reached by the channel's name. */
export interface NewsSource {
  /** Constant-time, over the raw bytes. */
  verify(request: ProviderRequest, nowMs: EpochMs): Verdict | Promise<Verdict>;
  /**
   * What a verified body says; the same for the same body. A part that cannot be read loses no other: it is told in `unread`.
   */
  parse(rawBody: Uint8Array): { readonly news: readonly ChannelNews[]; readonly unread: readonly string[] };
}
