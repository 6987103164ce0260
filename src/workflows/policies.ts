import type { Duration } from '@temporalio/common';

/** Every time limit and retry of the workflows, by name. No literal duration stands anywhere else in workflow code. */

/** `advance` is one short transaction: two quick tries, then the durable back-off below. */
export const ADVANCE = {
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 2, initialInterval: '200 milliseconds' },
} satisfies { startToCloseTimeout: Duration; retry: object };

/** Waits between tries while the database is away: in a timer, so that it costs nothing and survives restarts. */
export const DATABASE_AWAY_BACKOFF_MS = [2_000, 5_000, 15_000, 60_000, 300_000] as const;

/** Longest one command may take with its retries; a later deadline needs no timer of its own while one is under way. */
export const COMMAND_LIMIT_MS = 60 * 60 * 1000;

/** One attempt: a channel's own limit (60 s) ends before it, and the lease of the claim after it. Retries here are the short ones; the core schedules the long ones. */
export const SEND = {
  startToCloseTimeout: '75 seconds',
  heartbeatTimeout: '20 seconds',
  scheduleToCloseTimeout: COMMAND_LIMIT_MS,
  retry: { initialInterval: '15 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
} as const;

/** One screening: look-ups end after five seconds, the rest is a few statements. Retries are for a database that is away and a worker that died. */
export const SCREEN = {
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  scheduleToCloseTimeout: COMMAND_LIMIT_MS,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '2 minutes' },
} as const;

/** One try: ten seconds for the endpoint, the rest for the record. Retries here are for a database that is away and a worker that died. */
export const WEBHOOK = {
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} as const;

/** News for the staff that come in so close together leave as one mail. */
export const NOTICES_GATHER_MS = 20_000;

/** A mail to the staff: tried again while the mail server is away. */
export const NOTICE = {
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} as const;

/** A timer is never shorter: an early timer leads to a short re-arm, not to a spin. */
export const SHORTEST_WAIT_MS = 1_000;

/** Reading a run's next step is one statement. */
export const RUN_STEP = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} as const;

/** Slices of an audience, pages, bulk wake-ups, the product advice: long, with heartbeats, resumed where they stood. */
export const RUN_WORK = {
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} as const;
