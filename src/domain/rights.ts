import type { Mark, Standing, Tier } from './customer.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';

/** What a tier or a mark may bring besides promotions. The largest discount and rebates by right are rules of the promotions block. */
export const RIGHTS = [
  'service-priority', 'free-shipping', 'faster-carrier', 'priority-dispatch', 'easier-returns', 'named-contact', 'early-access', 'recommendation-slots',
] as const;
export type Right = (typeof RIGHTS)[number];

/** Rights that come with an order; the others stand as long as the standing that gives them. */
export const ORDER_RIGHTS: readonly Right[] = ['free-shipping', 'faster-carrier', 'priority-dispatch'];

/** By what a right leaves for those who carry it out. */
export const WAYS = ['order-tag', 'webhook', 'task'] as const;
export type CarriedOut =
  | { readonly by: 'order-tag'; readonly tag: string }
  | { readonly by: 'webhook' }
  /** team null: that of the customer's region. */
  | { readonly by: 'task'; readonly what: string; readonly team: string | null };

/** One right of one group: customers of these tiers, or with one of these marks. */
export interface RightRule {
  readonly right: Right;
  readonly tiers: readonly Tier[];
  readonly marks: readonly Mark[];
  readonly title: Readonly<Record<string, string>>;
  /** Of easier returns and early access. */
  readonly days?: number;
  /** Of recommendation slots. */
  readonly slots?: number;
  /** Absent: it is told and nothing else. */
  readonly carriedOut?: CarriedOut;
}

/** A right that a customer has, and what gives it. */
export interface HeldRight {
  readonly rule: RightRule;
  readonly because: Reason;
}

/** The rights of a standing; of several rules for one right the first that fits counts. */
export function rightsOf(standing: Pick<Standing, 'tier' | 'marks'>, { rights = [] }: Pick<ShopPolicy, 'rights'>): readonly HeldRight[] {
  const held = new Map<Right, HeldRight>();
  for (const rule of rights) {
    const why = held.has(rule.right) ? null : groundOf(standing, rule);
    if (why !== null) held.set(rule.right, { rule, because: why });
  }
  return [...held.values()];
}

function groundOf({ tier, marks }: Pick<Standing, 'tier' | 'marks'>, rule: RightRule): Reason | null {
  if (rule.tiers.includes(tier)) return because('right-of-tier', { tier });
  const mark = marks.find((one) => rule.marks.includes(one));
  return mark === undefined ? null : because('right-of-mark', { mark });
}
