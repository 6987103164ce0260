import type { CustomerFacts } from './customer.ts';
import { earliestInstant } from './earliest-instant.ts';
import { dayAfterFestival, festivalPerhapsOn, type WantedFestivals } from './festivals.ts';
import type { EpochMs } from './instant.ts';
import { type DailyWindow, earliestWhere } from './local-window.ts';
import { ownZone } from './zone.ts';

/** When a country's law lets marketing leave on a channel. */
export interface LegalRule {
  readonly windows: readonly DailyWindow[];
  /** Days on which none may leave. */
  readonly closedOn: WantedFestivals;
  /** All zones of the country: they count where the customer's own is not known, whatever a shop policy says. */
  readonly zones: readonly string[];
}

/** By country; where none stands, the law leaves the hours free. */
export type LegalHours = Readonly<Partial<Record<string, LegalRule>>>;

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

/** The customer's own zone, else all of the country. */
export function zonesByLaw({ zones }: LegalRule, customer: Pick<CustomerFacts, 'timeZone'>): readonly string[] {
  const own = ownZone(customer);
  return own === null ? zones : [own];
}

function insideOneOf(windows: readonly DailyWindow[], ms: EpochMs, zone: string): EpochMs | null {
  const openings = windows.flatMap((window) => earliestWhere(ms, 'inside', window, zone) ?? []);
  return openings.length === 0 ? null : Math.min(...openings);
}
