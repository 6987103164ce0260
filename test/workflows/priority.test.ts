import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { CUSTOMER_WORKFLOW, type LifecycleAnswer, type SendCommand } from '../../src/contracts/lifecycle.ts';
import { toMessageId } from '../../src/domain/ids.ts';
import { mainWorker } from '../../src/platform/worker-sizes.ts';
import { eventually } from '../support/engine.ts';
import { sized, writeEvidence } from '../support/proof.ts';
import { temporalServer } from '../support/temporal-server.ts';

const QUEUED = sized(200, 2_000);
const [DECISIONS, SENDS] = ['priority-decisions', 'priority-sends'];
/** temporal.api.enums.v1.TaskQueueType. */
const ACTIVITIES = 2;
/** What a provider takes for one. The server has a new task in its table before it has it at hand, some moments later: that is a send or two, not a whole queue of sends that take no time. */
const SEND_MS = 100;
const CARD = { details: '', stage: 'loyal', tier: 'A', level: '3', state: 'waiting', campaigns: [] } as const;
/** What one worker has taken before it saw the newest task: its slot, its poll, and a send or two until the server has it at hand. The embedded server keeps each queue in one part. */
const AHEAD = 4;

const commandFor = (id: string): SendCommand => ({ kind: 'send', messageId: toMessageId(id), taskQueue: SENDS, level: id === 'careful' ? 1 : 4, summary: 'a message' });

test('an answer to level 1 overtakes the messages of other customers that are queued before it on the same queue', { timeout: sized(120_000, 600_000) }, async () => {
  const server = await temporalServer();
  const connection = await NativeConnection.connect({ address: server.address });
  const looks = new Map<string, number>();
  const sent: string[] = [];
  const answer = (id: string, commands: SendCommand[]): LifecycleAnswer => ({ sequence: looks.get(id) ?? 0, waitMs: null, waitingFor: '', commands, more: false, card: CARD });
  const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
  const decisions = await Worker.create({
    connection, namespace: server.namespace, taskQueue: DECISIONS, workflowsPath, ...mainWorker,
    activities: {
      advance: async ({ customerId }: { customerId: string }) => {
        looks.set(customerId, (looks.get(customerId) ?? 0) + 1);
        return answer(customerId, looks.get(customerId) === 1 ? [commandFor(customerId)] : []);
      },
    },
  });
  const start = (id: string) => server.client.workflow.start(CUSTOMER_WORKFLOW, { workflowId: `priority:${id}`, taskQueue: DECISIONS, args: [id] });
  await decisions.runUntil(async () => {
    for (let n = 0; n < QUEUED; n += 20) await Promise.all(Array.from({ length: 20 }, (_, at) => start(`other-${n + at}`)));
    const queued = async () => (await server.client.workflowService.describeTaskQueue({ namespace: server.namespace, taskQueue: { name: SENDS }, taskQueueType: ACTIVITIES, reportStats: true })).stats?.approximateBacklogCount?.toNumber();
    await eventually('all have queued a message', async () => await queued() === QUEUED, sized(60_000, 300_000));
    await start('careful');
    // In the queue, not just decided: what is taken before the server has it there is not overtaken.
    await eventually('the careful one is queued behind them', async () => await queued() === QUEUED + 1);
    const sends = await Worker.create({
      connection, namespace: server.namespace, taskQueue: SENDS, maxConcurrentActivityTaskExecutions: 1,
      activities: { sendMessage: async (id: string) => { sent.push(id); await delay(SEND_MS); looks.set(id, 2); return { ...answer(id, []), sequence: 2 }; } },
    });
    await sends.runUntil(async () => { await eventually('the careful one is out', async () => sent.includes('careful'), sized(60_000, 300_000)); });
  });
  const sentBefore = sent.indexOf('careful');
  expect(sentBefore).toBeLessThan(AHEAD);
  await writeEvidence('priority', 0, { queued: QUEUED, sentBefore });
  await Promise.all([...looks.keys()].map((id) => server.client.workflow.getHandle(`priority:${id}`).terminate('tested').catch(() => undefined)));
  await connection.close();
  await server.close();
});
