import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { amounts } from '../campaign-file/words/money-amount.ts';
import { country, countryOrElse } from '../campaign-file/words/place-names.ts';
import { share } from '../campaign-file/words/share.ts';
import { NO_PROMOTIONS, type PromotionPolicy } from '../domain/promotion.ts';
import { offer, PROMOTION_TOOLS } from '../promotions/registry.ts';

const OTHERWISE = 'otherwise';

const margin = z.strictObject({
  usual: share.meta({ description: 'Share of the price that is left after the goods are paid. 毛利率。' }),
  floor: share.meta({ description: 'The least that must be left after discount, shipping and duty. 毛利底线。' }),
  shipping: amounts.meta({ description: 'What sending one order costs, by currency. 运费。' }),
  duty: z.record(countryOrElse, share).optional(),
  'usual-basket': amounts.meta({ description: 'The order to expect of a customer without one. 预计客单价。' }),
});

/** The promotions block of the shop policy: what may be given, and the guardrails of all of it. */
export const promotionsSchema = z.strictObject({
  'no-promotion': share.optional().meta({ description: 'Share of choices deliberately without a promotion; 5% when left out. 不促销比例。' }),
  exploration: share.optional().meta({ description: 'Share of the draw that is the same for all offers; 10% when left out. 探索比例。' }),
  'once-in-days': expecting('a number of days', z.number().int().min(1).max(3660)).optional().meta({ description: 'One promotion at most in so many days. 间隔天数。' }),
  'full-price-from-orders': expecting('a number of orders from 1 on', z.number().int().min(1).max(1000)).optional()
    .meta({ description: 'Whoever has so many orders and never used a promotion gets none off the price. 原价客户。' }),
  'largest-discount': z.record(z.string(), share).optional().meta({ description: 'By tier; otherwise for all others. 各等级最高折扣。' }),
  margin: margin.optional(),
  unlawful: z.record(expecting(`a tool: ${PROMOTION_TOOLS.join(', ')}`, z.enum(PROMOTION_TOOLS)), z.array(country).min(1).max(250)).optional()
    .meta({ description: 'Countries in which a tool is not allowed. 禁用国家。' }),
  shelf: z.array(offer).min(1).max(200).meta({ description: 'In the order of preference. 促销货架，按优先顺序。' }),
}).meta({ description: 'Promotions and their guardrails. 促销与限制。' });

/** The rules that a checked block means; a policy without one has an empty shelf. */
export function toPromotions(written: z.output<typeof promotionsSchema> | undefined): PromotionPolicy {
  if (written === undefined) return NO_PROMOTIONS;
  const { [OTHERWISE]: otherwise = null, ...byTier } = written['largest-discount'] ?? {};
  return {
    shelf: written.shelf,
    noPromotionShare: written['no-promotion'] ?? NO_PROMOTIONS.noPromotionShare,
    explorationShare: written.exploration ?? NO_PROMOTIONS.explorationShare,
    onceInDays: written['once-in-days'] ?? null,
    fullPriceFromOrders: written['full-price-from-orders'] ?? null,
    largestDiscount: { byTier, otherwise },
    margin: written.margin === undefined ? null : {
      usual: written.margin.usual, floor: written.margin.floor, shipping: written.margin.shipping,
      duty: written.margin.duty ?? {}, usualBasket: written.margin['usual-basket'],
    },
    unlawful: written.unlawful ?? {},
  };
}
