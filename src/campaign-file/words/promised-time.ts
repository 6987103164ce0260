import { wordDuration, elapsedMs } from '../../domain/duration.ts';
import { MINUTE_MS } from '../../domain/instant.ts';
import type { PromisedTime } from '../../domain/sla-policy.ts';
import { durationFrom, proposeDuration } from './duration.ts';
import { readsText } from './reads-text.ts';

const BUSINESS = /\bbusiness /;

/** Reads `24 hours`, `3 days` by the wall clock, and `8 business hours` or `30 business minutes` by working hours; null for anything else. */
function promisedTimeFrom(text: string): PromisedTime | null {
  const duration = durationFrom(text.replace(BUSINESS, ''));
  if (duration === null) return null;
  const isBusiness = BUSINESS.test(text);
  // How long a working day is, each team says for itself.
  if (isBusiness && (duration.unit === 'days' || duration.unit === 'weeks')) return null;
  return { by: isBusiness ? 'business' : 'wall', minutes: elapsedMs(duration) / MINUTE_MS };
}

function propose(text: string): string | null {
  const [, count, unit] = /^(\d{1,3}) business (day|week)s?$/.exec(text) ?? [];
  if (count !== undefined) return `say it in hours: "${Number(count) * (unit === 'day' ? 8 : 40)} business hours"`;
  const plain = text.replace(/\b(business|working|office)\s+/i, '');
  const duration = durationFrom(plain);
  if (duration === null) return proposeDuration(plain);
  return plain === text ? null : `did you mean "${wordDuration(duration).replace(' ', ' business ')}"?`;
}

/** How long something may take. */
export const promisedTime = readsText({
  expected: 'a time such as "24 hours", "3 days" or "8 business hours"',
  examples: ['24 hours', '2 business hours', '3 days'],
  pattern: '^[1-9][0-9]* (business (minute|hour)|minute|hour|day|week)s?$',
  read: promisedTimeFrom,
  propose,
});
