import type { EpochMs } from '../domain/instant.ts';

const MINUTE_SECONDS = 60;
const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
const FASTEST = 86_400;

/**
 * The factor that a speed in words means: `1d` and `6h` are domain time in a minute of system time, a plain number is the factor
 * itself. Null when it is neither, or faster than a day a second.
 */
export function factorOf(speed: string): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([mhd])?$/.exec(speed.trim()) ?? [];
  if (amount === undefined) return null;
  const unitSeconds = unit === undefined ? undefined : UNIT_SECONDS[unit];
  const factor = unitSeconds === undefined ? Number(amount) : (Number(amount) * unitSeconds) / MINUTE_SECONDS;
  return factor > FASTEST ? null : factor;
}

/** A factor as people say it: "1 day per minute", "standing still". */
export function wordFactor(factor: number): string {
  if (factor === 0) return 'standing still';
  if (factor === 1) return 'as fast as the real one';
  const days = (factor * MINUTE_SECONDS) / 86_400;
  if (Number.isInteger(days)) return `${days} day${days === 1 ? '' : 's'} per minute`;
  const hours = (factor * MINUTE_SECONDS) / 3_600;
  return Number.isInteger(hours) ? `${hours} hour${hours === 1 ? '' : 's'} per minute` : `${factor} times as fast as the real one`;
}

/** An ISO instant with its zone (`2011-12-10T09:00Z`, `2011-12-10T09:00:00+01:00`; a bare date is midnight UTC). Null when it is none. */
export function instantIn(text: string): EpochMs | null {
  const shape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;
  if (!shape.test(text)) return null;
  const ms = Date.parse(text);
  // Date.parse carries 31 April over into May; a date that does not exist is no date.
  const day = Number(text.slice(8, 10));
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return Number.isNaN(ms) || day > lastDay ? null : ms;
}
