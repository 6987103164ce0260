import type { ReceiverAct } from '../channels/sandbox/receiver-mail.ts';
import type { ChannelInvitation } from '../contracts/channel.ts';
import type { NewsSource } from '../contracts/channel-news.ts';
import type { Inbox, InboxWord } from '../contracts/inbox.ts';
import type { ConfirmationEnd, LinkedMessage, RatingEnd } from '../contracts/links.ts';
import type { PixelHit } from '../contracts/pixel-hit.ts';
import type { Preferences, PreferenceWishes, Unsubscribing, WordOfCustomer } from '../contracts/preferences.ts';
import type { Poke, TrackedEvent } from '../contracts/tracking.ts';
import type { AddressTraits } from '../intake/events/read-customer.ts';
import type { ReadInvitation } from '../intake/links/invitation.ts';
import type { LinkSigner } from '../intake/links/link-signer.ts';
import type { StaffPorts } from './staff-ports.ts';

/** Events from shops. */
interface EventPorts {
  /** The shop a write key writes for; null for a wrong one. */
  readonly shopOfWriteKey: (key: string) => Promise<string | null>;
  /** Stores and commits; answers the events that were new. */
  readonly store: (shopId: string, events: readonly TrackedEvent[]) => Promise<readonly { readonly inboxId: number; readonly messageId: string }[]>;
  /** Rows that wait to be applied; must not wait for it. */
  readonly stored: (inboxIds: readonly number[]) => void;
  readonly addressTraits: AddressTraits;
  readonly systemNowMs: () => number;
}

/** What providers tell of messages and people. */
interface HookPorts {
  /** By channel; only those that tell news. */
  readonly sources: Readonly<Record<string, NewsSource>>;
  /** Commits; the same body again changes nothing. */
  readonly store: (channel: string, body: Uint8Array) => Promise<void>;
  /** Bodies wait to be read; must not wait for it. */
  readonly stored: () => void;
}

/** Messages in the shop's own pages; a customer is named by the id that the shop has for them. */
interface InboxPorts {
  /** Origins of pages that may read answers. */
  readonly origins: readonly string[];
  /** Whose inbox a token opens now; null: none. */
  readonly customerOf: (token: string) => Promise<string | null>;
  readonly read: (customer: string) => Promise<Inbox>;
  /** False: the message that was answered is none of theirs. */
  readonly hear: (customer: string, word: InboxWord) => Promise<boolean>;
}

/** An invitation of whom, and which of the channels they have open. */
export interface OpenedInvitation extends ReadInvitation {
  readonly language: string | null;
  readonly erased: boolean;
  readonly open: readonly string[];
}

/** Invitations to channels that customers open themselves. */
interface InvitationPorts {
  /** By name. */
  readonly channels: Readonly<Record<string, ChannelInvitation>>;
  /** What a token says, and of whom; null: it is none of ours. */
  readonly read: (token: string) => Promise<OpenedInvitation | null>;
}

/** Signed links in messages. */
interface LinkPorts {
  readonly signer: () => Promise<LinkSigner>;
  readonly messageByRef: (ref: bigint) => Promise<LinkedMessage | null>;
  /** Null when this click is known. */
  readonly storeClick: (message: LinkedMessage, linkIndex: number) => Promise<number | null>;
  readonly stored: (inboxIds: readonly number[]) => void;
  /** Must not wait for anything: whether it may be noticed, and what follows, is seen to beside. */
  readonly pixelHit: (hit: PixelHit) => void;
  readonly unsubscribe: (message: LinkedMessage, no: Unsubscribing) => Promise<boolean>;
  readonly preferences: (customerId: string) => Promise<Preferences>;
  readonly savePreferences: (message: LinkedMessage, wishes: PreferenceWishes, word: WordOfCustomer) => Promise<boolean>;
  readonly confirm: (message: LinkedMessage, word: { readonly wording: string; readonly language: string }) => Promise<ConfirmationEnd>;
  /** Whether what the message asks about may still be rated. */
  readonly mayRate: (message: LinkedMessage) => Promise<boolean>;
  readonly rate: (message: LinkedMessage, stars: number) => Promise<RatingEnd>;
  readonly nowMs: () => number;
  /** Titles of the channels, for people. */
  readonly channelTitles: Readonly<Record<string, string>>;
  readonly poke: Poke;
}

/** One part of the installation, looked at now. */
export interface PartHealth {
  readonly part: string;
  readonly state: 'up' | 'down' | 'late';
  readonly detail: string;
}

export interface StatusCampaign {
  readonly name: string;
  readonly title: string | null;
  readonly state: string;
  readonly version: number;
  readonly audience: number;
  readonly holdout: number;
  readonly open: number;
  readonly held: number;
  readonly ended: number;
  readonly sent: number;
  readonly refused: number;
  readonly unknown: number;
}

export interface StatusBacklog {
  readonly customers: number;
  readonly received: number;
  readonly unconsumed: number;
  readonly deadLetters: number;
  readonly unknownMessages: number;
  readonly readyMessages: number;
  readonly overdueWakeUps: number;
  readonly oldestOverdue: { readonly customerId: string; readonly wakeAt: Date; readonly waitingFor: string } | null;
}

/** What the tables say; one object, so that a page and its JSON twin cannot differ. */
export interface StatusFacts {
  readonly clock: { readonly domainNow: Date; readonly factor: number | null };
  readonly backlog: StatusBacklog;
  readonly campaigns: readonly StatusCampaign[];
}

interface StatusPorts {
  /** Never rejects: a part that cannot be reached is `down`. */
  readonly parts: () => Promise<readonly PartHealth[]>;
  readonly facts: () => Promise<StatusFacts>;
  readonly temporalUiUrl: string | null;
  readonly version: string;
}

export interface OutboxLine {
  readonly id: string;
  readonly receivedAt: Date;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly subject: string;
}

interface OutboxPorts {
  readonly count: () => Promise<number>;
  /** Newest first, below an id or from the newest on; `to` stands in the receiver's address. */
  readonly list: (page: { readonly before: string | null; readonly to: string; readonly limit: number }) => Promise<readonly OutboxLine[]>;
  readonly mail: (id: string) => Promise<(OutboxLine & { readonly raw: Buffer }) | null>;
  /** Does with a mail what its receiver would, with words for an answer; null: nobody here takes what comes back. */
  readonly giveBack: ((mail: OutboxLine & { readonly raw: Buffer }, act: ReceiverAct, words: string) => Promise<void>) | null;
}

/** Everything the routes need; constructed by the composition root only. */
export interface ApiPorts {
  readonly events: EventPorts;
  readonly hooks: HookPorts;
  readonly inbox: InboxPorts;
  readonly invitations: InvitationPorts;
  readonly links: LinkPorts;
  readonly status: StatusPorts;
  readonly outbox: OutboxPorts;
  readonly staff: StaffPorts;
  /** Longest wait for the database before a request is answered with 503. */
  readonly databaseLimitMs: number;
  /** Longest wait for a change of the staff before it is answered that its outcome is not known. */
  readonly changeLimitMs: number;
  /** Told of unexpected errors, with the route but never with the content of a request. */
  readonly report: (error: unknown, route: string) => void;
}
