import type { ProductRule, RunningCampaign, SendStep } from './campaign.ts';
import { note, type Scene, type Walker } from './decision-scene.ts';
import { type FittingProduct, offered, type ProductAdvice, type ProductKey } from './product-advice.ts';
import type { Classification } from './product-class.ts';
import { type ClassedProduct, classUnder, inClassOrder, offeredClasses, popularProducts } from './product-offer.ts';
import { because } from './reason.ts';

/** What was found for one customer (`products for`), with what is known of each of these products and of those that campaigns name. */
export interface ProductOffers extends ProductAdvice {
  readonly known: readonly ClassedProduct[];
}

export const NO_OFFERS: ProductOffers = { again: [], fresh: [], known: [] };

/** Codes of products that campaigns name; null when none of them shows products at all. */
export function shownSkus(campaigns: readonly RunningCampaign[]): readonly string[] | null {
  const offers = campaigns.flatMap(({ campaign }) => campaign.steps.flatMap((step) => (step.kind === 'send' && step.products !== undefined ? [step.products.offer] : [])));
  return offers.length === 0 ? null : [...new Set(offers.flatMap((offer) => (typeof offer === 'string' ? [] : offer)))];
}

/**
 * The products of a touch that leaves now: those that the campaign names, or of those found for the customer the ones due again first and
 * new ones after them, in turns, as far as the policy offers their classes to the customer. Only what is on sale and allowed in the
 * customer's country. Reasons: products-chosen, products-none, products-limited and those of each product; `skip` when the step has
 * nothing to say without any.
 */
export function productsFor(walker: Walker, { products: rule }: SendStep, scene: Scene): readonly FittingProduct[] | 'skip' {
  if (rule === undefined) return [];
  const chosen = rule.offer === 'auto' ? fitting(walker, rule, scene) : named(rule.offer === 'event' ? codesOfEvent(walker) : rule.offer, scene).slice(0, rule.most);
  if (chosen.length === 0) {
    note(scene.trail, walker, because('products-none'));
    return rule.otherwise === 'skip' ? 'skip' : [];
  }
  note(scene.trail, walker, because('products-chosen', { count: chosen.length, skus: chosen.map(({ sku }) => sku).join(', ') }));
  for (const { sku, because: reasons } of chosen) for (const why of reasons) note(scene.trail, walker, because(why.code, { ...why.params, sku }));
  return chosen;
}

/** What the event names that woke the step, or by which the customer was entered: it may have been held since. */
function codesOfEvent({ event, enrolment }: Walker): readonly string[] {
  const code = event?.properties['sku'] ?? enrolment.entry?.properties['sku'];
  return code === undefined ? [] : [String(code)];
}

/** The campaign answers for what it names, or its event: classes do not count. */
function named(codes: readonly string[], { snapshot: { products, customer } }: Scene): readonly FittingProduct[] {
  return codes.flatMap((code) => products.known.find(({ sku }) => sku.toUpperCase() === code.toUpperCase()) ?? [])
    .filter((product) => offered(product, customer))
    .map((product) => ({ ...keyOf(product), because: [because('product-named')] }));
}

function fitting(walker: Walker, { slot, most }: ProductRule, scene: Scene): readonly FittingProduct[] {
  const { snapshot: { products, customer, nowMs }, rules, standing, region } = scene;
  const classes = offeredClasses(standing, region, rules.policy.products);
  const mayBeShown = showable(scene);
  const again = slot === 'new' ? [] : mayBeShown(products.again.filter(({ dueAtMs }) => dueAtMs <= nowMs));
  const fresh = slot === 'again' ? [] : mayBeShown(products.fresh);
  const found = inTurns(inClassOrder(again, classes), inClassOrder(fresh, classes));
  noteLimit(walker, scene, { classes: classes ?? [], count: again.length + fresh.length - found.length });
  // Whoever has bought is told of nothing that others buy: it may be what they sent back.
  if (found.length === 0 && slot !== 'again' && customer.orderCount === 0) return popularProducts(rules.products, classes, customer).slice(0, most);
  return found.slice(0, most).map(({ product, classed }) => ({ ...keyOf(product), because: [...product.because, ...(classed === null ? [] : [classed.because])] }));
}

/** A product that was found, and that may be shown. */
interface Showable {
  readonly product: FittingProduct;
  readonly classed: Classification | null;
}

function showable({ snapshot: { products: { known }, customer }, rules: { policy } }: Scene): (found: readonly FittingProduct[]) => readonly Showable[] {
  const bySku = new Map(known.map((one) => [one.sku, one]));
  // Two shops may have one code.
  const knownAs = ({ shopId, sku }: ProductKey) => { const one = bySku.get(sku); return one === undefined || one.shopId === shopId ? one : known.find((other) => other.shopId === shopId && other.sku === sku); };
  return (found) => found.flatMap((product) => {
    const one = knownAs(product);
    return one !== undefined && offered(one, customer) ? [{ product, classed: classUnder(policy.products, one) }] : [];
  });
}

function noteLimit(walker: Walker, scene: Scene, { classes, count }: { readonly classes: readonly string[]; readonly count: number }): void {
  if (count > 0) note(scene.trail, walker, because('products-limited', { count, classes: classes.join(', ') }));
}

/** Of each list one, as long as they last. */
function inTurns<One>(first: readonly One[], second: readonly One[]): One[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [...first.slice(index, index + 1), ...second.slice(index, index + 1)]).flat();
}

const keyOf = ({ shopId, sku }: ProductKey): ProductKey => ({ shopId, sku });
