import type { Client } from '@temporalio/client';
import { CUSTOMER_WORKFLOW, TASK_QUEUE, WAKE_SIGNAL, customerWorkflowId } from '../../contracts/lifecycle.ts';
import type { Poke } from '../../contracts/tracking.ts';

/** Tells the customer's run to look, or starts it. The signal carries nothing: the facts are in the database. */
export function createPoke(client: Client, timeoutMs: number): Poke {
  return async (customerId) => {
    await client.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.signalWithStart(CUSTOMER_WORKFLOW, {
        workflowId: customerWorkflowId(customerId),
        taskQueue: TASK_QUEUE,
        args: [customerId],
        signal: WAKE_SIGNAL,
        signalArgs: [],
      }));
  };
}
