import { Context } from '@temporalio/activity';

const EVERY_MS = 5_000;

/** Tells the server every few seconds that the work goes on, so that a dead worker is noticed soon. */
export async function withHeartbeat<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), EVERY_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
