import { civilFromDays, type Day, dayNumber, dayText } from './civil-date.ts';
import festivalDates from './festival-dates.json' with { type: 'json' };
import type { EpochMs } from './instant.ts';
import { dayNumberOf, instantOf } from './zone.ts';

/** When a festival or a platform's event is kept once, and who keeps it. Days are local ones, both ends included. */
export interface FestivalDates {
  readonly festival: string;
  /** Countries that keep it; `*`: all. */
  readonly markets: readonly string[];
  /** Platforms whose customers it concerns; absent: everyone in its markets. */
  readonly platforms?: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly status: 'announced' | 'expected';
  /** So many days earlier or later it may come: a moon that must be sighted, a platform that has not spoken. */
  readonly uncertainDays: number;
  readonly source: string;
}

/** Where festivals are asked for: the customer's country and clock, and the platform the shop sells on. */
export interface FestivalPlace {
  readonly country: string | null;
  readonly zone: string;
  readonly platform: string | null;
}

/** Data with sources (scripts/make-festivals.ts), never computed here: calendars of a runtime disagree with those that are kept. */
export const FESTIVAL_DATES: readonly FestivalDates[] = festivalDates.map((row) => ({ ...row, status: row.status === 'expected' ? 'expected' : 'announced' }));

/** Every festival that has a name here. */
export const FESTIVALS: readonly string[] = [...new Set(FESTIVAL_DATES.map(({ festival }) => festival))].toSorted();

/** The platforms whose customers alone a festival concerns; null when it concerns everyone in its markets. */
export function platformsOf(festival: string): readonly string[] | null {
  const rows = FESTIVAL_DATES.filter((dates) => dates.festival === festival);
  return rows.some(({ platforms }) => platforms === undefined) ? null : [...new Set(rows.flatMap(({ platforms }) => platforms ?? []))];
}

/** Festivals that are asked for, each with the days before it that count too. */
export type WantedFestivals = readonly { readonly festival: string; readonly daysBefore: number }[];

interface Span {
  readonly dates: FestivalDates;
  readonly fromDay: number;
  readonly toDay: number;
}

/**
 * One of these festivals that is on at an instant, or begins within its days before; null when none is. Where the country is not known,
 * only what is kept everywhere counts.
 */
export function festivalNear(ms: EpochMs, wanted: WantedFestivals, place: FestivalPlace): FestivalDates | null {
  const today = dayNumberOf(ms, place.zone);
  return spansOf(wanted, place).find(({ fromDay, toDay }) => fromDay <= today && today <= toDay)?.dates ?? null;
}

/** The same, with the days on which it may fall too where its date is uncertain. */
export function festivalPerhapsOn(ms: EpochMs, wanted: WantedFestivals, place: FestivalPlace): FestivalDates | null {
  const today = dayNumberOf(ms, place.zone);
  return spansOf(wanted, place).find(({ fromDay, toDay, dates: { uncertainDays } }) => fromDay - uncertainDays <= today && today <= toDay + uncertainDays)?.dates ?? null;
}

/** The first instant after the last day on which it may be kept. */
export function dayAfterFestival({ to, uncertainDays }: FestivalDates, zone: string): EpochMs {
  return instantOf({ ...civilFromDays(dayNumber(to) + uncertainDays + 1), minuteOfDay: 0 }, zone);
}

/** The days on which a country keeps a festival, every year that is known, earliest first; none where it does not. Events of platforms are nobody's holiday. */
export function daysOfFestival(festival: string, country: string): readonly Day[] {
  const kept = FESTIVAL_DATES.filter((dates) => dates.festival === festival && isKeptAt(dates, { country, platform: null }));
  return kept.flatMap(({ from, to }) => Array.from({ length: dayNumber(to) - dayNumber(from) + 1 }, (_, index) => dayText(civilFromDays(dayNumber(from) + index))));
}

// Every decision asks for the same festivals, of a policy or a campaign, at one of some dozen places.
const spansOfWanted = new WeakMap<WantedFestivals, Map<string, readonly Span[]>>();

function spansOf(wanted: WantedFestivals, place: FestivalPlace): readonly Span[] {
  const ofPlaces = spansOfWanted.get(wanted) ?? new Map<string, readonly Span[]>();
  if (ofPlaces.size === 0) spansOfWanted.set(wanted, ofPlaces);
  const key = `${place.country ?? ''}/${place.platform ?? ''}`;
  const known = ofPlaces.get(key);
  if (known !== undefined) return known;
  const spans = wanted.flatMap(({ festival, daysBefore }) => FESTIVAL_DATES
    .filter((dates) => dates.festival === festival && isKeptAt(dates, place))
    .map((dates) => ({ dates, fromDay: dayNumber(dates.from) - daysBefore, toDay: dayNumber(dates.to) })));
  ofPlaces.set(key, spans);
  return spans;
}

function isKeptAt({ markets, platforms }: FestivalDates, { country, platform }: Pick<FestivalPlace, 'country' | 'platform'>): boolean {
  const inMarket = markets.includes('*') || (country !== null && markets.includes(country));
  return inMarket && (platforms === undefined || (platform !== null && platforms.includes(platform)));
}
