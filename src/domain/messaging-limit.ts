import type { ChannelRule } from './channel-choice.ts';
import type { ContactPoint } from './customer.ts';
import { isWindowOpen } from './free-words.ts';
import { bucketOf } from './holdout.ts';
import type { CampaignName, CustomerId } from './ids.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from './instant.ts';

/** Those who wait for room look again within so many minutes, each in one of their own. */
const SPREAD_MINUTES = 60;

/**
 * From when on there is room for an address under the channel's messaging limit; null: there is some, or none is needed. Whoever has been
 * written to within the day, or has a window open, takes none.
 */
export function roomAgainAtMs({ reachedAtMs, ...point }: Pick<ContactPoint, 'reachedAtMs' | 'windowUntilMs'>, rule: ChannelRule | undefined, nowMs: EpochMs): EpochMs | null {
  if (rule?.fullUntilMs === undefined || rule.fullUntilMs <= nowMs) return null;
  const isCounted = reachedAtMs != null && reachedAtMs > nowMs - DAY_MS;
  return isCounted || isWindowOpen(point, nowMs) ? null : rule.fullUntilMs;
}

/** The minute in which one of many who wait for the same room looks again: always the same, and nearer where the touch is no longer good then. */
export function ownMinuteAfter(roomMs: EpochMs, { customer, campaign, goodUntilMs }: { readonly customer: CustomerId; readonly campaign: CampaignName; readonly goodUntilMs: EpochMs }): EpochMs {
  let minute = bucketOf(customer, `room ${campaign}`) % SPREAD_MINUTES;
  while (minute > 0 && roomMs + minute * MINUTE_MS >= goodUntilMs) minute = Math.floor(minute / 2);
  return roomMs + minute * MINUTE_MS;
}
