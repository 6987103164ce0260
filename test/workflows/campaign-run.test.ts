import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CAMPAIGN_WORKFLOW } from '../../src/contracts/lifecycle.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

let touchline: TestEngine;
beforeAll(async () => { touchline = await startTestEngine(); });
afterAll(async () => { await touchline.close(); });

// A million customers are a thousand pages; a queue of its own serves them here at once. Long details fill the history faster.
const QUEUE = 'pages-without-end';
const MOST_PAGES = 100;
const DETAILS = 'x'.repeat(100_000);

test('a campaign run of very many pages continues as new between them', async () => {
  let pages = 0;
  const runs = new Set<string>();
  const connection = await NativeConnection.connect(touchline.settings.temporal.connectionOptions);
  const worker = await Worker.create({
    connection, namespace: touchline.settings.temporal.namespace, taskQueue: QUEUE,
    workflowsPath: fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
    activities: {
      nextRunStep: async () => ({ step: pages < MOST_PAGES && runs.size < 2 ? { kind: 'page', taskQueue: QUEUE } : { kind: 'over' }, details: DETAILS }),
      sendPage: async () => {
        runs.add(Context.current().info.workflowExecution?.runId ?? '');
        pages += 1;
      },
    },
  });
  await worker.runUntil(touchline.temporal.client.workflow.execute(CAMPAIGN_WORKFLOW, { workflowId: 'campaign:endless:v1:r1', taskQueue: QUEUE, args: ['campaign:endless:v1:r1'] }));
  await connection.close();
  expect(runs.size).toBe(2);
}, 120_000);
