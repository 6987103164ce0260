import type { InquiryThread } from '../store/inquiry-thread.ts';
import { isoOf } from './iso-words.ts';

/** An inquiry as programs read it. */
export function inquiryJson({ customerId, openedAtMs, snoozedUntilMs, closedAtMs, entries, clocks, ...rest }: InquiryThread): object {
  return {
    ...rest, customer: customerId, openedAt: isoOf(openedAtMs), snoozedUntil: isoOf(snoozedUntilMs), closedAt: isoOf(closedAtMs),
    entries: entries.map(({ atMs, review, ...entry }) => ({ ...entry, at: isoOf(atMs), review: review === null ? null : { by: review.by, at: isoOf(review.atMs), note: review.note } })),
    clocks: clocks.map(({ dueAtMs, pausedAtMs, ...clock }) => ({ ...clock, dueAt: isoOf(dueAtMs), pausedAt: isoOf(pausedAtMs) })),
  };
}
