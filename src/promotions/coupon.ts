import { commonPromotion, priceCut, promotionTool, TERMS, termsOf } from './tool.ts';

/** A code of the customer's own that takes a share or an amount off the price. */
export const coupon = promotionTool({
  name: 'coupon',
  terms: termsOf('coupon', { ...TERMS.price, ...TERMS.code }),
  toPromotion: (written) => ({ ...commonPromotion(written), ...priceCut(written), codes: written.codes ?? 'generated', usedWhen: 'code' }),
});
