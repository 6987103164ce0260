import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, textAt } from '../campaign-file/reading/parts.ts';
import { day } from '../campaign-file/words/day.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import type { Pace, SenderLimits, WarmUp } from '../domain/sender-limits.ts';
import { domainName } from './sender-words.ts';

const mails = (most: number) => expecting(`a number of mails from 1 to ${most}`, z.number().int().min(1).max(most));

const MOST_MAILS = 10_000_000;
/** A year of a ramp: longer than any receiver looks back. */
const MOST_DAYS = 366;

const growing = z.strictObject({
  from: day,
  'first-day': mails(MOST_MAILS),
  factor: expecting('a factor from 1.05 to 10', z.number().min(1.05).max(10)).meta({ description: 'So many times as many each day. 每日增长倍数。' }),
  until: mails(MOST_MAILS).meta({ description: 'From so many a day on there is no limit. 达到此数后不再限制。' }),
});
const listed = z.strictObject({ from: day, 'per-day': z.array(mails(MOST_MAILS)).min(1).max(MOST_DAYS) });

const limits = z.strictObject({
  'at-most': z.strictObject({ 'per-second': mails(10_000).optional(), 'per-minute': mails(600_000).optional(), 'per-hour': mails(36_000_000).optional() }).optional()
    .meta({ description: 'Sent evenly by all workers together; the tightest counts. 发送速率上限。' }),
  'warm-up': z.union([listed, growing]).optional().meta({ description: 'A new domain sends more each day; marketing waits, service does not. 新域名预热。' }),
});

/** What each sending domain may send. */
export const sendingSchema = z.record(domainName, limits).meta({ description: 'Limits of sending domains. 发信域名的限额。' });

/** The limits that a checked block means. */
export function toSending(written: z.output<typeof sendingSchema>): Readonly<Record<string, SenderLimits>> {
  return Object.fromEntries(Object.entries(written).map(([domain, { 'at-most': atMost, 'warm-up': warmUp }]) => [domain, {
    ...(atMost === undefined ? {} : { pace: toPace(atMost) }),
    ...(warmUp === undefined ? {} : { warmUp: toWarmUp(warmUp) }),
  }]));
}

function toPace(written: NonNullable<z.output<typeof limits>['at-most']>): Pace {
  const { 'per-second': perSecond, 'per-minute': perMinute, 'per-hour': perHour } = written;
  return { ...(perSecond === undefined ? {} : { perSecond }), ...(perMinute === undefined ? {} : { perMinute }), ...(perHour === undefined ? {} : { perHour }) };
}

function toWarmUp(written: NonNullable<z.output<typeof limits>['warm-up']>): WarmUp {
  if ('per-day' in written) return { from: written.from, perDay: written['per-day'] };
  const perDay: number[] = [];
  for (let most = written['first-day']; most < written.until && perDay.length < MOST_DAYS; most *= written.factor) perDay.push(Math.floor(most));
  return { from: written.from, perDay };
}

/** Finds limits that hold for nobody, and ramps that go down. */
export function checkSending(policy: unknown, findings: Findings): void {
  const sender = textAt(policy, 'sender', 'domain');
  for (const domain of Object.keys(mappingAt(policy, 'sending'))) {
    if (sender !== null && domain !== sender) findings.warning(['sending', domain], `nothing is sent from ${domain} now: the sender's domain is ${sender}`, didYouMean(domain, [sender]), 'key');
    const days = listAt(policy, 'sending', domain, 'warm-up', 'per-day').map(Number);
    const fall = days.findIndex((most, index) => most < (days[index - 1] ?? 0));
    if (fall > 0) findings.fault(['sending', domain, 'warm-up', 'per-day', fall], 'fewer than on the day before', 'a warm-up only grows');
  }
}
