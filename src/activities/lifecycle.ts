import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { SendOutcome } from '../contracts/channel.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../domain/ids.ts';
import type { Claim } from '../store/claim.ts';
import type { MessageRow } from '../store/message-rows.ts';
import type { SettledAttempt } from '../store/settle.ts';
import type { Taken } from '../store/take-messages.ts';
import { withHeartbeat } from './heartbeat.ts';
import { untilRecorded } from './until-recorded.ts';

/** What the lifecycle's activities need from the outside. */
export interface LifecyclePorts {
  advance(call: { customerId: CustomerId; callKey: string }): Promise<LifecycleAnswer>;
  claim(id: MessageId): Promise<Claim>;
  recordOutcome(customerId: CustomerId, attempt: SettledAttempt): Promise<LifecycleAnswer>;
  /** Renders and hands one claimed message to its channel; never throws: trouble is an outcome. */
  deliver(message: MessageRow, taken: Taken, signal: AbortSignal): Promise<SendOutcome>;
}

export function createLifecycleActivities(ports: LifecyclePorts) {
  return {
    /** One wake-up of one customer: a local activity, idempotent by its call key. */
    async advance(call: { customerId: CustomerId; callKey: string }): Promise<LifecycleAnswer> {
      const answer = await ports.advance(call);
      crashPoint('advance-committed');
      return answer;
    },

    /** One touch on one channel, at most once: claim (committed), provider, outcome (committed). */
    async sendMessage(id: MessageId): Promise<LifecycleAnswer> {
      return withHeartbeat(async (signal) => {
        crashPoint('claim-next');
        const claim = await ports.claim(id);
        if (claim.kind === 'not-now') return claim.answer;
        if (claim.kind === 'leased') throw tryAgain('Leased', 'another attempt is under way', claim.leftMs);
        if (claim.kind === 'no-turn') throw tryAgain('NoTurn', 'the sending domain sends no faster', null);
        const { message, taken } = claim;
        crashPoint('claim-committed');
        const outcome = await ports.deliver(message, taken, signal);
        if (outcome.outcome === 'accepted') crashPoint('send-accepted');
        const answer = await untilRecorded(() => ports.recordOutcome(message.customerId, { messageId: id, fence: taken.fence, outcome }));
        crashPoint('outcome-committed');
        if (outcome.outcome === 'deferred') throw tryAgain('Deferred', outcome.code, outcome.retryAfterMs);
        return answer;
      });
    },
  };
}

/** Expected trouble: retried by the activity's policy, kept out of error metrics. */
function tryAgain(type: string, message: string, afterMs: number | null): ApplicationFailure {
  return ApplicationFailure.create({
    type, message, category: ApplicationFailureCategory.BENIGN, ...(afterMs === null ? {} : { nextRetryDelay: Math.max(1_000, Math.ceil(afterMs)) }),
  });
}
