import type { EventTime } from '../../contracts/tracking.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The instants of an event as its sender gave them, in epoch milliseconds. */
export interface ToldTimes {
  readonly timestampMs: number | null;
  readonly sentAtMs: number | null;
  readonly receivedSystemMs: number;
}

/**
 * Where an event belongs in time. The sender's clock may be wrong, so age counts, not the time of day:
 * age = sentAt - timestamp (Segment's skew rule), or receipt - timestamp without sentAt. What is younger than a day is live
 * and takes its place on the domain clock, which a demo may have moved; what is older is history and keeps its own date.
 */
export function eventTime({ timestampMs, sentAtMs, receivedSystemMs }: ToldTimes): EventTime {
  if (timestampMs === null) return { ageMs: null, atMs: null };
  const ageMs = (sentAtMs ?? receivedSystemMs) - timestampMs;
  if (Math.abs(ageMs) <= DAY_MS) return { ageMs: Math.max(0, ageMs), atMs: null };
  const skewMs = sentAtMs === null ? 0 : receivedSystemMs - sentAtMs;
  // A whole day of skew is no clock error but a date that somebody chose.
  return { ageMs: null, atMs: timestampMs + (Math.abs(skewMs) <= DAY_MS ? skewMs : 0) };
}
