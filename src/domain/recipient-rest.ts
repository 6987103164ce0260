import type { Purpose } from './customer.ts';
import { type EpochMs, HOUR_MS } from './instant.ts';

/** How long somebody rests after the first, the second … refusal in a row: every try that comes earlier is held against the sender. */
const REST_HOURS = [24, 12, 24, 48] as const;
const LONGEST_REST_HOURS = 48;
/** A touch is tried so often on the channel; then the next one takes over. */
const MOST_TRIES = 3;

/** A provider lets no more marketing through to somebody for a while, whoever sends it. */
export interface RestQuestion {
  /** Refusals in a row before this one. */
  readonly rests: number;
  /** Null: they do not rest yet. */
  readonly restUntilMs: EpochMs | null;
  readonly nowMs: EpochMs;
  readonly purpose: Purpose;
  /** Until when the touch is worth sending. */
  readonly goodUntilMs: EpochMs;
}

export interface Rest {
  readonly rests: number;
  readonly untilMs: EpochMs;
  /** The same touch waits for the end of the rest; otherwise the next channel takes over. */
  readonly triesAgain: boolean;
}

/** The rest that follows a refusal. What is refused during a rest was under way before it: it does not make it longer. */
export function restAfter({ rests, restUntilMs, nowMs, purpose, goodUntilMs }: RestQuestion): Rest {
  const isResting = restUntilMs !== null && restUntilMs > nowMs;
  const untilMs = isResting ? restUntilMs : nowMs + (REST_HOURS[rests] ?? LONGEST_REST_HOURS) * HOUR_MS;
  const now = isResting ? Math.max(rests, 1) : rests + 1;
  return { rests: now, untilMs, triesAgain: purpose === 'marketing' && now < MOST_TRIES && untilMs < goodUntilMs };
}
