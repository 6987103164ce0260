import type { Cap, Duration, LocalWindow } from './campaign.ts';
import type { CarePolicy } from './care.ts';
import type { Condition } from './condition.ts';
import type { ConsentPolicy } from './consent-law.ts';
import type { ContactMethod } from './contact-method.ts';
import type { Level, Mark, Money, Tier } from './customer.ts';
import type { WantedFestivals } from './festivals.ts';
import type { ShopLanguages } from './locale-chain.ts';
import type { PaymentMethod } from './payment-method.ts';
import type { PlatformContact } from './platform-contact.ts';
import type { ProductPolicy } from './product-class.ts';
import type { PromotionPolicy } from './promotion.ts';
import type { Region } from './region.ts';
import type { RightRule } from './rights.ts';
import type { SenderLimits } from './sender-limits.ts';
import type { ShopScreening } from './screening/shop-screening.ts';
import type { StaffMember } from './staff.ts';
import type { Team } from './team.ts';
import type { SlaPolicy } from './sla-policy.ts';
import type { PlannedPart } from './working-group.ts';

/** The business rules of one installation: `touchline.yaml`, versioned. Plain JSON. */
export interface ShopPolicy {
  readonly shop: {
    readonly id: string;
    readonly title: string;
    readonly platform: string;
    readonly currency: string;
    readonly timeZone: string;
  };
  /** Who the mail is from: stands in every message and cannot be left out. */
  readonly sender: {
    readonly legalName: string;
    readonly postalAddress: string;
    readonly fromName: string;
    readonly fromAddress: string;
    readonly replyTo: string;
    /** Domain of Message-ID and List-Id. */
    readonly domain: string;
  };
  /** What each sending domain may send; a domain that is not named has no limits. */
  readonly sending?: Readonly<Record<string, SenderLimits>>;
  readonly languages: ShopLanguages;
  readonly stages: { readonly loyalFromOrders: number };
  readonly silence: {
    readonly newForDays: number;
    /** At risk after this many usual gaps of silence, within floor and ceiling. */
    readonly atRiskGaps: number;
    readonly atRiskFloorDays: number;
    readonly atRiskCeilingDays: number;
    readonly lapsedGaps: number;
    readonly lapsedFloorDays: number;
    readonly lapsedCeilingDays: number;
    /** Stand-in for customers with fewer than two orders. */
    readonly usualGapDays: number;
  };
  /** Signs that are looked for while the relationship is alive; absent: none. */
  readonly warnings?: WarningRules;
  /** Best first. `fromValue` is the lowest net value of the tier; filled by scoring where it is null. */
  readonly tiers: readonly { readonly tier: Tier; readonly title: Readonly<Record<string, string>>; readonly topShare: number; readonly badge?: Readonly<Record<string, string>> }[];
  readonly tierReview: TierReviewRule;
  readonly promotions: PromotionPolicy;
  /** What tiers and marks bring besides promotions; absent: nothing. */
  readonly rights?: readonly RightRule[];
  /** Classes of products and who is offered which; absent: products have none, and all are offered. */
  readonly products?: ProductPolicy;
  /** How far marketing goes without a yes, and whose yes has to be confirmed; absent: a yes is asked for everywhere, and none is confirmed. */
  readonly consent?: ConsentPolicy;
  /** Which channels come first for whom; absent: as each campaign orders them. */
  readonly contactMethod?: ContactMethod;
  /** Countries with a service of their own; absent: all are served alike. */
  readonly regions?: readonly Region[];
  /** Who serves customers together, and when; absent: teams are names alone. */
  readonly teams?: readonly Team[];
  /** The people of the shop; absent: the command line alone names them. */
  readonly staff?: readonly StaffMember[];
  /** Where webhooks go; absent: nowhere, and tasks stand in for them. */
  readonly webhooks?: { readonly url: string };
  /** What marketplaces allow of contact with their buyers, where it differs from the data that comes with Touchline. */
  readonly platforms?: Readonly<Record<string, { readonly contact: PlatformContact }>>;
  /** What customers may pay with, in the order in which it is named; absent: it is not told. */
  readonly paymentMethods?: readonly PaymentMethod[];
  /** The care calendar; absent: no member day, no caps of its own, no gifts by right. */
  readonly care?: CarePolicy;
  /** What is promised to customers by their level; absent: nothing. */
  readonly sla?: SlaPolicy;
  /** Who does what with a key account; absent: as usual. */
  readonly workingGroup?: readonly PlannedPart[];
  /** How inquiries are screened, and what the shop asks of buyers; absent: as usual, and nothing is known of its terms. */
  readonly screening?: ShopScreening;
  /** Whether opens are noticed of those who allow it; absent: of nobody. */
  readonly tracking?: { readonly opens: boolean };
  /** Whether other price cuts come on top of an agreed discount; absent: they do not. */
  readonly agreements?: { readonly stackPromotions: boolean };
  readonly marks: Readonly<Record<Mark, { readonly topShare: number } | null>>;
  /** First match wins; the last is the level of everyone else. */
  readonly levels: readonly { readonly level: Level; readonly when: Condition | null }[];
  /** Local hours without marketing, by country; `*` for all others. Minutes after local midnight; may cross midnight. */
  readonly quietHours: Readonly<Record<string, { readonly fromMinute: number; readonly untilMinute: number; readonly days: 'all' | readonly number[] }>>;
  readonly sendWindow: {
    readonly byTier: Readonly<Record<Tier, LocalWindow>>;
    readonly otherwise: LocalWindow | null;
    /** Whoever is held until the hour is right gets a minute of their own within so many; absent: all at once. */
    readonly spreadMinutes?: number;
    /** Messages a minute that a channel takes: a larger audience is spread over more minutes; absent: as many as come. */
    readonly mostPerMinute?: Readonly<Partial<Record<string, number>>>;
  };
  /** Festivals in which the customers who keep them hear nothing, with so many days before. */
  readonly silentFestivals?: WantedFestivals;
  readonly bestHour: BestHourRule;
  /** What the staff can do; null: not stated. */
  readonly capacity: Capacity | null;
  readonly caps: readonly Cap[];
  readonly enrolments: { readonly longest: Duration };
  readonly segments: Readonly<Record<string, Condition>>;
  readonly unknownOutcome: { readonly service: 'resend' | 'list' };
  /** Zones of each country, the main one first, for customers without a zone of their own. */
  readonly countryZones: Readonly<Record<string, string | readonly string[]>>;
}

