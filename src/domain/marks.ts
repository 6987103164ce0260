import type { CustomerFacts, Mark } from './customer.ts';
import { feedbackScore } from './feedback.ts';
import type { CutPoints } from './policy.ts';
import { netValueOf } from './tier.ts';

/** The marks by stored cut-points: `vip` by amount, `core` by number of orders, `quality` by feedback and taking part, with or without an order. */
export function marksOf(customer: CustomerFacts, cutPoints: CutPoints | null): readonly Mark[] {
  if (cutPoints === null) return [];
  const { vipFromValue, coreFromOrders, qualityFromScore = null } = cutPoints;
  const hasOrdered = customer.orderCount > 0;
  const marks: Mark[] = [];
  if (hasOrdered && vipFromValue !== null && netValueOf(customer) >= vipFromValue) marks.push('vip');
  if (hasOrdered && coreFromOrders !== null && customer.orderCount >= coreFromOrders) marks.push('core');
  const score = feedbackScore(customer.feedback);
  if (qualityFromScore !== null && score > 0 && score >= qualityFromScore) marks.push('quality');
  return marks;
}
