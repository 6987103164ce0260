import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { CAMPAIGN_WORKFLOW, WAKE_SIGNAL } from '../../../src/contracts/lifecycle.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign, startCampaign } from '../../../src/store/campaign-control.ts';
import { eventually } from '../../support/engine.ts';
import type { Scene } from './customer-scenes.ts';
import { type Stage, untilShown } from './stage.ts';

const MAIL_AND_WAIT = '  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }\n  - { id: reaction, wait: 2 minutes }\n';
const audienceIn = (country: string) => `entry: { audience: at-start, re-entry: never }\naudience: { countries: [${country}] }`;
const BY_EVENT = 'entry: { on: [replied], re-entry: never }';

/** Applies a campaign of its own and opens its run; the workflow is not started yet. */
async function opened(stage: Stage, name: string, over: string, steps = MAIL_AND_WAIT): Promise<string> {
  await stage.applyCampaign(name, steps, over);
  return startCampaign(stage.pool, name);
}

const isOver = (kinds: readonly string[]) => kinds.includes('workflowExecutionCompleted');
const sleeps = (kinds: readonly string[]) => kinds.at(-1) === 'timerStarted';

export const CAMPAIGN_SCENES: Readonly<Record<string, Scene>> = {
  'freeze-page-wake-wait-finish': async (stage) => {
    await stage.newCustomer('DE');
    const workflowId = await opened(stage, 'whole-way', audienceIn('DE'));
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'its end', isOver);
    return { workflowId };
  },
  'pages-beside-freezing': async (stage) => {
    await stage.newCustomer('PT');
    const workflowId = await opened(stage, 'at-once', audienceIn('PT'));
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'its end', isOver);
    return { workflowId };
  },
  'paused-and-resumed': async (stage) => {
    await stage.newCustomer('FR');
    const workflowId = await opened(stage, 'halting', audienceIn('FR'));
    await pauseCampaign(stage.pool, 'halting');
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'a timer', sleeps);
    await resumeCampaign(stage.pool, 'halting', 'catch-up', 0);
    await stage.lifecycle.pokeCampaignRun(workflowId, 'resumed');
    await untilShown(stage, workflowId, 'its end', isOver);
    return { workflowId };
  },
  'cancelled': async (stage) => {
    const workflowId = await opened(stage, 'called-off', BY_EVENT);
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'a timer', sleeps);
    await cancelCampaign(stage.pool, 'called-off');
    await stage.lifecycle.pokeCampaignRun(workflowId, 'cancelled');
    await untilShown(stage, workflowId, 'its end', isOver);
    return { workflowId };
  },
  'waits-by-timer': async (stage) => {
    const workflowId = await opened(stage, 'in-a-minute', BY_EVENT);
    await stage.pool.query(`update campaign_run set starts_at = touchline_now() + interval '1 minute' where id = $1`, [workflowId]);
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'a timer that fires', (kinds) => kinds.includes('timerFired') && sleeps(kinds));
    return { workflowId };
  },
  'over-already': async (stage) => {
    const workflowId = await opened(stage, 'long-over', BY_EVENT);
    await stage.pool.query(`update campaign_run set state = 'finished' where id = $1`, [workflowId]);
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'its end', isOver);
    return { workflowId };
  },
  'continues-as-new': async (stage) => {
    const workflowId = await opened(stage, 'poked-often', BY_EVENT);
    await stage.lifecycle.startCampaignRun(workflowId);
    await untilShown(stage, workflowId, 'a timer', sleeps);
    const handle = stage.temporal.client.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    await eventually('it continues as new', async () => {
      await stage.lifecycle.pokeCampaignRun(workflowId, 'test');
      return (await handle.describe()).runId !== runId;
    }, 90_000);
    return { workflowId, runId };
  },
  // No step of today's store waits without a time, but the contract allows it: here the answers are given by hand.
  'waits-for-a-poke': async (stage) => {
    const [workflowId, taskQueue] = ['campaign:by-hand:v1:r1', 'by-hand'];
    let asked = 0;
    const connection = await NativeConnection.connect({ address: stage.temporalAddress });
    const worker = await Worker.create({
      connection, taskQueue, workflowsPath: fileURLToPath(new URL('../../../src/workflows/index.ts', import.meta.url)),
      activities: { nextRunStep: async () => ({ step: (asked += 1) === 1 ? { kind: 'wait', waitMs: null, waitingFor: 'a word' } : { kind: 'over' }, details: '' }) },
    });
    const { workflow } = stage.temporal.client;
    await worker.runUntil(async () => {
      const handle = await workflow.start(CAMPAIGN_WORKFLOW, { workflowId, taskQueue, args: [workflowId] });
      await eventually('it has asked', async () => asked === 1);
      await handle.signal(WAKE_SIGNAL, 'test');
      await handle.result();
    });
    await connection.close();
    return { workflowId };
  },
};