/** From when on a sign counts as a warning; a sign without a rule is not looked for. */
export interface WarningRules {
  /** So many usual gaps without an order, and so many days at least; before the customer is at risk. */
  readonly silence?: { readonly gaps: number; readonly floorDays: number };
  /** Each of the last so many gaps is so many times the usual one before them, and so many days at least. */
  readonly fallingFrequency?: { readonly lastGaps: number; readonly longerThan: number; readonly floorDays: number; readonly fromOrders: number };
  /** The mean of the last so many orders lies below this share of the mean of those before. */
  readonly fallingBasket?: { readonly lastOrders: number; readonly belowShare: number; readonly fromOrders: number };
  /** So many marketing touches without an open, a click, an answer or an order. */
  readonly unanswered?: { readonly touches: number };
  readonly returned?: { readonly withinDays: number };
  readonly complaint?: { readonly withinDays: number };
}

/** What the shop can do, as its policy states it. */
export interface Capacity {
  readonly staffHoursPerWeek: number;
  /** Minutes a week that one customer of a level takes. */
  readonly minutesByLevel: Readonly<Partial<Record<Level, number | undefined>>>;
}

/** How the hour of a touch is chosen where a campaign asks for the best one. */
export interface BestHourRule {
  /** Looked for in so long a time from when the touch falls due. */
  readonly within: Duration;
  /** Share of touches that leave in any allowed hour, 0 to 1. */
  readonly randomShare: number;
  /** With less engagement of all customers than this the usual hour stands in. */
  readonly fromEngagements: number;
  /** Minutes after local midnight. */
  readonly usualMinute: number;
}

/** When a tier is lost: late, and one at a time. */
export interface TierReviewRule {
  /** Orders of so many days count. */
  readonly windowDays: number;
  /** What of them counts; absent: the net value. */
  readonly by?: 'net-value' | 'margin';
  /** A tier is kept while the contribution is at least this share of its threshold. */
  readonly keepShare: number;
  /** Reviews in a row below that, until the next lower tier. */
  readonly misses: number;
  /** A tier is held at least so long, whatever happens. */
  readonly floorDays: number;
}

/** Cut-points of the last scoring: what tiers and marks are explained by. */
export interface CutPoints {
  readonly version: number;
  readonly tierFromValue: Readonly<Record<Tier, Money>>;
  /** What the thresholds of tiers are measured by; absent: the net value. */
  readonly by?: 'margin';
  readonly vipFromValue: Money | null;
  readonly coreFromOrders: number | null;
  /** Absent in scorings from before feedback was collected. */
  readonly qualityFromScore?: number | null;
}
