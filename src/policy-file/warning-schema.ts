import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { partAt } from '../campaign-file/reading/parts.ts';
import { share } from '../campaign-file/words/share.ts';
import type { WarningRules } from '../domain/policy.ts';

const times = expecting('a number such as 1.5', z.number().min(1).max(50));
const floorDays = expecting('a number of days', z.number().min(0).max(3660));
const withinDays = z.strictObject({ 'within-days': expecting('a number of days', z.number().positive().max(3660)) });
const orders = expecting('a number of orders from 2 to 1000', z.number().int().min(2).max(1000));
/** So many of the last orders are kept beside the facts of a customer, less those that stand for the time before. */
const few = expecting('a whole number from 1 to 5', z.number().int().min(1).max(5));

/** Signs of a slope, each optional: one without a rule is not looked for. */
export const warningsSchema = z.strictObject({
  silence: z.strictObject({ gaps: times, 'floor-days': floorDays }).meta({ description: 'So many usual gaps without an order, before the customer is at risk. 沉默预警。' }),
  'falling-frequency': z.strictObject({ 'last-gaps': few, 'longer-than': times, 'floor-days': floorDays, 'from-orders': orders })
    .meta({ description: 'Each of the last gaps is so many times the usual one before them. 下单变少。' }),
  'falling-basket': z.strictObject({ 'last-orders': few, below: share, 'from-orders': orders })
    .meta({ description: 'The last orders come to less than this share of those before. 订单变小。' }),
  unanswered: z.strictObject({ touches: expecting('a number of touches from 1 to 100', z.number().int().min(1).max(100)) })
    .meta({ description: 'So many marketing touches without an open, a click, an answer or an order. 多次联系无回应。' }),
  return: withinDays.meta({ description: 'A return, refund or cancellation counts for so long. 退货预警。' }),
  complaint: withinDays.meta({ description: 'An inquiry that is a complaint counts for so long. 投诉预警。' }),
}).partial().meta({ description: 'Signs of a slope while the relationship is alive; each is an event and a condition. 下滑预警。' });

type WrittenWarnings = z.output<typeof warningsSchema>;

/** The rules that a checked file means. */
export function toWarnings(written: WrittenWarnings): WarningRules {
  const { silence, unanswered, complaint, return: returned, 'falling-frequency': frequency, 'falling-basket': basket } = written;
  return {
    ...(silence === undefined ? {} : { silence: { gaps: silence.gaps, floorDays: silence['floor-days'] } }),
    ...(frequency === undefined ? {} : { fallingFrequency: {
      lastGaps: frequency['last-gaps'], longerThan: frequency['longer-than'], floorDays: frequency['floor-days'], fromOrders: frequency['from-orders'],
    } }),
    ...(basket === undefined ? {} : { fallingBasket: { lastOrders: basket['last-orders'], belowShare: basket.below, fromOrders: basket['from-orders'] } }),
    ...(unanswered === undefined ? {} : { unanswered }),
    ...(returned === undefined ? {} : { returned: { withinDays: returned['within-days'] } }),
    ...(complaint === undefined ? {} : { complaint: { withinDays: complaint['within-days'] } }),
  };
}

/** Finds rules that no customer could come under. */
export function checkWarnings(policy: unknown, findings: Findings): void {
  const number = (...at: string[]) => Number(partAt(policy, ...at));
  if (number('warnings', 'silence', 'gaps') >= number('silence', 'at-risk', 'gaps') && number('warnings', 'silence', 'floor-days') >= number('silence', 'at-risk', 'floor-days')) {
    findings.fault(['warnings', 'silence', 'gaps'], 'nobody would be warned of: the customer is at risk by then', 'let it be less than silence.at-risk.gaps');
  }
  if (number('warnings', 'falling-basket', 'from-orders') <= number('warnings', 'falling-basket', 'last-orders')) {
    findings.fault(['warnings', 'falling-basket', 'from-orders'], 'no order would be left to compare with', 'let it be more than last-orders');
  }
  if (number('warnings', 'falling-frequency', 'from-orders') < number('warnings', 'falling-frequency', 'last-gaps') + 2) {
    findings.fault(['warnings', 'falling-frequency', 'from-orders'], 'no gap would be left to compare with', 'let it be two more than last-gaps, or larger');
  }
}
