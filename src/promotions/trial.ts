import { commonPromotion, promotionTool, TERMS, termsOf } from './tool.ts';

/** A product or service free for a time: it begins with the grant, is reminded of before its end, and has worked when the product is ordered. */
export const trial = promotionTool({
  name: 'trial',
  terms: termsOf('trial', { ...TERMS.product, ...TERMS.cost }),
  toPromotion: (written) => ({ ...commonPromotion(written), mostCost: written.cost, products: [written.product], usedWhen: 'product', oncePerCustomer: true }),
});
