import { commonPromotion, priceCut, promotionTool, TERMS, termsOf } from './tool.ts';

/** Money back after an order that reaches the minimum spend; nothing to enter at the till. */
export const rebate = promotionTool({
  name: 'rebate',
  terms: termsOf('rebate', TERMS.price),
  toPromotion: (written) => ({ ...commonPromotion(written), ...priceCut(written), usedWhen: 'order' }),
});
