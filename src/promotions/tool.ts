import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import { condition } from '../campaign-file/words/condition-schema.ts';
import { duration } from '../campaign-file/words/duration.ts';
import { localMoment } from '../campaign-file/words/local-moment.ts';
import { amounts } from '../campaign-file/words/money-amount.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { country } from '../campaign-file/words/place-names.ts';
import { share } from '../campaign-file/words/share.ts';
import type { Promotion } from '../domain/promotion.ts';

/** One shelf entry: a tool declares the terms of its own and turns them into what all tools share. */
export interface PromotionTool<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** A strict mapping with `name` and `tool`. */
  readonly terms: Schema;
  toPromotion(written: z.output<Schema>): Promotion;
}

/** Checks its argument's types against each other, and that is all. */
export function promotionTool<Schema extends z.ZodType>(tool: PromotionTool<Schema>): PromotionTool<Schema> {
  return tool;
}

const pieces = expecting('a number of pieces from 1 on', z.number().int().min(1).max(100_000_000));
const sku = expecting('a stock code', z.string().trim().min(1).max(200));

/** What every offer may say, whatever its tool. */
const commonTerms = {
  name: nameOf('the name of the promotion'),
  title: titles,
  valid: duration.meta({ description: 'How long one grant is good, from the day it is given. 有效期。' }),
  until: localMoment.optional().meta({ description: 'No grant is good beyond this. 截止时间。' }),
  'remind-before': duration.optional().meta({ description: 'promotion-ending is told so long before a grant ends. 到期前提醒。' }),
  budget: amounts.optional().meta({ description: 'Most that all grants together may cost, by currency. 预算。' }),
  limit: pieces.optional().meta({ description: 'Most grants, or pieces in stock. 数量上限。' }),
  when: condition.optional().meta({ description: 'Only for customers of whom this holds. 适用条件。' }),
  'not-in': z.array(country).min(1).max(250).optional().meta({ description: 'Countries where it is not allowed. 不适用国家。' }),
  'once-per-customer': z.boolean().optional(),
  right: z.boolean().optional().meta({ description: 'Owed rather than chosen: agreements, core benefits, member events. 权益。' }),
};

/** Terms that several tools have in common, by what they are about. */
export const TERMS = {
  product: { product: sku },
  cost: { cost: amounts.meta({ description: 'What one costs the shop, landed, by currency. 到岸成本。' }) },
  price: {
    percent: share.optional().meta({ description: 'Off the price; needs at-most. 折扣比例。' }),
    'at-most': amounts.optional().meta({ description: 'Most that one grant takes off, by currency. 单笔最高优惠。' }),
    amount: amounts.optional().meta({ description: 'A fixed amount off the price, by currency. 固定金额。' }),
    'minimum-spend': amounts.optional(),
    products: z.array(sku).min(1).max(1_000).optional(),
  },
  code: { codes: expecting('generated or pool', z.enum(['generated', 'pool'])).optional().meta({ description: 'Made by Touchline, or from those imported. 优惠码来源。' }) },
};

/** The schema of one tool's offers. */
export function termsOf<Name extends string, Own extends z.ZodRawShape>(tool: Name, own: Own) {
  return z.strictObject({ tool: z.literal(tool), ...commonTerms, ...own });
}

type Common = z.output<z.ZodObject<typeof commonTerms>>;
type PriceTerms = z.output<z.ZodObject<typeof TERMS.price>>;

/** What all offers share, with the capabilities of a plain hand-out: the tools say what is different. */
export function commonPromotion(written: Common & { readonly tool: string }): Promotion {
  return {
    name: written.name, tool: written.tool, title: written.title,
    percent: null, mostCost: {}, cutsPrice: false, minimumSpend: {},
    validFor: written.valid, endsAtMs: written.until?.atMs ?? null, remindBefore: written['remind-before'] ?? null,
    products: [], codes: 'none', usedWhen: 'order', usedBy: 'holder',
    budget: written.budget ?? null, pieces: written.limit ?? null,
    oncePerCustomer: written['once-per-customer'] ?? false, isRight: written.right ?? false,
    when: written.when ?? null, countriesNot: written['not-in'] ?? [],
  };
}

/** The part of an offer that lowers a price. A share costs at most what the file says; a fixed amount costs itself. */
export function priceCut(written: PriceTerms): Pick<Promotion, 'percent' | 'mostCost' | 'cutsPrice' | 'minimumSpend' | 'products'> {
  return {
    percent: written.percent ?? null, mostCost: written['at-most'] ?? written.amount ?? {}, cutsPrice: true,
    minimumSpend: written['minimum-spend'] ?? {}, products: written.products ?? [],
  };
}
