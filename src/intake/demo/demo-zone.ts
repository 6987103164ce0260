import type { EpochMs } from '../../domain/instant.ts';
import { instantOf } from '../../domain/zone.ts';

/** Whose clock the files of the demo go by. */
const ZONE = 'Europe/London';

/** How an instant is written in the files of the demo, such as 2011-11-07 10:20. */
export const DEMO_INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d$/;

/** @param local matches DEMO_INSTANT */
export function demoInstant(local: string): EpochMs {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.split(/[- :]/).map(Number);
  return instantOf({ year, month, day, minuteOfDay: hour * 60 + minute }, ZONE);
}
