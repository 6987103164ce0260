import type { Agreement } from './agreement.ts';
import { holds } from './condition-holds.ts';
import type { Condition } from './condition.ts';
import type { CustomerFacts, Money, Standing } from './customer.ts';
import { wordDuration } from './duration.ts';
import type { OpenGrant, PastGrants } from './grant.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { ShopProducts } from './product-offer.ts';
import { PIECES, type Promotion, type PromotionPolicy, type PurseLeft } from './promotion.ts';
import { because, type Reason } from './reason.ts';
import type { Region } from './region.ts';

/** Whom a promotion would be given to, and what is left of it. */
export interface PromotionScene {
  readonly customer: CustomerFacts;
  readonly standing: Standing;
  readonly nowMs: EpochMs;
  readonly zone: string;
  readonly platform: string;
  readonly region: Region | null;
  readonly currency: string;
  readonly policy: PromotionPolicy;
  readonly segments: Readonly<Record<string, Condition>>;
  readonly open: readonly OpenGrant[];
  readonly past: readonly PastGrants[];
  readonly purses: readonly PurseLeft[];
  /** Countries where products may not be offered, by code in capitals. */
  readonly barredProducts: ShopProducts['barred'];
  /** The customer's long-term agreement in force. */
  readonly agreement: Agreement | null;
  /** Whether other cuts may come on top of the discount that it gives. */
  readonly stacksOnAgreement: boolean;
  /** An inquiry of theirs is doubted: whether they are a real buyer. */
  readonly isDoubted: boolean;
}

type Guard = (promotion: Promotion, scene: PromotionScene) => Reason | null;

/** All guardrails, cheapest first; what one of them objects to is never drawn. */
const GUARDS: readonly Guard[] = [
  isDoubtful, isOver, isDisliked, isUnlawful, hasNoProductThere, isNotOfTheRegion, isNotForThem, isUnknownCurrency, hasItAlready, hasAnAgreement, isTooSoon, buysAnyway, isTooLarge, eatsTheMargin, isUsedUp,
];

/** Why the promotion may not be given to this customer now; null when it may. Reasons: promotion-… */
export function objectionTo(promotion: Promotion, scene: PromotionScene): Reason | null {
  for (const guard of GUARDS) {
    const objection = guard(promotion, scene);
    if (objection !== null) return objection;
  }
  return null;
}

/** What costs the shop something waits for a person; the customer themselves is answered all the same. */
function isDoubtful({ name }: Promotion, { isDoubted }: PromotionScene): Reason | null {
  return isDoubted ? because('promotion-doubted', { promotion: name }) : null;
}

function isOver({ endsAtMs, name }: Promotion, { nowMs }: PromotionScene): Reason | null {
  return endsAtMs !== null && endsAtMs <= nowMs ? because('promotion-over', { promotion: name }) : null;
}

/** What the customer does not want is not pressed on them; what they have a right to stays theirs. */
function isDisliked({ name, tool, isRight }: Promotion, { customer: { stated } }: PromotionScene): Reason | null {
  return !isRight && stated.promotions.disliked.includes(tool) ? because('promotion-disliked', { promotion: name }) : null;
}

function isUnlawful({ name, tool, countriesNot }: Promotion, { customer: { country }, policy }: PromotionScene): Reason | null {
  const barred = [...(policy.unlawful[tool] ?? []), ...countriesNot];
  return country !== null && barred.includes(country) ? because('promotion-barred', { promotion: name, country }) : null;
}

/** A promise of goods that may not be sold to the customer. */
function hasNoProductThere({ name, products }: Promotion, { customer: { country }, barredProducts }: PromotionScene): Reason | null {
  if (country === null || products.length === 0) return null;
  const isBarred = products.every((code) => barredProducts[code.toUpperCase()]?.includes(country) ?? false);
  return isBarred ? because('promotion-products-barred', { promotion: name, country }) : null;
}

/** A region may offer less than the whole shelf, but takes nobody's right. */
function isNotOfTheRegion({ name, isRight }: Promotion, { region }: PromotionScene): Reason | null {
  if (isRight || region?.promotions === undefined || region.promotions.includes(name)) return null;
  return because('promotion-not-in-region', { promotion: name, region: region.name });
}

function isNotForThem({ name, when }: Promotion, { customer, standing, nowMs, zone, platform, region, segments }: PromotionScene): Reason | null {
  if (when === null || holds(when, { customer, standing, nowMs, place: { zone, platform, region: region?.name ?? null }, event: null, segments })) return null;
  return because('promotion-not-for', { promotion: name });
}

function isUnknownCurrency({ name, mostCost }: Promotion, { currency }: PromotionScene): Reason | null {
  return mostCost[currency] === undefined ? because('promotion-currency', { promotion: name, currency }) : null;
}

