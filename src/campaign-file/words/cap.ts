import * as z from 'zod';
import type { Cap, Duration } from '../../domain/campaign.ts';
import { elapsedMs } from '../../domain/duration.ts';
import { DAY_MS } from '../../domain/instant.ts';
import type { Findings } from '../reading/findings.ts';
import { didYouMean } from '../reading/did-you-mean.ts';
import { durationFrom } from './duration.ts';
import { mappingAt } from '../reading/parts.ts';
import { readsText } from './reads-text.ts';

const MOST_TOUCHES = 100;
const LONGEST_CAP_MS = 366 * DAY_MS;
const EVERY_CHANNEL = 'any';

/** Reads `3 per 7 days`: at most so many touches in any such stretch of time. */
export function capFrom(text: string): { readonly count: number; readonly per: Duration } | null {
  const [, digits, rest = ''] = /^([1-9]\d{0,2}) per (.+)$/.exec(text) ?? [];
  const per = durationFrom(/^\d/.test(rest) ? rest : `1 ${rest}`);
  const count = Number(digits);
  if (per === null || !(count <= MOST_TOUCHES) || elapsedMs(per) > LONGEST_CAP_MS) return null;
  return { count, per };
}

/** `3 per 7 days`. */
export const cap = readsText({
  expected: `a cap such as "2 per 7 days" (at most ${MOST_TOUCHES}, in at most a year)`,
  examples: ['3 per 7 days', '1 per 2 days'],
  read: capFrom,
  propose: (text) => {
    const [, count, rest] = /^(\d+)\s*(?:x|times)?\s*(?:\/|per|in|every|a|each)\s*(.+)$/i.exec(text.trim()) ?? [];
    const tidy = `${count} per ${rest}`;
    return capFrom(tidy) === null ? null : `did you mean "${tidy}"?`;
  },
});

/** `{ per-customer: { any: 3 per 7 days, email: 1 per 2 days } }` */
export const caps = z.strictObject({ 'per-customer': z.record(z.string(), cap) })
  .transform((written) => Object.entries(written['per-customer']).map(toCap))
  .meta({ description: 'Most touches per customer; "any" counts all channels. 每位客户的联系次数上限。' });

function toCap([channel, { count, per }]: [string, Pick<Cap, 'count' | 'per'>]): Cap {
  return { count, per, channel: channel === EVERY_CHANNEL ? null : channel };
}

/** Finds fault with caps on channels that do not exist. */
export function checkCaps(value: unknown, channels: readonly string[], findings: Findings): void {
  for (const name of Object.keys(mappingAt(value, 'per-customer'))) {
    if (name === EVERY_CHANNEL || channels.includes(name)) continue;
    findings.fault(['caps', 'per-customer', name], `unknown channel "${name}"`, didYouMean(name, [EVERY_CHANNEL, ...channels]), 'key');
  }
}
