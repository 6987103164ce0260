import type { RunStep } from '../../src/contracts/campaign-run.ts';
import type { LifecycleAnswer, SendCommand } from '../../src/contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../../src/domain/ids.ts';
import { DATABASE_AWAY_BACKOFF_MS, COMMAND_LIMIT_MS, SHORTEST_WAIT_MS } from '../../src/workflows/policies.ts';
import { sendsOf } from '../support/sends.ts';

/** What a workflow waits for; the world answers `advance` and `call` with a result or an error, `news` with true unless the timer came first. */
export type Waiting =
  | { readonly kind: 'advance'; readonly customerId: CustomerId; readonly callKey: string }
  | { readonly kind: 'call'; readonly activity: 'nextRunStep' | 'freezeAudience' | 'freezeBesidePages' | 'sendPage' | 'wakeEntered' | 'finishRun' }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'news'; readonly news: () => boolean; readonly timerMs: number | null };

export type Workflow = Generator<Waiting, void, unknown>;

/** What a run may do to the world without waiting for it. */
export interface LifecycleWorld {
  readonly runId: string;
  onPoke(poked: () => void): void;
  continueAsNewSuggested(): boolean;
  continueAsNew(): void;
  perform(command: SendCommand, heard: { readonly answered: (answer: LifecycleAnswer) => void; readonly failed: () => void; readonly after: () => void }): void;
}

/** src/workflows/customer-lifecycle.ts, line by line, with `yield` for `await`. */
export function* customerLifecycle(customerId: CustomerId, world: LifecycleWorld): Workflow {
  let poked = false;
  let heard = false;
  world.onPoke(() => { poked = true; });

  let calls = 0;
  const lookAgain = () => {
    poked = false;
    return advanceDurably(customerId, `${world.runId}:${(calls += 1)}`);
  };
  let answer = yield* lookAgain();
  const hear = (next: LifecycleAnswer) => { if (next.sequence >= answer.sequence) answer = next; };
  const inFlight = new Set<MessageId>();

  for (;;) {
    for (const command of sendsOf(answer).filter(({ messageId }) => !inFlight.has(messageId))) {
      inFlight.add(command.messageId);
      world.perform(command, {
        answered: hear, failed: () => { poked = true; },
        after: () => { inFlight.delete(command.messageId); heard = true; },
      });
    }
    if (!answer.more && !poked) {
      if (inFlight.size === 0 && answer.waitMs === null) return;
      if (inFlight.size === 0 && world.continueAsNewSuggested()) { world.continueAsNew(); return; }
      heard = false;
      const inTime = yield* untilNews(() => poked || heard, answer, inFlight.size > 0);
      if (inTime && !poked) continue;
    }
    hear(yield* lookAgain());
  }
}

function* untilNews(news: () => boolean, { waitMs }: LifecycleAnswer, sending: boolean): Generator<Waiting, boolean, unknown> {
  if (waitMs === null || (sending && waitMs > COMMAND_LIMIT_MS)) return (yield { kind: 'news', news, timerMs: null }) === true;
  return (yield { kind: 'news', news, timerMs: Math.max(waitMs, SHORTEST_WAIT_MS) }) === true;
}

function* advanceDurably(customerId: CustomerId, callKey: string): Generator<Waiting, LifecycleAnswer, unknown> {
  for (let tries = 0; ; tries += 1) {
    try {
      return (yield { kind: 'advance', customerId, callKey }) as LifecycleAnswer;
    } catch {
      const backoffMs = DATABASE_AWAY_BACKOFF_MS[Math.min(tries, DATABASE_AWAY_BACKOFF_MS.length - 1)] ?? 0;
      yield { kind: 'sleep', ms: backoffMs };
    }
  }
}

/** src/workflows/campaign-run.ts, line by line; continuing as new between two steps changes nothing here, for it has no state. */
export function* campaignRun(world: Pick<LifecycleWorld, 'onPoke'>): Workflow {
  let poked = false;
  world.onPoke(() => { poked = true; });

  for (;;) {
    poked = false;
    const step = (yield { kind: 'call', activity: 'nextRunStep' }) as RunStep;
    switch (step.kind) {
      case 'freeze': yield { kind: 'call', activity: step.pagesOn === undefined ? 'freezeAudience' : 'freezeBesidePages' }; break;
      case 'page': yield { kind: 'call', activity: 'sendPage' }; break;
      case 'wake': yield { kind: 'call', activity: 'wakeEntered' }; break;
      case 'finish': yield { kind: 'call', activity: 'finishRun' }; return;
      case 'over': return;
      case 'wait':
        yield { kind: 'news', news: () => poked, timerMs: step.waitMs === null ? null : Math.max(step.waitMs, SHORTEST_WAIT_MS) };
    }
  }
}
