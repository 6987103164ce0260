import type { Client } from '@temporalio/client';

/** Names of the events of a workflow's newest run, in their order: `timerFired`, `activityTaskCompleted`, … */
export async function readEvents(client: Client, workflowId: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))?.replace('EventAttributes', '') ?? '?');
}

/** Events from one firing of the timer to the next, on the average of the whole history. @throws RangeError for less than two firings */
export function eventsPerTouch(events: readonly string[]): number {
  const fired = events.flatMap((name, at) => (name === 'timerFired' ? [at] : []));
  const [first, last] = [fired[0], fired.at(-1)];
  if (first === undefined || last === undefined || fired.length < 2) throw new RangeError('the timer has not fired twice');
  return (last - first) / (fired.length - 1);
}
