/** When servers that speak of the sender (x.7.x) stop a sending domain: the one place with these numbers. */
export const SENDER_BRAKE = {
  windowMinutes: 60,
  /** A single receiver's own block looks the same, and so does a company's: a few say nothing. */
  fewestReports: 10,
  /** Of the attempts of the same window. */
  leastShare: 0.05,
} as const;

/** What was heard of one sending domain within the window. */
export interface SenderTally {
  /** Messages for which a server spoke of the sender, in its answer or in a report. */
  readonly reports: number;
  readonly attempts: number;
}

/**
 * Whether sending has to stop. What stops it stands for a whole window, so the domain rests until none of the codes is younger than that;
 * then sending goes on, and is stopped again if the same codes come back.
 */
export function isSenderHalted({ reports, attempts }: SenderTally): boolean {
  return reports >= SENDER_BRAKE.fewestReports && reports >= attempts * SENDER_BRAKE.leastShare;
}
