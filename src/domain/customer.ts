import type { Agreement } from './agreement.ts';
import type { ContactPointId, CustomerId } from './ids.ts';
import type { InquiryKind } from './inquiry-kind.ts';
import type { InquiryQuality } from './inquiry-quality.ts';
import type { EpochMs } from './instant.ts';
import type { Reason } from './reason.ts';
import type { Stated } from './stated.ts';

export const STAGES = ['aware', 'interested', 'purchasing', 'loyal'] as const;
export type Stage = (typeof STAGES)[number];

export const LIFE_CYCLES = ['new', 'active', 'at-risk', 'lapsed', 'left'] as const;
export type LifeCycle = (typeof LIFE_CYCLES)[number];

export const MARKS = ['vip', 'core', 'quality'] as const;
export type Mark = (typeof MARKS)[number];

/** What speaks of a relationship that begins to slip, before its life cycle says so. */
export const WARNING_SIGNS = ['silence', 'falling-frequency', 'falling-basket', 'unanswered', 'return', 'complaint'] as const;
export type WarningSign = (typeof WARNING_SIGNS)[number];

export const ROLES = ['buyer', 'seller'] as const;
export type Role = (typeof ROLES)[number];

export type Level = 1 | 2 | 3 | 4;
/** `A` to `D` by default; the shop policy names them, best first. */
export type Tier = string;

/** What a person said of a level; the reason stays with them. untilMs null: until it is taken back. */
export interface LevelOverride {
  readonly level: Level;
  readonly untilMs: EpochMs | null;
}

/** Money in the core: an integer of 1/10,000 of the currency unit. */
export type Money = number;

/** The four separate facts of a customer, and the marks. */
export interface Standing {
  readonly stage: Stage;
  readonly lifeCycle: LifeCycle;
  readonly tier: Tier;
  readonly marks: readonly Mark[];
  readonly level: Level;
}

/** How the tier is held: since when, and how its reviews went. */
export interface TierRecord {
  /** Null before the first scoring gave a tier. */
  readonly sinceMs: EpochMs | null;
  /** Reviews in a row that it was missed in. */
  readonly misses: number;
  /** When the last miss was counted; null when there is none. */
  readonly missedAtMs: EpochMs | null;
}

/** What a customer says and does for the brand; what came back stands apart. */
export interface Feedback {
  readonly reviewCount: number;
  /** Sum of the stars, 1 to 5 each. */
  readonly ratingSum: number;
  /** Brand activities joined. */
  readonly activityCount: number;
  readonly returnCount: number;
  /** Closed inquiries that the customer has rated, and the sum of these ratings, 1 to 5 each. */
  readonly satisfactionCount: number;
  readonly satisfactionSum: number;
}

/** What a contribution by margin comes from: the net value, what used promotions cost, and of which share of the sales the cost is known. */
export interface ContributionParts {
  readonly net: Money;
  readonly promotions: Money;
  /** Null without sales. */
  readonly knownShare: number | null;
}

/** A sign that stands against a customer: raised once, with its figures then, and ended when it is gone. */
export interface Warning {
  readonly sign: WarningSign;
  readonly sinceMs: EpochMs;
  readonly because: Reason;
}

/** One of the customer's last orders, as far as warnings look at it. */
export interface PlacedOrder {
  readonly atMs: EpochMs;
  readonly value: Money;
}

/** A stretch of time in which the customer had a role, as somebody told it; untilMs null: still. */
export interface RolePeriod {
  readonly role: Role;
  readonly fromMs: EpochMs;
  readonly untilMs: EpochMs | null;
}

export interface ContactPoint {
  readonly id: ContactPointId;
  readonly channel: string;
  readonly state: 'unverified' | 'valid' | 'bounced' | 'gone';
  /** Invented for a demo: only a channel whose mail never leaves the machine may use it. */
  readonly sandboxOnly: boolean;
  /** The marketplace through which it is known; absent: not told. */
  readonly platform?: string | null;
  /** Where the address belongs, as far as it says so itself: the country of a telephone number. */
  readonly country?: string | null;
  /** Free words may be sent there until then, on a channel that otherwise wants approved templates. */
  readonly windowUntilMs?: EpochMs | null;
  /** The provider lets no marketing through to it until then (recipient-rest.ts). */
  readonly restUntilMs?: EpochMs | null;
  /** When it was last written to outside a window: counted by a messaging limit. */
  readonly reachedAtMs?: EpochMs | null;
}

