import {
  CancellationScope, condition, continueAsNew, defineSignal, proxyActivities, proxyLocalActivities, setHandler, sleep, workflowInfo,
} from '@temporalio/workflow';
import type { LifecycleActivities, ScreeningActivities } from '../activities/index.ts';
import { commandKey, type LifecycleAnswer, type LifecycleCommand, WAKE_SIGNAL } from '../contracts/lifecycle.ts';
import type { CustomerId } from '../domain/ids.ts';
import { ADVANCE, COMMAND_LIMIT_MS, DATABASE_AWAY_BACKOFF_MS, SCREEN, SEND, SHORTEST_WAIT_MS } from './policies.ts';
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
  const inFlight = new Set<string>();

  for (;;) {
    showCard(answer.card);
    for (const command of answer.commands.filter((one) => !inFlight.has(commandKey(one)))) {
      const key = commandKey(command);
      inFlight.add(key);
      void perform(command)
        .then(hear, () => { poked = true; })
        .finally(() => { inFlight.delete(key); heard = true; });
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

/** Waits for a poke, the answer of what is under way, or the deadline; false when the deadline came. */
async function untilNews(news: () => boolean, { waitMs, waitingFor }: LifecycleAnswer, isUnderWay: boolean): Promise<boolean> {
  // What is under way answers before its limit and brings a fresh deadline with it: a later timer would only be cancelled.
  if (waitMs === null || (isUnderWay && waitMs > COMMAND_LIMIT_MS)) return condition(news).then(() => true);
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

/** One command beside the loop, before others by the customer's level. What it comes to is recorded even when the run is cancelled. */
function perform(command: LifecycleCommand): Promise<LifecycleAnswer> {
  const first = { summary: command.summary, priority: { priorityKey: command.level } };
  return CancellationScope.nonCancellable(() => {
    if (command.kind === 'screen') return proxyActivities<ScreeningActivities>({ ...SCREEN, ...first }).screenInquiry(command.inquiry);
    return proxyActivities<LifecycleActivities>({ ...SEND, ...first, taskQueue: command.taskQueue }).sendMessage(command.messageId);
  });
}
