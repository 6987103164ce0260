import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type PageAttempt, type PagePorts, sendBatches } from '../../../src/activities/page-line.ts';
import { toCustomerId, toMessageId } from '../../../src/domain/ids.ts';
import type { PageBatch } from '../../../src/store/page.ts';

// The real one tries for seventy seconds before it gives up; here it gives up at once.
vi.mock('../../../src/activities/until-recorded.ts', () => ({ untilRecorded: <Result>(record: () => Promise<Result>) => record() }));

const never = new AbortController().signal;
const accepted = { outcome: 'accepted', providerId: null, detail: '2.0.0 Ok' } as const;

type ToSend = PageBatch['toSend'][number];
const toSend = (n: number): ToSend => ({ message: { id: toMessageId(`m${n}`), customerId: toCustomerId(`c${n}`) }, taken: { fence: 1 } }) as ToSend;

/** A run with `people` in it, on ports that tell what happens in which order. */
function aRun(people: number, over: Partial<PagePorts> = {}) {
  const story: string[] = [];
  const recorded: PageAttempt[] = [];
  let next = 0;
  const ports: PagePorts = {
    claimPageBatch: async (_run, size) => {
      const ids = Array.from({ length: Math.min(size, people - next) }, () => next++);
      story.push(`claim ${ids.length}`);
      return { entered: ids.length, toSend: ids.map(toSend), stopped: ids.length === 0 };
    },
    settlePageBatch: async (attempts) => {
      story.push(`record ${attempts.length}`);
      recorded.push(...attempts);
    },
    deliver: async ({ id }) => {
      story.push(`send ${id}`);
      await setTimeout(1);
      return accepted;
    },
    page: { concurrency: 2, smallestBatch: 2, largestBatch: 4, quickBatchMs: 1_000, startLimitMs: 30_000 },
    ...over,
  };
  return { ports, story, recorded, outcomeOf: (id: string) => recorded.find(({ messageId }) => messageId === id)?.outcome.outcome };
}

/** Hangs until it is let go. */
function aHangingCall(): { hanging: Promise<void>; letGo: () => void } {
  let letGo: () => void = nothing;
  const hanging = new Promise<void>((resolve) => { letGo = resolve; });
  return { hanging, letGo: () => letGo() };
}
const nothing = () => undefined;

test('everybody is sent to once and recorded once, in batches that grow while the provider is quick', async () => {
  const { ports, story, recorded } = aRun(17);
  expect(await sendBatches(ports, 'run', 40, never)).toBe(17);
  expect(recorded.map(({ messageId }) => messageId).toSorted()).toEqual(Array.from({ length: 17 }, (_, n) => `m${n}`).toSorted());
  expect(story.filter((line) => line.startsWith('claim'))).toEqual(['claim 2', 'claim 4', 'claim 4', 'claim 4', 'claim 3', 'claim 0']);
});

test('the next batch is claimed before this one leaves, and at most three are in flight', async () => {
  let claimed = 0;
  let recorded = 0;
  let most = 0;
  const { ports } = aRun(60);
  const { claimPageBatch, settlePageBatch } = ports;
  await sendBatches({
    ...ports,
    claimPageBatch: async (run, size) => {
      const batch = await claimPageBatch(run, size);
      if (!batch.stopped) claimed += 1;
      most = Math.max(most, claimed - recorded);
      return batch;
    },
    settlePageBatch: async (attempts) => {
      await setTimeout(30);
      await settlePageBatch(attempts);
      recorded += 1;
    },
  }, 'run', 40, never);
  expect(most).toBe(3);
});

test('a mail that hangs holds up neither the others of its batch nor the batches after it', async () => {
  const { ports, story, recorded } = aRun(20);
  const { deliver } = ports;
  const { hanging, letGo } = aHangingCall();
  const page = sendBatches({ ...ports, deliver: async (message, ...rest) => {
    if (message.id === 'm3') await hanging;
    return deliver(message, ...rest);
  } }, 'run', 40, never);
  await vi.waitFor(() => { expect(new Set(recorded.map(({ messageId }) => messageId)).size).toBe(16); });
  // What waits with it is the rest of its own batch, sent and not yet recorded.
  expect(story.filter((line) => line.startsWith('send'))).toHaveLength(19);
  letGo();
  expect(await page).toBe(20);
  expect(recorded).toHaveLength(20);
});

test('two that hang stop the run, for no more than three batches may be in doubt', async () => {
  const { ports, recorded, story } = aRun(40);
  const { deliver } = ports;
  const { hanging, letGo } = aHangingCall();
  const page = sendBatches({ ...ports, deliver: async (message, ...rest) => {
    if (message.id === 'm3' || message.id === 'm7') await hanging;
    return deliver(message, ...rest);
  } }, 'run', 40, never);
  await vi.waitFor(() => { expect(recorded.length).toBeGreaterThanOrEqual(2); });
  await setTimeout(50);
  const claimed = story.filter((line) => line.startsWith('claim')).reduce((sum, line) => sum + Number(line.slice(6)), 0);
  expect(claimed - recorded.length).toBeLessThanOrEqual(3 * 4);
  letGo();
  expect(await page).toBe(40);
  expect(recorded).toHaveLength(40);
});

