/** Limits of the event API; the same as Segment's where it has one, so that its clients split as they are used to. */
export const INGEST_LIMITS = {
  bodyBytes: 500 * 1024,
  eventBytes: 32 * 1024,
  eventsPerBatch: 2_500,
  depth: 32,
  keysPerEvent: 1_000,
  faultsPerEvent: 10,
  messageIdLength: 200,
} as const;
