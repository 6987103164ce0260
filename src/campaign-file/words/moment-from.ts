import { civilFromDays, dayNumber, isDay } from '../../domain/civil-date.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { instantOf } from '../../domain/zone.ts';
import { localMomentFrom } from './local-moment.ts';

/** A day, meant from its first instant on or to its last one, or a day and a time of a zone. Null for what is no day, and for a time that its clock does not show. */
export function momentFrom(text: string, zone: string, edge: 'from' | 'until'): EpochMs | null {
  if (!isDay(text)) return localMomentFrom(`${text} ${zone}`)?.atMs ?? null;
  return instantOf({ ...civilFromDays(dayNumber(text) + (edge === 'until' ? 1 : 0)), minuteOfDay: 0 }, zone);
}
