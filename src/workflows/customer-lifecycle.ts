import {
  CancellationScope, condition, continueAsNew, defineSignal, proxyActivities, proxyLocalActivities, setHandler, sleep, workflowInfo,
} from '@temporalio/workflow';
import type { LifecycleActivities } from '../activities/index.ts';
import { type LifecycleAnswer, type SendCommand, WAKE_SIGNAL } from '../contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../domain/ids.ts';
import { ADVANCE, DATABASE_AWAY_BACKOFF_MS, SEND, SEND_LIMIT_MS, SHORTEST_WAIT_MS } from './policies.ts';
import { showCard } from './show-card.ts';

/** A poke: it carries the kind of what happened for the reader of the history, never data. */
export const wake = defineSignal<[kind: string]>(WAKE_SIGNAL);

/**
 * One customer's relationship: sleeps on one timer, wakes for pokes, asks the core what to do, does it.
 * State lives in PostgreSQL; the run may end whenever nothing is awaited, and the next poke starts another.
 */
export async function customerLifecycle(customerId: CustomerId): Promise<void> {
  let poked = false;
  let heard = false;
  setHandler(wake, () => { poked = true; }, { description: 'Something happened to this customer: look again.' });

  let calls = 0;
  const lookAgain = () => {
    // What a poke tells of was committed before it: this look sees all that has been told, the poke that started the run included.
    poked = false;
    return advanceDurably(customerId, `${workflowInfo().runId}:${(calls += 1)}`);
  };
  let answer = await lookAgain();
  // Answers carry the sequence of the state they were read from: the newest counts, in whatever order they come back.
  const hear = (next: LifecycleAnswer) => { if (next.sequence >= answer.sequence) answer = next; };
  const inFlight = new Set<MessageId>();

  for (;;) {
    showCard(answer.card);
    for (const command of answer.commands.filter(({ messageId }) => !inFlight.has(messageId))) {
      inFlight.add(command.messageId);
      void perform(command)
        .then(hear, () => { poked = true; })
        .finally(() => { inFlight.delete(command.messageId); heard = true; });
    }
    if (!answer.more && !poked) {
      if (inFlight.size === 0 && answer.waitMs === null) return;
      if (inFlight.size === 0 && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof customerLifecycle>(customerId);
      heard = false;
      const inTime = await untilNews(() => poked || heard, answer, inFlight.size > 0);
      if (inTime && !poked) continue;
    }
    hear(await lookAgain());
  }
}

/** Waits for a poke, a send's answer, or the deadline; false when the deadline came. */
async function untilNews(news: () => boolean, { waitMs, waitingFor }: LifecycleAnswer, sending: boolean): Promise<boolean> {
  // A send answers before its limit and brings a fresh deadline with it: a later timer would only be cancelled.
  if (waitMs === null || (sending && waitMs > SEND_LIMIT_MS)) return condition(news).then(() => true);
  return condition(news, Math.max(waitMs, SHORTEST_WAIT_MS), { summary: waitingFor });
}

const { advance } = proxyLocalActivities<LifecycleActivities>(ADVANCE);

/** The same call key until it is through: a repeated call only reads. While the database is away, a timer waits. */
async function advanceDurably(customerId: CustomerId, callKey: string): Promise<LifecycleAnswer> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await advance({ customerId, callKey });
    } catch {
      const backoffMs = DATABASE_AWAY_BACKOFF_MS[Math.min(tries, DATABASE_AWAY_BACKOFF_MS.length - 1)] ?? 0;
      await sleep(backoffMs, { summary: 'the database is away: trying again' });
    }
  }
}

/** One send on its channel's own queue, before others by the customer's level. Its outcome is recorded even when the run is cancelled. */
function perform({ messageId, taskQueue, level, summary }: SendCommand): Promise<LifecycleAnswer> {
  const { sendMessage } = proxyActivities<LifecycleActivities>({ ...SEND, taskQueue, summary, priority: { priorityKey: level } });
  return CancellationScope.nonCancellable(() => sendMessage(messageId));
}

