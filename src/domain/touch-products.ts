import type { ProductRule, RunningCampaign, SendStep } from './campaign.ts';
import { note, type Scene, type Walker } from './decision-scene.ts';
import { type FittingProduct, offered, type OfferedProduct, type ProductAdvice, type ProductKey } from './product-advice.ts';
import { because } from './reason.ts';

/** What was found for one customer (`products for`), with what is known of each of these products and of those that campaigns name. */
export interface ProductOffers extends ProductAdvice {
  readonly known: readonly OfferedProduct[];
}

export const NO_OFFERS: ProductOffers = { again: [], fresh: [], known: [] };

/** Codes of products that campaigns name; null when none of them shows products at all. */
export function shownSkus(campaigns: readonly RunningCampaign[]): readonly string[] | null {
  const offers = campaigns.flatMap(({ campaign }) => campaign.steps.flatMap((step) => (step.kind === 'send' && step.products !== undefined ? [step.products.offer] : [])));
  return offers.length === 0 ? null : [...new Set(offers.flatMap((offer) => (offer === 'auto' ? [] : offer)))];
}

/**
 * The products of a touch that leaves now: those that the campaign names, or of those found for the customer the ones due again first and
 * new ones after them, in turns. Only what is on sale and allowed in the customer's country. Reasons: products-chosen, products-none and
 * one for each product; `skip` when the step has nothing to say without any.
 */
export function productsFor(walker: Walker, { products: rule }: SendStep, scene: Scene): readonly FittingProduct[] | 'skip' {
  if (rule === undefined) return [];
  const chosen = candidatesFor(rule, scene).filter((product) => mayBeShown(product, scene)).slice(0, rule.most);
  if (chosen.length === 0) {
    note(scene.trail, walker, because('products-none'));
    return rule.otherwise === 'skip' ? 'skip' : [];
  }
  note(scene.trail, walker, because('products-chosen', { count: chosen.length, skus: chosen.map(({ sku }) => sku).join(', ') }));
  for (const { sku, because: [why] } of chosen) if (why !== undefined) note(scene.trail, walker, because(why.code, { ...why.params, sku }));
  return chosen;
}

function candidatesFor({ offer, slot }: ProductRule, { snapshot: { products, nowMs } }: Scene): readonly FittingProduct[] {
  if (offer !== 'auto') {
    const named = offer.flatMap((code) => products.known.find(({ sku }) => sku.toUpperCase() === code.toUpperCase()) ?? []);
    return named.map((product) => ({ ...keyOf(product), because: [because('product-named')] }));
  }
  const again = slot === 'new' ? [] : products.again.filter(({ dueAtMs }) => dueAtMs <= nowMs);
  const fresh = slot === 'again' ? [] : products.fresh;
  return inTurns<FittingProduct>(again, fresh).map((one) => ({ ...keyOf(one), because: one.because }));
}

/** Of each list one, as long as they last. */
function inTurns<One>(first: readonly One[], second: readonly One[]): One[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [...first.slice(index, index + 1), ...second.slice(index, index + 1)]).flat();
}

function mayBeShown({ shopId, sku }: ProductKey, { snapshot: { products, customer } }: Scene): boolean {
  const known = products.known.find((product) => product.shopId === shopId && product.sku === sku);
  return known !== undefined && offered(known, customer);
}

const keyOf = ({ shopId, sku }: ProductKey): ProductKey => ({ shopId, sku });
