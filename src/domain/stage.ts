import type { CustomerFacts, Stage } from './customer.ts';
import type { ShopPolicy } from './policy.ts';

/** How far the relationship has come. Recency plays no part: that is the life cycle. */
export function stageOf(customer: Pick<CustomerFacts, 'orderCount' | 'inquiryCount'>, policy: Pick<ShopPolicy, 'stages'>): Stage {
  if (customer.orderCount >= policy.stages.loyalFromOrders && customer.orderCount > 0) return 'loyal';
  if (customer.orderCount > 0) return 'purchasing';
  return customer.inquiryCount > 0 ? 'interested' : 'aware';
}
