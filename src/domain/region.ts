import type { LocalWindow } from './campaign.ts';
import type { Tier } from './customer.ts';
import type { ShopPolicy } from './policy.ts';

/** Countries that are served alike, by a team of their own. What a region leaves out is as everywhere. */
export interface Region {
  readonly name: string;
  readonly title: Readonly<Record<string, string>>;
  /** ISO 3166-1 alpha-2; a country belongs to one region at most. */
  readonly countries: readonly string[];
  readonly team?: string;
  /** When somebody of the team answers in which language. */
  readonly languageHours?: readonly LanguageHours[];
  /** Preferred first; channels that are not named follow in the order of the campaign. */
  readonly channels?: readonly string[];
  /** Instead of the shop's own. */
  readonly sendWindow?: { readonly byTier: Readonly<Record<Tier, LocalWindow>>; readonly otherwise: LocalWindow | null };
  /** Nothing else of the shelf is offered but what is a right; in this order. */
  readonly promotions?: readonly string[];
  /** Promised from the order to the door. */
  readonly deliveryDays?: { readonly from: number; readonly to: number };
}

/** Local hours in which the languages are spoken. */
export interface LanguageHours {
  readonly languages: readonly string[];
  readonly window: LocalWindow;
  readonly zone: string;
}

// Every decision asks: a policy is looked through once.
const regionsByCountry = new WeakMap<readonly Region[], ReadonlyMap<string, Region>>();

/** The region of a country; null where the policy has none for it, and for customers of whom no country is known. */
export function regionOf(country: string | null, { regions }: Pick<ShopPolicy, 'regions'>): Region | null {
  if (country === null || regions === undefined) return null;
  const known = regionsByCountry.get(regions);
  const byCountry = known ?? new Map(regions.flatMap((region) => region.countries.map((code) => [code, region] as const)));
  if (known === undefined) regionsByCountry.set(regions, byCountry);
  return byCountry.get(country) ?? null;
}

/** The hours in which the region's team answers in a language (BCP 47); null when nothing is said of it: then no hour is better than another. */
export function hoursInLanguage(region: Region | null, language: string): LanguageHours | null {
  const spoken = language.split('-')[0];
  return region?.languageHours?.find(({ languages }) => languages.includes(language) || languages.some((one) => one === spoken)) ?? null;
}