/** One at a time, and for some only one ever. */
function hasItAlready({ name, oncePerCustomer }: Promotion, { open, past }: PromotionScene): Reason | null {
  const has = open.some(({ promotion }) => promotion === name) || (oncePerCustomer && past.some(({ promotion }) => promotion === name));
  return has ? because('promotion-had', { promotion: name }) : null;
}

/** The agreed discount is a right of the customer's own: other cuts come on top of it only where policy says so, or where they are rights too. */
function hasAnAgreement({ name, cutsPrice, isRight }: Promotion, { agreement, stacksOnAgreement }: PromotionScene): Reason | null {
  const discount = agreedDiscount(agreement);
  if (discount === 0 || !cutsPrice || isRight || stacksOnAgreement) return null;
  return because('promotion-agreement', { promotion: name, percent: Math.round(discount * 1000) / 10 });
}

const agreedDiscount = (agreement: Agreement | null) => agreement?.discountShare ?? 0;

function isTooSoon({ name, isRight }: Promotion, { open, past, nowMs, policy: { onceInDays } }: PromotionScene): Reason | null {
  if (onceInDays === null || isRight) return null;
  const lastAtMs = Math.max(-Infinity, ...past.map((one) => one.lastAtMs));
  // One that is only reserved stands in no past yet.
  const isOnItsWay = open.some(({ state }) => state === 'reserved');
  if (!isOnItsWay && nowMs - lastAtMs >= onceInDays * DAY_MS) return null;
  return because('promotion-too-soon', { promotion: name, per: wordDuration({ unit: 'days', count: onceInDays }) });
}

/** Regular buyers who never used a promotion: one would only take from the price they pay anyway. */
function buysAnyway({ name, isRight, cutsPrice }: Promotion, { customer, standing, past, agreement, policy: { fullPriceFromOrders } }: PromotionScene): Reason | null {
  // Whoever has an agreed discount does not buy at full price.
  if (agreedDiscount(agreement) > 0) return null;
  if (fullPriceFromOrders === null || isRight || !cutsPrice || standing.lifeCycle !== 'active') return null;
  if (customer.orderCount < fullPriceFromOrders || past.some(({ used }) => used > 0)) return null;
  return because('promotion-not-needed', { promotion: name, orders: customer.orderCount });
}

/** Together with what was agreed: off one price only so much. */
function isTooLarge({ name, percent, isRight }: Promotion, { standing: { tier }, agreement, policy: { largestDiscount } }: PromotionScene): Reason | null {
  const largest = largestDiscount.byTier[tier] ?? largestDiscount.otherwise;
  if (isRight || percent === null || largest === null) return null;
  const off = percent + agreedDiscount(agreement) * (1 - percent);
  if (off <= largest) return null;
  return because('promotion-too-large', { promotion: name, percent: Math.round(off * 100), largest: Math.round(largest * 100), tier });
}

function eatsTheMargin(promotion: Promotion, scene: PromotionScene): Reason | null {
  const { margin } = scene.policy;
  if (margin === null || !promotion.cutsPrice) return null;
  const paid = expectedBasket(promotion, scene);
  const goods = (paid * (1 - margin.usual)) / (1 - agreedDiscount(scene.agreement));
  const duty = (scene.customer.country === null ? undefined : margin.duty[scene.customer.country]) ?? margin.duty['*'] ?? 0;
  const left = paid * (1 - duty) - goods - expectedCost(promotion, paid, scene.currency) - (margin.shipping[scene.currency] ?? 0);
  if (left >= paid * margin.floor) return null;
  const percent = paid === 0 ? 0 : Math.round((left / paid) * 100);
  return because('promotion-margin', { promotion: promotion.name, percent, floor: Math.round(margin.floor * 100) });
}

/** What the customer pays for a mean order, less what was agreed, but no less than the promotion asks for. */
function expectedBasket({ minimumSpend }: Promotion, { customer, currency, agreement, policy: { margin } }: PromotionScene): Money {
  const mean = customer.orderCount === 0 ? margin?.usualBasket[currency] ?? 0 : (customer.grossValue - customer.cancelledValue) / customer.orderCount;
  return Math.max(mean * (1 - agreedDiscount(agreement)), minimumSpend[currency] ?? 0, 0);
}

/** What the promotion costs with a basket: its share of the price, never more than its most. */
export function expectedCost({ percent, mostCost }: Pick<Promotion, 'percent' | 'mostCost'>, basket: Money, currency: string): Money {
  const most = mostCost[currency] ?? 0;
  return percent === null ? most : Math.min(most, Math.round(basket * percent));
}

function isUsedUp({ name, mostCost }: Promotion, { currency, purses }: PromotionScene): Reason | null {
  const leftOf = (unit: string) => purses.find((purse) => purse.promotion === name && purse.unit === unit)?.left ?? null;
  const [money, pieces] = [leftOf(currency), leftOf(PIECES)];
  if (money !== null && money < (mostCost[currency] ?? 0)) return because('promotion-budget', { promotion: name, currency });
  return pieces !== null && pieces < 1 ? because('promotion-stock', { promotion: name }) : null;
}
