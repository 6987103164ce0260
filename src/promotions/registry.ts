import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Promotion } from '../domain/promotion.ts';
import { coupon } from './coupon.ts';
import { freeShipping } from './free-shipping.ts';
import { gift } from './gift.ts';
import { rebate } from './rebate.ts';
import { referral } from './referral.ts';
import { sample } from './sample.ts';
import { trial } from './trial.ts';

const offersOf = <Schema extends z.ZodType>({ terms, toPromotion }: { terms: Schema; toPromotion: (written: z.output<Schema>) => Promotion }) => terms.transform(toPromotion);

const TOOLS = [coupon, sample, trial, freeShipping, rebate, gift, referral];

/** Every tool on the shelf: a new one is a file, and a line here and below. */
export const PROMOTION_TOOLS = TOOLS.map(({ name }) => name);

/** Tools that take a share or an amount off the price. */
export const PRICE_TOOLS = TOOLS.filter(({ terms }) => 'percent' in terms.shape).map(({ name }) => name);

/** One offer as a file says it, told by its `tool`, and as the core judges it. */
export const offer = expecting(`an offer with one of the tools ${PROMOTION_TOOLS.join(', ')}`, z.union([
  offersOf(coupon), offersOf(sample), offersOf(trial), offersOf(freeShipping), offersOf(rebate), offersOf(gift), offersOf(referral),
]));
