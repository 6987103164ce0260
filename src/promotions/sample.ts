import { commonPromotion, promotionTool, TERMS, termsOf } from './tool.ts';

/** A piece of a product to try: from stock, at its landed cost, once per customer and product. It has worked when the product is ordered. */
export const sample = promotionTool({
  name: 'sample',
  terms: termsOf('sample', { ...TERMS.product, ...TERMS.cost }),
  toPromotion: (written) => ({ ...commonPromotion(written), mostCost: written.cost, products: [written.product], usedWhen: 'product', oncePerCustomer: true }),
});
