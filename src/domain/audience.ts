import type { Campaign } from './campaign.ts';
import { holds } from './condition-holds.ts';
import type { KnownFacts } from './customer.ts';
import { placeOf } from './customer-place.ts';
import type { EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';

/** Null when the customer belongs to the campaign's audience, else the first rule that leaves the customer out. Reason: not-in-audience. */
export function inAudience(campaign: Campaign, customer: KnownFacts, policy: Pick<ShopPolicy, 'segments' | 'shop' | 'countryZones' | 'regions'>, nowMs: EpochMs): Reason | null {
  const { audience } = campaign;
  const { standing, country } = customer;
  const scene = { customer, standing, nowMs, place: placeOf(customer, policy), event: null, segments: { ...policy.segments, ...campaign.segments } };
  const checks: readonly (readonly [rule: string, belongs: boolean])[] = [
    ['stages', isAmong(standing.stage, audience.stages)],
    ['life cycles', isAmong(standing.lifeCycle, audience.lifeCycles)],
    ['tiers', isAmong(standing.tier, audience.tiers)],
    ['marks', audience.marks === null || audience.marks.some((mark) => standing.marks.includes(mark))],
    ['levels', isAmong(standing.level, audience.levels)],
    ['countries', audience.countries === null || (country !== null && audience.countries.includes(country))],
    ['where', audience.where === null || holds(audience.where, scene)],
  ];
  const failed = checks.find(([, belongs]) => !belongs);
  return failed === undefined ? null : because('not-in-audience', { rule: failed[0] });
}

const isAmong = <Word>(word: Word, wanted: readonly Word[] | null) => wanted === null || wanted.includes(word);
