import { amounts } from '../campaign-file/words/money-amount.ts';
import { commonPromotion, promotionTool, TERMS, termsOf } from './tool.ts';

/** The next order travels free: a code, and the carrier's price at most. */
export const freeShipping = promotionTool({
  name: 'free-shipping',
  terms: termsOf('free-shipping', { ...TERMS.cost, ...TERMS.code, 'minimum-spend': amounts.optional() }),
  toPromotion: (written) => ({
    ...commonPromotion(written), mostCost: written.cost, cutsPrice: true, minimumSpend: written['minimum-spend'] ?? {},
    codes: written.codes ?? 'generated', usedWhen: 'code',
  }),
});
