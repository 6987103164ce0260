import type { HourPriors, HourWeights } from './best-hour.ts';
import type { RunningCampaign } from './campaign.ts';
import type { ChannelRule } from './channel-choice.ts';
import type { Charge } from './charge.ts';
import type { CustomerFacts, Standing, TierRecord, Warning } from './customer.ts';
import type { Enrolment, PastEntry } from './enrolment.ts';
import type { GrantMove, GrantWish, OpenGrant, PastGrants } from './grant.ts';
import type { AnyEventKind, DomainEvent } from './event.ts';
import type { CampaignName, MessageId } from './ids.ts';
import type { EpochMs } from './instant.ts';
import type { CountedTouch, LedgerMessage, PlannedMessage } from './message.ts';
import type { CutPoints, ShopPolicy } from './policy.ts';
import type { ShopProducts } from './product-offer.ts';
import type { PromotionChoice } from './promotion-choice.ts';
import type { PromotionRates } from './promotion-preference.ts';
import type { ContactTask } from './promise-news.ts';
import type { PromiseFacts } from './promise-facts.ts';
import type { PurseLeft } from './promotion.ts';
import type { Reason } from './reason.ts';
import type { Escalation, SlaClock } from './sla-clock.ts';
import type { ProductOffers } from './touch-products.ts';
import type { Whereabouts } from './zone.ts';

/** Everything a decision may look at: loaded in one go under the customer's lock. */
export interface Snapshot {
  readonly nowMs: EpochMs;
  readonly customer: CustomerFacts;
  /** Unconsumed, in the order of the inbox. */
  readonly events: readonly DomainEvent[];
  /** Open ones. */
  readonly enrolments: readonly Enrolment[];
  readonly pastEntries: readonly PastEntry[];
  /** Messages of open enrolments that stand at `sending`. */
  readonly messages: readonly LedgerMessage[];
  /** Touches in the longest cap window. */
  readonly touches: readonly CountedTouch[];
  readonly grants: readonly OpenGrant[];
  readonly pastGrants: readonly PastGrants[];
  /** When this customer clicked, answered and ordered. */
  readonly hours: HourWeights;
  /** What promises to this customer rest on; absent: nothing was promised yet. */
  readonly promises?: PromiseFacts;
  /** Who looks after this customer; absent: nobody in particular. */
  readonly charge?: Charge;
  /** What was found for this customer; read only while a campaign shows products. */
  readonly products: ProductOffers;
}

/** What is the same for all customers in one batch of decisions. */
export interface Rules {
  readonly policy: ShopPolicy;
  readonly cutPoints: CutPoints | null;
  readonly campaigns: readonly RunningCampaign[];
  readonly channels: Readonly<Record<string, ChannelRule>>;
  /** What is left of each promotion that is counted, as of a moment ago: the reservation is the judge. */
  readonly purses: readonly PurseLeft[];
  readonly rates: PromotionRates;
  readonly hours: HourPriors;
  /** What the shop's list says of products; as of the last reckoning or import. */
  readonly products: ShopProducts;
}

/** A campaign run that takes this customer in now. */
export interface Entering {
  readonly campaign: CampaignName;
  readonly ordinal: number;
  readonly runId: string;
}

/** One line of the recorded answer: about the customer, or about one campaign's step. */
export interface DecisionLine {
  readonly campaign: CampaignName | null;
  readonly step: string | null;
  readonly because: Reason;
}

/** How the promises to a customer stand, for whoever looks at the run. */
export interface NearestPromise {
  readonly dueAtMs: EpochMs | null;
  readonly isLate: boolean;
  readonly needsPerson: boolean;
  /** Who is in charge of the customer; null: the shop. */
  readonly team: string | null;
}

export interface Decision {
  readonly standing: Standing;
  readonly tierRecord: TierRecord;
  readonly warnings: readonly Warning[];
  /** By which clock it was decided, and who says that it is the customer's. */
  readonly whereabouts: Whereabouts;
  /** Opened or changed, in their new place; ended ones included. */
  readonly enrolments: readonly Enrolment[];
  /** To be inserted as `ready`, or as a draft. */
  readonly messages: readonly PlannedMessage[];
  /** Drafts and approved messages that may leave now. */
  readonly released: readonly MessageId[];
  /** Ready and approved messages that become drafts (again). */
  readonly redrafted: readonly MessageId[];
  readonly voided: readonly { readonly id: MessageId; readonly because: Reason }[];
  readonly wishes: readonly GrantWish[];
  readonly grantMoves: readonly GrantMove[];
  readonly choices: readonly PromotionChoice[];
  /** Clocks that were opened, moved, escalated or ended. */
  readonly clocks: readonly SlaClock[];
  readonly escalations: readonly Escalation[];
  readonly tasks: readonly ContactTask[];
  readonly because: readonly DecisionLine[];
  /** What the run waits for now; null wake means nothing is awaited by time. */
  readonly wakeAtMs: EpochMs | null;
  readonly awaits: readonly AnyEventKind[];
  /** Names what the timer is for, without anything personal: a summary for the Temporal UI. */
  readonly waitingFor: string;
  /** The nearest promise that is not kept yet, null: none is open. */
  readonly promise: NearestPromise;
  /** True when a run must exist: an open enrolment, a message under way, or a deadline. */
  readonly alive: boolean;
}
