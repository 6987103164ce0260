import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { WebhookActivities } from '../activities/index.ts';
import { WEBHOOK_TASK_QUEUE } from '../contracts/lifecycle.ts';
import { SHORTEST_WAIT_MS, WEBHOOK } from './policies.ts';

const { tryWebhook } = proxyActivities<WebhookActivities>({ ...WEBHOOK, taskQueue: WEBHOOK_TASK_QUEUE });

/** One webhook: tried until it is taken or given up. How often and when the core says; a wait is a durable timer. */
export async function webhookDelivery(id: string): Promise<string> {
  for (;;) {
    const answer = await tryWebhook(id);
    if (answer.kind === 'over') return answer.how;
    setCurrentDetails('Not taken yet; the next try is at the pending timer. `npx touchline webhooks list` tells why.');
    await sleep(Math.max(answer.afterMs, SHORTEST_WAIT_MS), { summary: 'until the next try' });
  }
}
