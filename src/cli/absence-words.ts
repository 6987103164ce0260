import { cityOf, wordInstant } from '../domain/instant-words.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Absence } from '../domain/staff.ts';
import { isoOf } from '../json-words/iso-words.ts';
import type { Shell } from './shell.ts';

/** When somebody is away, why, and who stands in: "from Tue 20 Dec 00:00 until Wed 28 Dec 00:00 in London (leave), service-2 stands in". */
export function wordAbsence({ fromMs, untilMs, reason, deputyId }: Absence, zone: string, language: Shell['language']): string {
  const at = (ms: EpochMs) => wordInstant(ms, zone, language);
  const when = untilMs === null ? `from ${at(fromMs)} in ${cityOf(zone)} until further notice` : `from ${at(fromMs)} until ${at(untilMs)} in ${cityOf(zone)}`;
  return `${when} (${reason})${deputyId === null ? '' : `, ${deputyId} stands in`}`;
}

/** The same for programs. */
export function plainAbsence({ staffId, fromMs, untilMs, reason, deputyId }: Absence): object {
  return { staff: staffId, from: isoOf(fromMs), until: isoOf(untilMs), reason, deputy: deputyId };
}
