import * as z from 'zod';
import type { CampaignPromises } from '../domain/campaign-promises.ts';
import { expecting } from './reading/expectation.ts';
import { promisedTime } from './words/promised-time.ts';

/** What is promised to whoever is in the campaign, in the words in which the shop policy promises it to levels. */
export const promises = z.strictObject({
  'first-reply': promisedTime.optional(),
  'next-reply': promisedTime.optional(),
  resolution: promisedTime.optional(),
  'contact-every-days': expecting('whole days, from 1 to 90', z.number().int().min(1).max(90)).optional(),
}).meta({ description: 'Promised to whoever is in the campaign, where it is stricter than what their level gets; it never loosens anything. 活动期间更严格的服务承诺，绝不放宽。' });

const DAY_MINUTES = 24 * 60;

/** The promises that a checked file means. */
export function toPromises({ 'contact-every-days': days, ...replies }: z.output<typeof promises>): CampaignPromises {
  return days === undefined ? replies : { ...replies, contact: { by: 'wall', minutes: days * DAY_MINUTES } };
}
