import type { ShopPolicy } from './policy.ts';
import { regionOf } from './region.ts';
import { type Dwelling, zoneOf } from './zone.ts';

/** Whose clock, calendar and service a customer comes under. */
export interface CustomerPlace {
  readonly zone: string;
  /** Where the shop sells: the calendar of a platform concerns its own customers. */
  readonly platform: string | null;
  /** Name of the region that serves the customer, or null. */
  readonly region: string | null;
}

/** The place of a customer of this shop. */
export function placeOf(customer: Dwelling, policy: Pick<ShopPolicy, 'countryZones' | 'shop' | 'regions'>): CustomerPlace {
  return { zone: zoneOf(customer, policy), platform: policy.shop.platform, region: regionOf(customer.country, policy)?.name ?? null };
}
