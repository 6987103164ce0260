import { RequestFailure } from './problem.ts';

// Connection faults of Node and PostgreSQL: the server is not there, is starting or stopping, or has no connection to give.
const AWAY = /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOENT|EAI_AGAIN|08|57P0|53|3D000)/;
const AWAY_WORDS = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|the database system is|after calling end on the pool/i;
// A connection that was there and broke: what had been sent over it may have been committed.
const BROKEN = /^(ECONNRESET|EPIPE|ETIMEDOUT|08|57P0[12])/;
const BROKEN_WORDS = /Connection terminated unexpectedly/i;
const RETRY_AFTER_SECONDS = 5;

/** Whether this error says that the database is out of reach, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  return AWAY_WORDS.test(error.message);
}

const RETRY_LATER = { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } };

function hasBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && typeof error.code === 'string' && BROKEN.test(error.code)) || BROKEN_WORDS.test(error.message);
}

export const databaseAway = () => new RequestFailure('database-away', RETRY_LATER);

const outcomeUnknown = () => new RequestFailure('outcome-unknown', RETRY_LATER);

/**
 * Waits for the database no longer than this; a slow one is answered like one that is down. What was begun goes on, so this is for what reads, and for
 * stores that may be repeated without harm: events, news of providers, words of customers.
 */
export async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return raced(limitMs, work, databaseAway);
}

/** Waits for a change that somebody of the staff makes. It goes on when the time is over, and may be done when its connection breaks: nobody is told then that nothing was stored. */
export async function changedWithinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return raced(limitMs, work.catch((error: unknown) => { throw hasBroken(error) ? outcomeUnknown() : error; }), outcomeUnknown);
}

async function raced<T>(limitMs: number, work: Promise<T>, tooLateAs: () => RequestFailure): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLateAs()), limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
