import type { ProductRule, RunningCampaign, SendStep } from './campaign.ts';
import { note, type Scene, type Walker } from './decision-scene.ts';
import { type FittingProduct, offered, type ProductAdvice, type ProductKey } from './product-advice.ts';
import type { Classification } from './product-class.ts';
import { type ClassedProduct, inClassOrder, offeredClasses, popularProducts } from './product-offer.ts';
import { because } from './reason.ts';

/** What was found for one customer (`products for`), with what is known of each of these products and of those that campaigns name. */
export interface ProductOffers extends ProductAdvice {
  readonly known: readonly ClassedProduct[];
}

export const NO_OFFERS: ProductOffers = { again: [], fresh: [], known: [] };

/** Codes of products that campaigns name; null when none of them shows products at all. */
export function shownSkus(campaigns: readonly RunningCampaign[]): readonly string[] | null {
  const offers = campaigns.flatMap(({ campaign }) => campaign.steps.flatMap((step) => (step.kind === 'send' && step.products !== undefined ? [step.products.offer] : [])));
  return offers.length === 0 ? null : [...new Set(offers.flatMap((offer) => (offer === 'auto' ? [] : offer)))];
}

/**
 * The products of a touch that leaves now: those that the campaign names, or of those found for the customer the ones due again first and
 * new ones after them, in turns, as far as the policy offers their classes to the customer. Only what is on sale and allowed in the
 * customer's country. Reasons: products-chosen, products-none, products-limited and those of each product; `skip` when the step has
 * nothing to say without any.
 */
export function productsFor(walker: Walker, { products: rule }: SendStep, scene: Scene): readonly FittingProduct[] | 'skip' {
  if (rule === undefined) return [];
  const chosen = (rule.offer === 'auto' ? fitting(walker, rule, scene) : named(rule.offer, scene)).slice(0, rule.most);
  if (chosen.length === 0) {
    note(scene.trail, walker, because('products-none'));
    return rule.otherwise === 'skip' ? 'skip' : [];
  }
  note(scene.trail, walker, because('products-chosen', { count: chosen.length, skus: chosen.map(({ sku }) => sku).join(', ') }));
  for (const { sku, because: reasons } of chosen) for (const why of reasons) note(scene.trail, walker, because(why.code, { ...why.params, sku }));
  return chosen;
}

/** The campaign answers for what it names: classes do not count. */
function named(codes: readonly string[], { snapshot: { products, customer } }: Scene): readonly FittingProduct[] {
  return codes.flatMap((code) => products.known.find(({ sku }) => sku.toUpperCase() === code.toUpperCase()) ?? [])
    .filter((product) => offered(product, customer))
    .map((product) => ({ ...keyOf(product), because: [because('product-named')] }));
}

function fitting(walker: Walker, { slot }: ProductRule, scene: Scene): readonly FittingProduct[] {
  const { snapshot: { products, customer, nowMs }, rules, standing, region } = scene;
  const known = new Map(products.known.map((product) => [textOf(product), product]));
  const classed = (product: ProductKey) => known.get(textOf(product))?.classed ?? null;
  const isOffered = (product: ProductKey) => { const one = known.get(textOf(product)); return one !== undefined && offered(one, customer); };
  const classes = offeredClasses(standing, region, rules.policy.products);
  const lists = [slot === 'new' ? [] : products.again.filter(({ dueAtMs }) => dueAtMs <= nowMs), slot === 'again' ? [] : products.fresh].map((list: readonly FittingProduct[]) => list.filter(isOffered));
  const [again = [], fresh = []] = lists.map((list) => inClassOrder(list, classes, classed));
  noteLimit(walker, scene, { classes: classes ?? [], count: lists.flat().length - again.length - fresh.length });
  const found = inTurns(again, fresh).map((one) => ({ ...keyOf(one), because: [...one.because, ...whyOf(classed(one))] }));
  // Whoever has bought is told of nothing that others buy: it may be what they sent back.
  return found.length > 0 || slot === 'again' || customer.orderCount > 0 ? found : popularProducts(rules.products, classes, customer);
}

function noteLimit(walker: Walker, scene: Scene, { classes, count }: { readonly classes: readonly string[]; readonly count: number }): void {
  if (count > 0) note(scene.trail, walker, because('products-limited', { count, classes: classes.join(', ') }));
}

const whyOf = (classed: Classification | null) => (classed === null ? [] : [classed.because]);

/** Of each list one, as long as they last. */
function inTurns<One>(first: readonly One[], second: readonly One[]): One[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [...first.slice(index, index + 1), ...second.slice(index, index + 1)]).flat();
}

const keyOf = ({ shopId, sku }: ProductKey): ProductKey => ({ shopId, sku });
const textOf = ({ shopId, sku }: ProductKey) => `${sku} ${shopId}`;
