/** What came of one try to deliver a webhook. */
export type TryOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  /** Not taken as far as is known: refused, cut, too slow, or not allowed to be called. */
  | { readonly kind: 'failed'; readonly fault: string };

/** What follows from it. */
export type WebhookCourse =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly afterMs: number }
  /** gone: the endpoint wants nothing more, ever. */
  | { readonly kind: 'failed'; readonly gone: boolean };

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const FIRST_WAIT_MS = 5 * SECOND_MS;
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** Whoever asks for a longer rest is asked again after a day. */
const LONGEST_REST_MS = 24 * HOUR_MS;

/** Waits grow fourfold from 5 s to six hours: twelve tries take some 32 hours. */
export const MOST_TRIES = 12;

/** How it goes on after the try with this number, counted from 1. */
export function webhookCourse(outcome: TryOutcome, tries: number): WebhookCourse {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' };
  if (outcome.kind === 'answered' && outcome.status === 410) return { kind: 'failed', gone: true };
  if (tries >= MOST_TRIES) return { kind: 'failed', gone: false };
  const waitMs = Math.min(FIRST_WAIT_MS * 4 ** (tries - 1), LONGEST_WAIT_MS);
  const restMs = outcome.kind === 'answered' ? Math.min(outcome.retryAfterMs ?? 0, LONGEST_REST_MS) : 0;
  return { kind: 'again', afterMs: Math.max(waitMs, restMs) };
}
