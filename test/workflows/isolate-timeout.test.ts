import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { mainWorker } from '../../src/platform/worker-sizes.ts';
import { temporalServer } from '../support/temporal-server.ts';

test('a worker that was stopped in the middle of workflow code may go on: its time limit is longer than any pause that a lease outlives', async () => {
  const server = await temporalServer();
  const connection = await NativeConnection.connect({ address: server.address });
  const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
  const worker = await Worker.create({ connection, taskQueue: 'isolate-timeout', workflowsPath, activities: {}, ...mainWorker });
  expect(worker.options.isolateExecutionTimeoutMs).toBe(120_000);
  const running = worker.run();
  worker.shutdown();
  await running;
  await connection.close();
  await server.close();
});
