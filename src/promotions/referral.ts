import { amounts } from '../campaign-file/words/money-amount.ts';
import { commonPromotion, promotionTool, termsOf } from './tool.ts';

/** A code for a friend: the holder is credited once, when someone else orders with it. */
export const referral = promotionTool({
  name: 'referral',
  terms: termsOf('referral', { reward: amounts.meta({ description: 'Credited to the holder, by currency. 推荐奖励。' }), 'minimum-spend': amounts.optional() }),
  toPromotion: (written) => ({
    ...commonPromotion(written), mostCost: written.reward, minimumSpend: written['minimum-spend'] ?? {},
    codes: 'generated', usedWhen: 'code', usedBy: 'friend',
  }),
});
