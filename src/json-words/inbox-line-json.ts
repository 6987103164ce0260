import type { InboxLine } from '../store/waiting-matters.ts';
import { isoOf } from './iso-words.ts';

/** A line of the inbox as programs read it. */
export function inboxLineJson({ customerId, dueAtMs, sinceMs, snoozedUntilMs, ...line }: InboxLine): object {
  return { ...line, customer: customerId, dueAt: isoOf(dueAtMs), since: isoOf(sinceMs), snoozedUntil: isoOf(snoozedUntilMs) };
}
