import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER_WORKFLOW, type LifecycleAnswer, WAKE_SIGNAL } from '../../src/contracts/lifecycle.ts';
import { eventually, startTestEngine, type TestEngine } from '../support/engine.ts';

let touchline: TestEngine;
beforeAll(async () => { touchline = await startTestEngine(); });
afterAll(async () => { await touchline.close(); });

// Years of touches in a moment: answers so long that the server calls the history long after some forty of them.
const DETAILS = 'x'.repeat(100_000);
const ENOUGH = 45;
const QUEUE = 'a-customer-for-years';
const ANSWER: LifecycleAnswer = {
  sequence: 1, waitMs: 3_600_000, waitingFor: 'silence', commands: [], more: false,
  card: { details: DETAILS, stage: 'loyal', tier: 'A', level: '2', state: 'waiting', campaigns: [] },
};
const SEND = { kind: 'send', messageId: 'm', taskQueue: QUEUE, level: 2, summary: 'a mail' } as const;

test('a customer of many years continues as new, but never away from a send under way', async () => {
  const runs: string[] = [];
  const underWay: ((answer: LifecycleAnswer) => void)[] = [];
  const connection = await NativeConnection.connect(touchline.settings.temporal.connectionOptions);
  const worker = await Worker.create({
    connection, namespace: touchline.settings.temporal.namespace, taskQueue: QUEUE,
    workflowsPath: fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
    activities: {
      advance: async () => {
        runs.push(Context.current().info.workflowExecution?.runId ?? '');
        return runs.length === 1 ? { ...ANSWER, commands: [SEND] } : ANSWER;
      },
      sendMessage: () => new Promise<LifecycleAnswer>((resolve) => {
        underWay.push(resolve);
        const beat = setInterval(() => Context.current().heartbeat(), 5_000);
        void Context.current().cancelled.catch(() => undefined).finally(() => clearInterval(beat));
      }),
    },
  });
  await worker.runUntil(async () => {
    const handle = await touchline.temporal.client.workflow.start(CUSTOMER_WORKFLOW, { workflowId: 'customer:of-many-years', taskQueue: QUEUE, args: ['of-many-years'] });
    const latest = touchline.temporal.client.workflow.getHandle('customer:of-many-years');
    while (runs.length < ENOUGH) {
      const before = runs.length;
      await latest.signal(WAKE_SIGNAL, 'test');
      await eventually('it looks again', async () => runs.length > before);
    }
    expect(new Set(runs).size).toBe(1);
    expect(underWay).toHaveLength(1);
    underWay[0]!({ ...ANSWER, sequence: 2 });
    await eventually('it continues as new', async () => (await latest.describe()).runId !== handle.firstExecutionRunId);
    await latest.terminate('enough seen');
  });
  await connection.close();
  expect(new Set(runs).size).toBe(2);
}, 120_000);
