import type { TrackingQuestion } from '../domain/open-tracking.ts';

/** What the tables say of a customer and one channel about noticing opens; null: the shop does not want to. */
export type TrackingFacts = TrackingQuestion | null;

/** SQL for `TrackingFacts` of customer `c` on a channel. @param channel SQL expression of its name */
export const trackingSql = (channel: string): string => `case when (select (definition->'tracking'->>'opens')::boolean from policy_version where active) then jsonb_build_object('shopWants', true,
      'customer', jsonb_build_object('country', trim(c.country), 'phoneCountry', trim(c.phone_country), 'timeZone', c.time_zone),
      'word', (select n.granted from consent n where n.customer_id = c.id and n.channel = ${channel} and n.purpose = 'tracking' order by n.id desc limit 1),
      'marketingWord', (select n.granted from consent n where n.customer_id = c.id and n.channel = ${channel} and n.purpose = 'marketing' order by n.id desc limit 1)) end`;
