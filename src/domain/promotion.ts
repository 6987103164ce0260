import type { Duration } from './campaign.ts';
import type { Condition } from './condition.ts';
import type { Money, Tier } from './customer.ts';
import type { EpochMs } from './instant.ts';

/** Amounts by currency code: a promotion means another amount in each currency, and none where it names none. */
export type ByCurrency = Readonly<Partial<Record<string, Money>>>;

/** What shows that a grant was used: its code in an order, any order of its holder, or an order of its products. */
export type UseSign = 'code' | 'order' | 'product';

/**
 * One offer on the shelf, as the core judges it: its tool has turned its own terms into what all tools share.
 * Shared code never asks for the tool's name; it reads these capabilities. Plain JSON.
 */
export interface Promotion {
  readonly name: string;
  readonly tool: string;
  readonly title: Readonly<Record<string, string>>;
  /** Share of the price that is given away, 0 to 1; null: a fixed amount, or nothing off the price. */
  readonly percent: number | null;
  /** The most one grant can cost, by currency: what is reserved from the budget. Without a currency it cannot be granted in it. */
  readonly mostCost: ByCurrency;
  /** True when it lowers what an order brings in: the margin floor and the largest discount apply. */
  readonly cutsPrice: boolean;
  readonly minimumSpend: ByCurrency;
  readonly validFor: Duration;
  /** No grant is good beyond this, and none is given after it. */
  readonly endsAtMs: EpochMs | null;
  /** A reminder so long before a grant ends. */
  readonly remindBefore: Duration | null;
  /** Stock codes it is good for; empty: all. */
  readonly products: readonly string[];
  readonly codes: 'generated' | 'pool' | 'none';
  readonly usedWhen: UseSign;
  /** `friend`: the code is for someone else, and its holder is credited. */
  readonly usedBy: 'holder' | 'friend';
  readonly budget: ByCurrency | null;
  /** Most grants, or pieces in stock; null: no limit. Of a pool, the codes that were imported. */
  readonly pieces: number | null;
  /** Never twice to one customer. */
  readonly oncePerCustomer: boolean;
  /** Owed, not chosen: agreements, core benefits, member events. Passes the rule on full-price buyers and every draw. */
  readonly isRight: boolean;
  readonly when: Condition | null;
  readonly countriesNot: readonly string[];
}

/** What the shop policy says about all promotions. */
export interface PromotionPolicy {
  /** In the order of preference. */
  readonly shelf: readonly Promotion[];
  /** Share of choices deliberately without a promotion: what shows what promotions add. */
  readonly noPromotionShare: number;
  /** Share of the draw that is the same for all, so that every tool goes on being tried. */
  readonly explorationShare: number;
  /** A customer is given one promotion at most in so many days; null: no such rule. */
  readonly onceInDays: number | null;
  /** From so many orders without a promotion ever used on, a customer buys at full price anyway; null: no such rule. */
  readonly fullPriceFromOrders: number | null;
  /** The largest share off a price, by tier; `otherwise` for all others, null: no limit. */
  readonly largestDiscount: { readonly byTier: Readonly<Record<Tier, number>>; readonly otherwise: number | null };
  readonly margin: MarginRule | null;
  /** Countries in which a tool is unlawful. */
  readonly unlawful: Readonly<Partial<Record<string, readonly string[]>>>;
}

/** What an order must still bring in after a promotion. Shares are of the basket. */
export interface MarginRule {
  /** Usual share of the price that is left after the goods are paid. */
  readonly usual: number;
  /** The least that must be left after discount, shipping and duty. */
  readonly floor: number;
  readonly shipping: ByCurrency;
  /** Duty by country; `*` for all others. */
  readonly duty: Readonly<Partial<Record<string, number>>>;
  /** The basket to expect of a customer without orders. */
  readonly usualBasket: ByCurrency;
}

/** What a policy without a word on it means. */
export const NO_PROMOTIONS: PromotionPolicy = {
  shelf: [], noPromotionShare: 0.05, explorationShare: 0.1, onceInDays: null, fullPriceFromOrders: null,
  largestDiscount: { byTier: {}, otherwise: null }, margin: null, unlawful: {},
};

/** What a step of a campaign asks of the shelf. */
export interface PromoteRule {
  /** Names in the order of preference; `auto`: the whole shelf. */
  readonly offer: 'auto' | readonly string[];
  /** Without one that may be given: the touch leaves all the same, or the step is skipped. */
  readonly otherwise: 'send' | 'skip';
  /** What is given is good no longer than this, whatever the shelf says. */
  readonly validFor?: Duration;
}

/** What is counted exactly: money of a currency, or `pieces`. */
export interface PurseLeft {
  readonly promotion: string;
  readonly unit: string;
  /** Money in 1/10,000 units, or pieces; null: no limit. */
  readonly left: number | null;
}

export const PIECES = 'pieces';
