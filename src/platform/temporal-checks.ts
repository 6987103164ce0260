import { TASK_QUEUE } from '../contracts/lifecycle.ts';
import { doubtful, faulty, fine } from './finding.ts';
import type { Finding } from './finding.ts';
import { missingSearchAttributes } from './search-attributes.ts';
import type { TemporalAccess } from './temporal-client.ts';

/** Temporal's number for a queue of workflow tasks. */
const WORKFLOW_QUEUE = 1;

export async function checkTemporal({ connection, namespace }: TemporalAccess): Promise<Finding> {
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  await connection.workflowService.describeNamespace({ namespace });
  return fine('temporal', `server ${serverVersion}, namespace ${namespace}`);
}

export async function checkSearchAttributes({ connection, namespace }: TemporalAccess): Promise<Finding> {
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return fine('attributes', 'all search attributes are registered');
  return faulty('attributes', `the namespace lacks ${missing.join(', ')}`, 'npm start registers them; elsewhere: temporal operator search-attribute create');
}

/** Somebody polls for work. */
export async function checkWorker({ connection, namespace }: TemporalAccess): Promise<Finding> {
  const { pollers } = await connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE }, taskQueueType: WORKFLOW_QUEUE });
  const polling = pollers?.length ?? 0;
  return polling > 0 ? fine('worker', `${polling} poll task queue "${TASK_QUEUE}"`)
    : doubtful('worker', `nobody polls task queue "${TASK_QUEUE}": customers wait`, 'npm start, or npm run worker');
}