test('while the provider is slow nothing is claimed ahead', async () => {
  const { ports, story } = aRun(6, { page: { concurrency: 2, smallestBatch: 2, largestBatch: 4, quickBatchMs: 0, startLimitMs: 30_000 } });
  await sendBatches(ports, 'run', 40, never);
  const between = story.slice(story.indexOf('claim 2') + 1, story.lastIndexOf('claim 2'));
  expect(between.filter((line) => line.startsWith('send'))).toHaveLength(4);
  expect(story.filter((line) => line === 'claim 2')).toHaveLength(3);
});

test('what is not handed over in time after its claim is deferred, not sent', async () => {
  const { ports, story, outcomeOf } = aRun(2, { page: { concurrency: 1, smallestBatch: 2, largestBatch: 2, quickBatchMs: 0, startLimitMs: 20 } });
  const { deliver } = ports;
  await sendBatches({ ...ports, deliver: async (...args) => deliver(...args).finally(() => setTimeout(40)) }, 'run', 40, never);
  expect(story.filter((line) => line.startsWith('send'))).toEqual(['send m0']);
  expect([outcomeOf('m0'), outcomeOf('m1')]).toEqual(['accepted', 'deferred']);
});

test('a claim that fails loses nothing of the batches before it', async () => {
  const { ports, outcomeOf } = aRun(20);
  const { claimPageBatch } = ports;
  let claims = 0;
  const failing = { ...ports, claimPageBatch: (run: string, size: number) => ((claims += 1) === 3 ? Promise.reject(new Error('away')) : claimPageBatch(run, size)) };
  await expect(sendBatches(failing, 'run', 40, never)).rejects.toThrow('away');
  expect(['m0', 'm1', 'm2', 'm5'].map(outcomeOf)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});

test('when outcomes cannot be recorded for long, what was claimed ahead is given back and never sent', async () => {
  const { ports, story, recorded, outcomeOf } = aRun(40);
  const { settlePageBatch } = ports;
  const failing: PagePorts = {
    ...ports,
    settlePageBatch: async (attempts) => {
      if (attempts.some(({ messageId }) => messageId === 'm0')) throw new Error('away');
      return settlePageBatch(attempts);
    },
  };
  await expect(sendBatches(failing, 'run', 40, never)).rejects.toThrow('away');
  const sent = new Set(story.filter((line) => line.startsWith('send')).map((line) => line.slice(5)));
  for (const { messageId } of recorded) expect(outcomeOf(messageId)).toBe(sent.has(messageId) ? 'accepted' : 'deferred');
  const claimed = story.filter((line) => line.startsWith('claim')).reduce((sum, line) => sum + Number(line.slice(6)), 0);
  expect(recorded).toHaveLength(claimed - 2);
  expect(recorded.some(({ outcome }) => outcome.outcome === 'deferred')).toBe(true);
});

test('a cancelled page hands nothing over any more and records what it had claimed', async () => {
  const stop = new AbortController();
  const { ports, recorded, story } = aRun(40);
  const { deliver } = ports;
  let sent = 0;
  await sendBatches({ ...ports, deliver: async (...args) => {
    if ((sent += 1) === 5) stop.abort();
    return deliver(...args);
  } }, 'run', 40, stop.signal);
  const claimed = story.filter((line) => line.startsWith('claim')).reduce((sum, line) => sum + Number(line.slice(6)), 0);
  expect(recorded).toHaveLength(claimed);
  expect(sent).toBeLessThanOrEqual(6);
});

test('a page waits until the sending domain has turns, and asks again', async () => {
  const { ports, recorded } = aRun(4);
  const { claimPageBatch } = ports;
  let refusals = 2;
  const scarce = { ...ports, claimPageBatch: async (run: string, size: number) => ((refusals -= 1) >= 0 ? { entered: 0, toSend: [], stopped: false, waitMs: 20 } : claimPageBatch(run, size)) };
  const startedMs = performance.now();
  expect(await sendBatches(scarce, 'run', 40, never)).toBe(4);
  expect(recorded).toHaveLength(4);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(38);
});

test('a page that waits for turns ends with its worker, and nobody was taken in', async () => {
  const { ports } = aRun(4);
  const abort = new AbortController();
  const waiting = sendBatches({ ...ports, claimPageBatch: async () => ({ entered: 0, toSend: [], stopped: false, waitMs: 60_000 }) }, 'run', 40, abort.signal);
  abort.abort();
  expect(await waiting).toBe(0);
});
