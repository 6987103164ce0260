import { Context } from '@temporalio/activity';
import type { SendOutcome } from '../contracts/channel.ts';
import type { RunStep } from '../contracts/campaign-run.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { MessageRow } from '../store/message-rows.ts';
import type { PageBatch } from '../store/page.ts';
import type { SettledAttempt } from '../store/settle.ts';
import type { Taken } from '../store/take-messages.ts';
import { withHeartbeat } from './heartbeat.ts';
import { inParallel } from './in-parallel.ts';
import { untilRecorded } from './until-recorded.ts';

export interface CampaignRunPorts {
  nextRunStep(runId: string): Promise<{ step: RunStep; details: string }>;
  freezeAudienceSlice(runId: string): Promise<{ looked: number; done: boolean }>;
  claimPageBatch(runId: string): Promise<PageBatch>;
  settlePageBatch(attempts: readonly PageAttempt[]): Promise<void>;
  membersToWake(runId: string): Promise<readonly CustomerId[]>;
  markAwake(runId: string, ids: readonly CustomerId[]): Promise<void>;
  /** Wakes customers at the bounded rate that the server can bear. */
  poke(ids: readonly CustomerId[], kind: string, onProgress: () => void): Promise<void>;
  finishRun(runId: string): Promise<void>;
  deliver(message: MessageRow, taken: Taken, signal: AbortSignal): Promise<SendOutcome>;
  /** Messages handed over at a time. */
  readonly pageConcurrency: number;
  /** No send of a batch starts later than this after its claim: the lease must outlive every one. */
  readonly pageStartLimitMs: number;
}

export type PageAttempt = SettledAttempt & { readonly customerId: CustomerId };

/** Batches of one activity call: an answer to the workflow now and then keeps pause and progress close. */
const BATCHES_PER_CALL = 40;

export function createCampaignRunActivities(ports: CampaignRunPorts) {
  return {
    async nextRunStep(runId: string): Promise<{ step: RunStep; details: string }> {
      return ports.nextRunStep(runId);
    },

    /** Freezes the whole audience, slice by slice; a retry goes on where the last slice ended. */
    async freezeAudience(runId: string): Promise<void> {
      for (let done = false; !done;) {
        ({ done } = await ports.freezeAudienceSlice(runId));
        crashPoint('freeze-slice');
        Context.current().heartbeat();
      }
    },

    /** Sends the next batches of the frozen audience. Answers how many customers were taken in. */
    async sendPage(runId: string): Promise<number> {
      return withHeartbeat(async (signal) => {
        let entered = 0;
        for (let batches = 0; batches < BATCHES_PER_CALL && !signal.aborted; batches += 1) {
          const batch = await ports.claimPageBatch(runId);
          if (batch.stopped) break;
          entered += batch.entered;
          crashPoint('page-claimed');
          const attempts = await sendBatch(ports, batch, signal);
          crashPoint('page-sent');
          await untilRecorded(() => ports.settlePageBatch(attempts));
          crashPoint('page-settled');
        }
        return entered;
      });
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

async function sendBatch(ports: CampaignRunPorts, batch: PageBatch, signal: AbortSignal): Promise<PageAttempt[]> {
  const claimedAt = performance.now();
  return inParallel(batch.toSend, ports.pageConcurrency, async ({ message, taken }) => {
    const late = signal.aborted || performance.now() - claimedAt > ports.pageStartLimitMs;
    const outcome = late ? TOO_LATE : await ports.deliver(message, taken, signal);
    crashPoint('page-between-sends');
    return { messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome };
  });
}

/** Nothing was handed over: the message is ready again, and the customer's own run sends it. */
const TOO_LATE = { outcome: 'deferred', code: 'page-too-slow', detail: 'not handed over within the lease', retryAfterMs: null } as const;
