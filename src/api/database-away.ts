import { RequestFailure } from './problem.ts';

// Connection faults of Node and PostgreSQL: the server is not there, is starting or stopping, or has no connection to give.
const AWAY = /^(ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENOENT|EAI_AGAIN|08|57P0|53|3D000)/;
const AWAY_WORDS = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|the database system is|after calling end on the pool/i;
const RETRY_AFTER_SECONDS = 5;

/** Whether this error says that the database is out of reach, rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  return AWAY_WORDS.test(error.message);
}

export const databaseAway = () => new RequestFailure('database-away', { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } });

/** Waits for the database no longer than this; a slow one is answered like one that is down. What it still does is harmless: stores are idempotent. */
export async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(databaseAway()), limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
