import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ProductAdviceActivities } from '../activities/index.ts';
import type { AdviceReport } from '../contracts/product-advice.ts';
import { RUN_WORK } from './policies.ts';

const { adviseProducts } = proxyActivities<ProductAdviceActivities>({ ...RUN_WORK, summary: 'compares what customers bought, then chooses products for each' });

/**
 * Once a day: which products fit which customer. One activity works in slices and tells how far it is with its heartbeat; after a worker's
 * death another goes on there.
 */
export async function productAdvice(): Promise<AdviceReport> {
  setCurrentDetails('Reckoning which products are alike and which fit each customer; how far it is stands at the pending activity.');
  const report = await adviseProducts();
  setCurrentDetails(`Done in ${report.seconds} s. Customers advised: ${report.customers}. Products compared: ${report.products}.`);
  return report;
}
