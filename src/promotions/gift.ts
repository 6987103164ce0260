import { amounts } from '../campaign-file/words/money-amount.ts';
import { commonPromotion, promotionTool, TERMS, termsOf } from './tool.ts';

/** A piece from stock that goes with the next order. */
export const gift = promotionTool({
  name: 'gift',
  terms: termsOf('gift', { ...TERMS.product, ...TERMS.cost, 'minimum-spend': amounts.optional() }),
  toPromotion: (written) => ({ ...commonPromotion(written), mostCost: written.cost, minimumSpend: written['minimum-spend'] ?? {}, products: [written.product], usedWhen: 'order' }),
});
