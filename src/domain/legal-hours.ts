import type { Dated } from './dated.ts';
import { earliestInstant } from './earliest-instant.ts';
import { dayAfterFestival, festivalPerhapsOn, type WantedFestivals } from './festivals.ts';
import type { EpochMs } from './instant.ts';
import { type DailyWindow, earliestWhere } from './local-window.ts';
import type { Dwelling, Whereabouts } from './zone.ts';

/** When a country's law lets marketing leave on a channel. */
export interface LegalRule {
  readonly windows: readonly DailyWindow[];
  /** Days on which none may leave. */
  readonly closedOn: WantedFestivals;
  /** All zones of the country: they count where the customer's own is not known, whatever a shop policy says. */
  readonly zones: readonly string[];
}

/** By country; where none stands, the law leaves the hours free. */
export type LegalHours = Readonly<Partial<Record<string, Dated<LegalRule>>>>;

/** The earliest instant from `ms` on that the law of the country allows in all of these zones; null when there is none. Reason: legal-hours. */
export function insideLegalHours(ms: EpochMs, { windows, closedOn }: LegalRule, { country, zones }: { readonly country: string; readonly zones: readonly string[] }): EpochMs | null {
  return earliestInstant(ms, zones.flatMap((zone) => [
    (from: EpochMs) => insideOneOf(windows, from, zone),
    (from: EpochMs) => {
      const closed = festivalPerhapsOn(from, closedOn, { country, zone, platform: null });
      return closed === null ? from : dayAfterFestival(closed, zone);
    },
  ]));
}

/**
 * The clocks by which a country's law is kept: the customer's own zone; where the telephone belongs elsewhere, the zones of that country;
 * else all of the country itself.
 */
export function zonesByLaw({ zones }: LegalRule, country: string, customer: Dwelling, where: Whereabouts): readonly string[] {
  const liesElsewhere = where.source === 'phone' && customer.phoneCountry !== country;
  return where.source === 'customer' || liesElsewhere ? where.zones : zones;
}

function insideOneOf(windows: readonly DailyWindow[], ms: EpochMs, zone: string): EpochMs | null {
  const openings = windows.flatMap((window) => earliestWhere(ms, 'inside', window, zone) ?? []);
  return openings.length === 0 ? null : Math.min(...openings);
}
