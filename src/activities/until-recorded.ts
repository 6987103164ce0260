import { setTimeout } from 'node:timers/promises';

// Some seventy seconds: a database that restarts is back by then, and the lease of the attempt ends.
const WAITS_MS = [200, 1_000, 2_000, 5_000, 10_000, 15_000, 15_000, 20_000] as const;

/**
 * Records what a provider has told, again and again while the database is away: an answer that is lost leaves an unknown
 * outcome behind, which nobody can settle. Recording is idempotent by the fence. Rejects with the last failure.
 */
export async function untilRecorded<Result>(record: () => Promise<Result>): Promise<Result> {
  for (const waitMs of WAITS_MS) {
    try {
      return await record();
    } catch {
      await setTimeout(waitMs);
    }
  }
  return record();
}