export type Purpose = 'marketing' | 'service';

/** What a consent can be for: a purpose of messages, or that opens are noticed (domain/open-tracking.ts), which is the purpose of none. */
export type ConsentPurpose = Purpose | 'tracking';

/** The newest word of the customer per channel and purpose. */
export interface ConsentState {
  readonly channel: string;
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  /** Whether a yes was proven by more than the shop's word: confirmed from the address, or brought with a proof; absent: it needs none. */
  readonly confirmed?: boolean;
  readonly atMs: EpochMs;
}

export interface Suppression {
  /** `*` means every channel. */
  readonly channel: string;
  readonly purpose: Purpose | '*';
  readonly reason: 'unsubscribed' | 'bounced' | 'complained' | 'legal' | 'erased';
}

/** What conditions and audiences may ask of a customer: the row `customer_facts`. */
export interface KnownFacts {
  readonly id: CustomerId;
  /** ISO 3166-1 alpha-2, or null when the source does not say. */
  readonly country: string | null;
  /** BCP 47, or null. */
  readonly language: string | null;
  /** IANA zone of the customer's own, or null: the country's main zone stands in. */
  readonly timeZone: string | null;
  /** ISO 3166-1 alpha-2: where the customer's telephone number belongs, or null. */
  readonly phoneCountry: string | null;
  /** Where the customer wants to be written to, as stated. */
  readonly preferredChannel: string | null;
  readonly firstOrderAtMs: EpochMs | null;
  readonly lastOrderAtMs: EpochMs | null;
  readonly orderCount: number;
  /** Of the last order, or null: the shop's stands in. */
  readonly currency: string | null;
  readonly grossValue: Money;
  readonly cancelledValue: Money;
  readonly largestOrder: Money;
  /** Net value, or margin where the policy says so, of the orders within the window that the policy names, as of the last order or review. */
  readonly contribution: Money;
  /** What a contribution by margin is made of; null when it is the net value itself. */
  readonly contributionParts: ContributionParts | null;
  /** Median hours between two orders of this customer; null below two orders. */
  readonly usualGapHours: number | null;
  /** The last few orders, the newest last. */
  readonly recentOrders: readonly PlacedOrder[];
  readonly inquiryCount: number;
  /** How serious their inquiries are, as of the last change of one. */
  readonly inquiryQuality: InquiryQuality;
  readonly feedback: Feedback;
  /** Opened and not closed. */
  readonly openReturns: number;
  /** Kinds of the inquiries that are not closed. */
  readonly openInquiries: readonly InquiryKind[];
  /** Long-term agreements that were not ended early, by their days: over, in force, to come. */
  readonly agreements: readonly Agreement[];
  readonly lastInquiryAtMs: EpochMs | null;
  readonly lastComplaintAtMs: EpochMs | null;
  readonly lastReturnAtMs: EpochMs | null;
  readonly lastReplyAtMs: EpochMs | null;
  /** Of that answer, as far as it was told. */
  readonly lastReplyChannel: string | null;
  readonly lastClickAtMs: EpochMs | null;
  readonly lastContactAtMs: EpochMs | null;
  /** Marketing touches since the customer last opened, clicked, answered, asked or ordered. */
  readonly unansweredTouches: number;
  readonly recencyScore: number | null;
  readonly frequencyScore: number | null;
  readonly monetaryScore: number | null;
  /** A person's word on the level, in place of the rules; absent: none stands. */
  readonly levelOverride?: LevelOverride | null;
  /** As stored at the last decision or scoring. */
  readonly standing: Standing;
  readonly tierRecord: TierRecord;
  readonly warnings: readonly Warning[];
  /** As told; whoever has ordered is a buyer besides (`rolesOf`). */
  readonly rolePeriods: readonly RolePeriod[];
  readonly erased: boolean;
}

/** What is known of a customer when a decision is made: the facts and where, and whether, one may be written to. */
export interface CustomerFacts extends KnownFacts {
  readonly contactPoints: readonly ContactPoint[];
  readonly consents: readonly ConsentState[];
  readonly suppressions: readonly Suppression[];
  readonly stated: Stated;
}
