import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../../integration/api/test-app.ts';
import { type ShopEvent, wireForm } from './event-load.ts';
import type { Installation } from './installation.ts';

/** What the shop's own client remembers. */
export interface ClientJournal {
  /** Answered 2xx, with the verdict that it is stored: the instants (system time) by message id, one for each delivery. */
  readonly acknowledged: Map<string, number[]>;
  /** Answers that were no yes, by status; `none`: no answer came. */
  readonly noes: Record<string, number>;
  /** 503s without Retry-After: there must be none. */
  withoutRetryAfter: number;
}

const LANES = 6;
const REQUEST_LIMIT_MS = 10_000;
const MOST_TRIES = 400;

/** Resolves when the delivery at this place may leave. */
export type Pace = (place: number) => Promise<unknown>;

/** Evenly over so many milliseconds from now. */
export function evenly(count: number, overMs: number): Pace {
  const startedMs = Date.now();
  return (place) => sleep(Math.max(0, startedMs + (overMs * place) / count - Date.now()));
}

/**
 * Sends each delivery when the pace allows, and repeats it until it is acknowledged.
 * @throws when one is refused (4xx) or never acknowledged
 */
export async function postAll(installation: Installation, deliveries: readonly ShopEvent[], pace: Pace, journalFile: string): Promise<ClientJournal> {
  const journal: ClientJournal = { acknowledged: new Map(), noes: {}, withoutRetryAfter: 0 };
  const queue = deliveries.entries();
  const lane = async () => {
    for (const [place, event] of queue) {
      await pace(place);
      const atMs = await postUntilTaken(installation, event, journal);
      journal.acknowledged.set(event.messageId, [...journal.acknowledged.get(event.messageId) ?? [], atMs]);
      await appendFile(journalFile, `${JSON.stringify({ messageId: event.messageId, atMs })}\n`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return journal;
}

async function postUntilTaken(installation: Installation, event: ShopEvent, journal: ClientJournal): Promise<number> {
  let last = '';
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await post(installation, event).catch((error: unknown) => { last = String(error); return null; });
    if (answer?.taken === true) return Date.now();
    last = answer === null ? last : `${answer.status} ${answer.words}`;
    const status = String(answer?.status ?? 'none');
    journal.noes[status] = (journal.noes[status] ?? 0) + 1;
    if (answer !== null && answer.status >= 400 && answer.status < 500) throw new Error(`${event.messageId} was refused: ${answer.words}`);
    if (answer?.status === 503 && !(answer.retryAfterS > 0)) journal.withoutRetryAfter += 1;
    await sleep(300);
  }
  const states = Object.values(installation.parts).map((part) => `${part.kind} ${part.isUp ? 'up' : 'down'}, ${part.unplanned.length} ends, ${part.failedStarts} failed starts:\n${part.log()}`);
  throw new Error([`${event.messageId} was never acknowledged; the last of ${MOST_TRIES} answers: ${last}`, ...states].join('\n'));
}

async function post({ apiUrl, writeKey }: Installation, event: ShopEvent) {
  const response = await fetch(`${apiUrl}/v1/track`, {
    method: 'POST', body: JSON.stringify(wireForm(event, Date.now())), signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    headers: { ...basic(writeKey), 'Content-Type': 'application/json' },
  });
  const words = await response.text();
  const taken = response.ok && (JSON.parse(words) as { ok: boolean }).ok;
  return { status: response.status, retryAfterS: Number(response.headers.get('retry-after')), taken, words };
}
