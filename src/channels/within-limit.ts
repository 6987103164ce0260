import type { SendOutcome } from '../contracts/channel.ts';

/** Longest time of one attempt, unless a channel's protocol needs another: the activity's own limit is longer. */
export const ATTEMPT_LIMIT_MS = 30_000;

/** One attempt that ends when its time is up: whether a provider that says nothing has taken it, nobody can tell. */
export async function withinLimit(limitMs: number, signal: AbortSignal, attempt: (signal: AbortSignal) => Promise<SendOutcome>): Promise<SendOutcome> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const timesUp = new Promise<SendOutcome>((resolve) => {
    const giveUp = () => resolve({ outcome: 'unknown', code: 'no-answer', detail: 'no answer within the time of an attempt' });
    if (limit.aborted) giveUp();
    else limit.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([attempt(limit), timesUp]);
}
