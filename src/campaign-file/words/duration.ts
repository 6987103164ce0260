import type { Duration } from '../../domain/campaign.ts';
import { elapsedMs, wordDuration } from '../../domain/duration.ts';
import { DAY_MS } from '../../domain/instant.ts';
import { nearest } from '../reading/did-you-mean.ts';
import { readsText } from './reads-text.ts';

const UNITS = ['minutes', 'hours', 'days', 'weeks'] as const;
const DURATION = /^([1-9]\d{0,4}) (minute|hour|day|week)s?$/;
const LONGEST_MS = 3660 * DAY_MS;

/** Reads `3 days`, `72 hours`, `2 weeks`, `30 minutes`; null for anything else and for more than ten years. */
export function durationFrom(text: string): Duration | null {
  const [, digits, word] = DURATION.exec(text) ?? [];
  const unit = UNITS.find((name) => name === `${word}s`);
  if (digits === undefined || unit === undefined) return null;
  const duration: Duration = { unit, count: Number(digits) };
  return elapsedMs(duration) > LONGEST_MS ? null : duration;
}

/** The duration that was probably meant (`3 dyas` → `3 days`), or null. */
export function proposeDuration(text: string): string | null {
  const [, digits, word] = /^\s*(\d{1,5})[\s-]*([a-z]+)\s*$/i.exec(text) ?? [];
  if (digits === undefined || word === undefined) return null;
  const unit = UNITS.find((name) => word.length <= 3 && name.startsWith(word.toLowerCase())) ?? nearest(word, [...UNITS, ...UNITS.map((name) => name.slice(0, -1))]);
  const proposal = unit === null ? null : durationFrom(`${Number(digits)} ${unit}`);
  return proposal === null ? null : `did you mean "${wordDuration(proposal)}"?`;
}

export const duration = readsText({
  expected: 'a duration such as "3 days", "72 hours" or "2 weeks"',
  examples: ['3 days', '72 hours', '2 weeks', '30 minutes'],
  pattern: '^[1-9][0-9]* (minute|hour|day|week)s?$',
  read: durationFrom,
  propose: proposeDuration,
});

/** Reads `after 6 weeks`; null for anything else. */
export function durationAfter(text: string): Duration | null {
  return text.startsWith('after ') ? durationFrom(text.slice('after '.length)) : null;
}

/** The `after …` that was probably meant, or null. */
export function proposeAfter(text: string): string | null {
  const rest = text.replace(/^after\s+/i, '');
  const proposal = durationFrom(rest) === null ? proposeDuration(rest) : `did you mean "${rest}"?`;
  return proposal?.replace('"', '"after ') ?? null;
}
