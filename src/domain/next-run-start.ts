import { after } from './duration.ts';
import type { EpochMs } from './instant.ts';
import { instantOf, localTime } from './zone.ts';

/** The same wall time a week, a month or a year later; a day that the month lacks falls into the first days of the next one. */
export function nextRunStart(startedMs: EpochMs, repeat: 'yearly' | 'monthly' | 'weekly', zone: string): EpochMs {
  if (repeat === 'weekly') return after(startedMs, { unit: 'weeks', count: 1 }, zone);
  const local = localTime(startedMs, zone);
  const months = local.year * 12 + (local.month - 1) + (repeat === 'yearly' ? 12 : 1);
  return instantOf({ ...local, year: Math.floor(months / 12), month: (months % 12) + 1 }, zone);
}
