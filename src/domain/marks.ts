import type { CustomerFacts, Mark } from './customer.ts';
import type { CutPoints } from './policy.ts';
import { netValueOf } from './tier.ts';

/** The marks by stored cut-points: `vip` by amount, `core` by number of orders. `quality` waits for feedback as a fact. */
export function marksOf(customer: CustomerFacts, cutPoints: CutPoints | null): readonly Mark[] {
  if (cutPoints === null || customer.orderCount === 0) return [];
  const { vipFromValue, coreFromOrders } = cutPoints;
  const marks: Mark[] = [];
  if (vipFromValue !== null && netValueOf(customer) >= vipFromValue) marks.push('vip');
  if (coreFromOrders !== null && customer.orderCount >= coreFromOrders) marks.push('core');
  return marks;
}
