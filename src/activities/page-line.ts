import type { SendOutcome } from '../contracts/channel.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { MessageRow } from '../store/message-rows.ts';
import type { PageBatch } from '../store/page.ts';
import type { SettledAttempt } from '../store/settle.ts';
import type { Taken } from '../store/take-messages.ts';
import { pause } from '../platform/delay.ts';
import { type InParallel, inParallel } from './in-parallel.ts';
import { untilRecorded } from './until-recorded.ts';

export type PageAttempt = SettledAttempt & { readonly customerId: CustomerId };

/** What sending pages needs from the outside. */
export interface PagePorts {
  readonly claimPageBatch: (runId: string, size: number) => Promise<PageBatch>;
  readonly settlePageBatch: (attempts: readonly PageAttempt[]) => Promise<void>;
  readonly deliver: (message: MessageRow, taken: Taken, signal: AbortSignal) => Promise<SendOutcome>;
  readonly page: PageLimits;
}

export interface PageLimits {
  /** Messages handed over at a time. */
  readonly concurrency: number;
  /** Customers of the first batch, and of every batch while the provider is slow. */
  readonly smallestBatch: number;
  readonly largestBatch: number;
  /** Batches grow as long as all of one are begun, and a lane is free again, within this time. */
  readonly quickBatchMs: number;
  /** No send of a batch starts later than this after its claim: the lease must outlive every one. */
  readonly startLimitMs: number;
}

interface Claimed {
  readonly batch: PageBatch;
  /** On the `performance.now()` scale, before the claim: the lease began later. */
  readonly askedAtMs: number;
}

/** A page waits so long for turns of the sending domain, all in all; then the run asks anew what is to be done. */
const PATIENCE_MS = 60_000;

const NOBODY: Claimed = { batch: { entered: 0, toSend: [], stopped: true }, askedAtMs: 0 };

/**
 * Sends up to `most` batches of a run's audience; answers how many customers were taken in. The next batch begins as soon as all of
 * this one are begun: a mail that hangs holds up its own connection and nobody else. While the provider is quick, the next batch
 * is claimed beside the sending of this one. At most three batches are in flight.
 */
export async function sendBatches(ports: PagePorts, runId: string, most: number, signal: AbortSignal): Promise<number> {
  const { smallestBatch, largestBatch, quickBatchMs } = ports.page;
  const behind = new Set<Promise<void>>();
  let size = smallestBatch;
  let quick = false;
  let entered = 0;
  let ahead: Promise<Claimed> | null = null;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const claimNext = () => claim(ports, { runId, size }, patience);
  try {
    for (let batches = 1; batches <= most && !(signal.aborted && ahead === null); batches += 1) {
      const claimed: Claimed = await (ahead ?? claimNext());
      ahead = null;
      if (claimed.batch.stopped) break;
      entered += claimed.batch.entered;
      if (quick && batches < most && !signal.aborted) ahead = handled(claimNext());
      const startedMs = performance.now();
      const sending = sendBatch(ports, claimed, signal);
      leaveBehind(behind, sending.all.then((attempts) => record(ports, attempts)));
      await sending.laneFree;
      quick = performance.now() - startedMs <= quickBatchMs;
      size = quick ? Math.min(size * 2, largestBatch) : smallestBatch;
      await untilAtMost(quick ? 1 : 2, behind);
    }
    await untilAtMost(0, behind);
    return entered;
  } catch (error) {
    await Promise.allSettled([...behind, giveBack(ports, ahead)]);
    throw error;
  }
}

/** A batch whose last mails are under way, or whose outcomes are being recorded; one that fails stays, so that it is heard. */
function leaveBehind(behind: Set<Promise<void>>, work: Promise<void>): void {
  const done: Promise<void> = handled(work.then(() => { behind.delete(done); }));
  behind.add(done);
}

/** @throws what a batch left behind has failed with */
async function untilAtMost(most: number, behind: ReadonlySet<Promise<void>>): Promise<void> {
  while (behind.size > most) await Promise.race(behind);
  await Promise.race([...behind, Promise.resolve()]);
}

/** Claims the next batch, once the sending domain has turns to give; whoever loses patience stops. */
async function claim(ports: PagePorts, { runId, size }: { readonly runId: string; readonly size: number }, patience: AbortSignal): Promise<Claimed> {
  for (;;) {
    const askedAtMs = performance.now();
    const batch = await ports.claimPageBatch(runId, size);
    if (batch.waitMs === undefined) {
      if (!batch.stopped) crashPoint('page-claimed');
      return { batch, askedAtMs };
    }
    await pause(batch.waitMs, patience);
    if (patience.aborted) return NOBODY;
  }
}

function sendBatch(ports: PagePorts, { batch, askedAtMs }: Claimed, signal: AbortSignal): InParallel<PageAttempt> {
  const { concurrency, startLimitMs } = ports.page;
  const { laneFree, all } = inParallel(batch.toSend, concurrency, async ({ message, taken }) => {
    const late = signal.aborted || performance.now() - askedAtMs > startLimitMs;
    const outcome = late ? TOO_LATE : await ports.deliver(message, taken, signal);
    crashPoint('page-between-sends');
    return { messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome };
  });
  return { laneFree, all: all.then((attempts) => { crashPoint('page-sent'); return attempts; }) };
}

async function record(ports: PagePorts, attempts: readonly PageAttempt[]): Promise<void> {
  await untilRecorded(() => ports.settlePageBatch(attempts));
  crashPoint('page-settled');
}

/** A batch that was claimed ahead when another one failed: nothing of it has left, and that is recorded. */
async function giveBack(ports: PagePorts, ahead: Promise<Claimed> | null): Promise<void> {
  const { batch } = await (ahead ?? NOBODY);
  await record(ports, batch.toSend.map(({ message, taken }) => (
    { messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome: TOO_LATE })));
}

/** Nothing was handed over: the message is ready again, and the customer's own run sends it. */
const TOO_LATE = { outcome: 'deferred', code: 'page-too-slow', detail: 'not handed over within the lease', retryAfterMs: null } as const;

/** A promise that is awaited later: its failure is heard there, and does not end the process before. */
function handled<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}
