import { bucketOf } from './holdout.ts';
import type { CustomerId } from './ids.ts';
import { type PromotionRates, preferenceFor } from './promotion-preference.ts';
import { objectionTo, type PromotionScene } from './promotion-guards.ts';
import type { PromoteRule, Promotion } from './promotion.ts';
import { because, type Reason } from './reason.ts';

/** How chances are made; stored with each choice, so that later learning knows what it looks at. */
export const CHOICE_MODEL = 'policy-order×stated-or-shrunken-use/2';

/** Draws know four digits: a chance is told in hundredths of a per cent. */
export const CHANCE_DIGITS = 4;

/** A choice as it is recorded: what stood open with which chance, what did not and why, and what the draw took. */
export interface PromotionChoice {
  /** The key of the touch; the draw is made from it, so the same touch always draws the same. */
  readonly touch: string;
  readonly eligible: readonly { readonly promotion: string; readonly chance: number }[];
  /** Chance of no promotion: with those of the eligible ones it adds up to 1. */
  readonly noneChance: number;
  readonly excluded: readonly { readonly promotion: string; readonly because: Reason }[];
  /** From 0 up to, not including, 1. */
  readonly draw: number;
  readonly chosen: string | null;
  readonly model: string;
  readonly ratesVersion: number;
  readonly context: Readonly<Record<string, string | number>>;
}

/** The question: which promotion, if any, goes with this touch. */
export interface ChoiceQuestion {
  readonly touch: string;
  readonly customer: CustomerId;
  readonly rule: PromoteRule;
  readonly scene: PromotionScene;
  readonly rates: PromotionRates;
}

/**
 * Guards first, then a draw among what is left: policy order, shifted by the customer's preference, with a share for exploration and
 * one for no promotion at all. Where kinds stand open that the customer has said to like, all others are left to the exploration. What is owed (a right) is given without a draw.
 */
export function choosePromotion(question: ChoiceQuestion): { readonly choice: PromotionChoice; readonly promotion: Promotion | null } {
  const { touch, customer, rule, scene, rates } = question;
  const offered = offeredBy(rule, scene);
  const judged = offered.map((promotion) => ({ promotion, objection: objectionTo(promotion, scene) }));
  const open = judged.flatMap(({ promotion, objection }) => (objection === null ? [promotion] : []));
  const { chances, noneChance } = chancesOf(open, scene, rates);
  const draw = bucketOf(customer, `promotion ${touch}`) / 10 ** CHANCE_DIGITS;
  const promotion = drawn(open, chances, draw);
  const { standing, customer: { country, orderCount, stated }, currency } = scene;
  return {
    promotion,
    choice: {
      touch, draw, noneChance, chosen: promotion?.name ?? null, model: CHOICE_MODEL, ratesVersion: rates.version,
      eligible: open.map(({ name }, index) => ({ promotion: name, chance: chances[index] ?? 0 })),
      excluded: [
        ...judged.flatMap(({ promotion: { name }, objection }) => (objection === null ? [] : [{ promotion: name, because: objection }])),
        ...unknownNames(rule, scene.policy.shelf).map((name) => ({ promotion: name, because: because('promotion-unknown', { promotion: name }) })),
      ],
      context: { stage: standing.stage, lifeCycle: standing.lifeCycle, tier: standing.tier, country: country ?? '', region: scene.region?.name ?? '', orders: orderCount, currency, liked: stated.promotions.liked.join(' ') },
    },
  };
}

/** The whole shelf stands in the order of the customer's region, where it has one; what a campaign names stands in the campaign's. */
function offeredBy({ offer }: PromoteRule, { region, policy: { shelf } }: PromotionScene): readonly Promotion[] {
  if (offer === 'auto') {
    const order = region?.promotions ?? [];
    return order.length === 0 ? shelf : [...order.flatMap((name) => shelf.filter((promotion) => promotion.name === name)), ...shelf.filter(({ name }) => !order.includes(name))];
  }
  return offer.flatMap((name) => shelf.find((promotion) => promotion.name === name) ?? []);
}

/** A campaign's version outlives a shelf: what it names may have been taken off. */
function unknownNames({ offer }: PromoteRule, shelf: readonly Promotion[]): readonly string[] {
  return offer === 'auto' ? [] : offer.filter((name) => !shelf.some((promotion) => promotion.name === name));
}

/** Each place of the order counts half of the one before it; a preference of twice the mean doubles the weight. */
function chancesOf(open: readonly Promotion[], scene: PromotionScene, rates: PromotionRates): { chances: readonly number[]; noneChance: number } {
  if (open.length === 0) return { chances: [], noneChance: 1 };
  const owed = open.findIndex(({ isRight }) => isRight);
  if (owed >= 0) return { chances: open.map((_, index) => Number(index === owed)), noneChance: 0 };
  const { standing, customer: { country, stated }, past, policy: { noPromotionShare, explorationShare } } = scene;
  const { liked } = stated.promotions;
  const somethingIsLiked = open.some(({ tool }) => liked.includes(tool));
  const preferences = open.map(({ tool }) => (somethingIsLiked ? Number(liked.includes(tool)) : preferenceFor(tool, past, { standing, country, rates })));
  const weights = preferences.map((preference, index) => preference * 0.5 ** index);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (1 - explorationShare) * (weight / total) + explorationShare / open.length);
  return { chances: shares.map((chance) => chance * (1 - noPromotionShare)), noneChance: noPromotionShare };
}

/** The one whose stretch of [0, 1) the draw falls into; behind all of them lies no promotion. */
function drawn(open: readonly Promotion[], chances: readonly number[], draw: number): Promotion | null {
  let reach = 0;
  for (const [index, promotion] of open.entries()) {
    reach += chances[index] ?? 0;
    if (draw < reach) return promotion;
  }
  return null;
}
