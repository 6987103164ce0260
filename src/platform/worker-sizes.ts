import type { Duration } from '@temporalio/common';
import type { WorkerOptions } from '@temporalio/worker';

/** Connections are shared by advances, sends and pages; no kind of work may have more slots than there are connections. */
export const POOL_SIZE = 16;
const ADVANCE_SLOTS = 6;
const SEND_SLOTS = 8;
/** Most customers sleep for days: a small cache is right (design, section 9). */
const CACHED_RUNS = 500;

interface Sizes extends Pick<WorkerOptions,
  'maxConcurrentActivityTaskExecutions' | 'maxConcurrentLocalActivityExecutions' | 'maxCachedWorkflows' | 'stickyQueueScheduleToStartTimeout' | 'shutdownGraceTime'> {
  /** Taken by the SDK, but not among its declared options (test/workflows/isolate-timeout.test.ts holds it to that). */
  readonly isolateExecutionTimeout?: Duration;
}

/** Of the worker for workflows and decisions. */
export const mainWorker = {
  maxConcurrentLocalActivityExecutions: ADVANCE_SLOTS,
  maxCachedWorkflows: CACHED_RUNS,
  // After a kill of this process its runs wait for its sticky queue: one second instead of ten.
  stickyQueueScheduleToStartTimeout: '1 second',
  shutdownGraceTime: '30 seconds',
  // The clock goes on while a process is stopped: with the usual five seconds, whoever was in the middle of workflow code is interrupted
  // when it goes on, which can end Node itself (nodejs/node issue 38503, temporalio/sdk-typescript issue 939).
  isolateExecutionTimeout: '2 minutes',
} satisfies Sizes;

/** Of a worker for single touches. */
export const sendWorker = { maxConcurrentActivityTaskExecutions: SEND_SLOTS, shutdownGraceTime: '30 seconds' } satisfies Sizes;

/** Of the worker for webhooks: each may wait ten seconds for its endpoint, and for a connection only afterwards. */
export const webhookWorker = { maxConcurrentActivityTaskExecutions: 8, shutdownGraceTime: '30 seconds' } satisfies Sizes;

/** Of a worker for pages: one at a time, each with several batches in flight. */
export const pageWorker = { maxConcurrentActivityTaskExecutions: 1, shutdownGraceTime: '30 seconds' } satisfies Sizes;
