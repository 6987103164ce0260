import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import { TASK_QUEUE } from '../../src/contracts/lifecycle.ts';
import { mainWorker, sendWorker } from '../../src/platform/worker-sizes.ts';
import { createBareActivities } from './bare-activities.ts';
import { memoryPorts, MEMORY_SENDS } from './memory-ports.ts';

// A worker without a database, sized as the engine's: `bare` runs the bare loop, `stubbed` the real workflows and activities on
// ports in memory.
const [way, address = '', namespace = ''] = process.argv.slice(2);
const count = { advanced: 0, sent: 0, delaysMs: [] as number[] };
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const parts = way === 'bare'
  ? { queue: 'bare', sends: 'bare-sends', workflowsPath: file('./bare-workflows.ts'), activities: createBareActivities(count) }
  : { queue: TASK_QUEUE, sends: MEMORY_SENDS, workflowsPath: file('../../src/workflows/index.ts'), activities: createActivities(memoryPorts(count)) };

// Runs are terminated at the end of a round while the worker still has tasks of them: that is no news.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
const connection = await NativeConnection.connect({ address });
const { activities, workflowsPath } = parts;
const workers = await Promise.all([
  Worker.create({ connection, namespace, activities, workflowsPath, taskQueue: parts.queue, ...mainWorker }),
  Worker.create({ connection, namespace, activities, taskQueue: parts.sends, ...sendWorker }),
]);
process.on('message', () => process.send?.(count));
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
await Promise.all(workers.map((worker) => worker.run()));
