import type { Said } from '../store/statements.ts';
import { isoOf } from '../json-words/iso-words.ts';

/** Of each question the newest answer. */
export function newestSaid(said: readonly Said[]): readonly Said[] {
  return [...new Map(said.map((one) => [`${one.about} ${one.channel ?? ''}`, one])).values()];
}

/** What somebody has said, and how: `marketing on email: yes (preference-page, de)`. */
export function saidInWords({ about, channel, value, source, language }: Said): string {
  return `${about}${channel === null ? '' : ` on ${channel}`}: ${valueInWords(value)} (${[source, language].filter((part) => part !== null).join(', ')})`;
}

function valueInWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value !== 'object' || value === null) return 'none';
  return Object.entries(value).map(([what, list]) => `${what} ${valueInWords(list)}`).join('; ');
}

/** The same for programs. */
export function saidJson({ atMs, about, channel, value, source, language }: Said): object {
  return { at: isoOf(atMs), about, channel, value, source, language };
}
