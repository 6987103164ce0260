import { Context } from '@temporalio/activity';
import type { RunStep } from '../contracts/campaign-run.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import type { CustomerId } from '../domain/ids.ts';
import { withHeartbeat } from './heartbeat.ts';
import { type PagePorts, sendBatches } from './page-line.ts';

export interface CampaignRunPorts extends PagePorts {
  nextRunStep(runId: string): Promise<{ step: RunStep; details: string }>;
  freezeAudienceSlice(runId: string): Promise<{ frozen: number; done: boolean }>;
  membersToWake(runId: string): Promise<readonly CustomerId[]>;
  markAwake(runId: string, ids: readonly CustomerId[]): Promise<void>;
  /** Wakes customers at the bounded rate that the server can bear. */
  poke(ids: readonly CustomerId[], kind: string, onProgress: () => void): Promise<void>;
  finishRun(runId: string): Promise<void>;
}

/** Slices of one activity call: freezing and the pages beside it take about as long. */
const SLICES_PER_CALL = 80;

/** Batches of one activity call: an answer to the workflow now and then keeps pause and progress close. */
const BATCHES_PER_CALL = 40;

export function createCampaignRunActivities(ports: CampaignRunPorts) {
  return {
    async nextRunStep(runId: string): Promise<{ step: RunStep; details: string }> {
      return ports.nextRunStep(runId);
    },

    /** Freezes the next slices of the audience; a retry goes on where the last slice ended. With no pages beside it, until there is somebody to send to. */
    async freezeAudience(runId: string, besidePages: boolean): Promise<void> {
      for (let slices = 1; slices <= SLICES_PER_CALL; slices += 1) {
        const { frozen, done } = await ports.freezeAudienceSlice(runId);
        crashPoint('freeze-slice');
        Context.current().heartbeat();
        if (done || (frozen > 0 && !besidePages)) return;
      }
    },

    /** Sends the next batches of the frozen audience. Answers how many customers were taken in. */
    async sendPage(runId: string): Promise<number> {
      return withHeartbeat((signal) => sendBatches(ports, runId, BATCHES_PER_CALL, signal));
    },

    /** Gives customers whose enrolment goes on a run of their own. */
    async wakeEntered(runId: string): Promise<void> {
      await withHeartbeat(async (signal) => {
        while (!signal.aborted) {
          const ids = await ports.membersToWake(runId);
          if (ids.length === 0) return;
          await ports.poke(ids, 'campaign', () => undefined);
          crashPoint('wake-poked');
          await ports.markAwake(runId, ids);
        }
      });
    },

    async finishRun(runId: string): Promise<void> {
      await ports.finishRun(runId);
      crashPoint('run-finished');
    },
  };
}
