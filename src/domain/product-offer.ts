import type { Standing } from './customer.ts';
import { type FittingProduct, offered, type OfferedProduct } from './product-advice.ts';
import type { Classification, ProductPolicy } from './product-class.ts';
import { because } from './reason.ts';
import type { Region } from './region.ts';

/** A product with what the policy calls it; without a class: it came after the last reckoning. */
export interface ClassedProduct extends OfferedProduct {
  readonly classed?: Classification | null;
}

/** What the shop's list says of products, the same for all customers. */
export interface ShopProducts {
  /** Of each class those that sell best and are on sale, best first. */
  readonly popular: readonly ClassedProduct[];
  /** Products of promotions that may not be offered everywhere: countries by code in capitals. */
  readonly barred: Readonly<Partial<Record<string, readonly string[]>>>;
}

export const NO_SHOP_PRODUCTS: ShopProducts = { popular: [], barred: {} };

/** Classes that are offered to a customer of this standing and region, in their order; null: policy has no word on it, and all are. */
export function offeredClasses({ stage, tier }: Pick<Standing, 'stage' | 'tier'>, region: Region | null, policy: ProductPolicy | undefined): readonly string[] | null {
  const rule = policy?.offer.find(({ stages, tiers, regions }) =>
    (stages?.includes(stage) ?? true) && (tiers?.includes(tier) ?? true) && (regions?.includes(region?.name ?? '') ?? true));
  return rule?.classes ?? null;
}

/** The product's class; null for one that another policy gave, until all are classified anew. */
export function classUnder(policy: ProductPolicy | undefined, { classed }: ClassedProduct): Classification | null {
  return classed !== undefined && classed !== null && policy?.classes.some(({ name }) => name === classed.name) === true ? classed : null;
}

/** Those of the classes, in the order of the classes; what has no class yet comes last. Of two of one class the first stays first. */
export function inClassOrder<One extends Pick<ClassedProduct, 'classed'>>(products: readonly One[], classes: readonly string[] | null): readonly One[] {
  if (classes === null) return products;
  return [...classes, undefined].flatMap((name) => products.filter(({ classed }) => classed?.name === name));
}

/** What sells best of the classes, for a customer of whom nothing is known that would say more. Reasons: product-popular, product-class. */
export function popularProducts({ popular }: ShopProducts, classes: readonly string[] | null, customer: { readonly country: string | null }): readonly FittingProduct[] {
  const allowed = popular.filter((product) => offered(product, customer));
  return inClassOrder(allowed, classes).map(({ shopId, sku, classed }) => ({ shopId, sku, because: [because('product-popular'), ...(classed === undefined || classed === null ? [] : [classed.because])] }));
}
