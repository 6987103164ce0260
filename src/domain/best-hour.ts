import { DAY_MS, type EpochMs, MINUTE_MS } from './instant.ts';
import type { BestHourRule } from './policy.ts';
import { localTime } from './zone.ts';

/** Hours of a local week: Monday 00:00 is 0, Sunday 23:00 is 167. */
export const HOURS_OF_WEEK = 168;

/** Weight by hour of the week; hours without any are left out. */
export type HourWeights = Readonly<Partial<Record<number, number>>>;

/** When customers clicked, answered and ordered: each time weighs half after so many days. */
export const HOUR_HALF_LIFE_DAYS = 90;

/** What is known of everybody: all together, and by country and tier (`groupOf`). */
export interface HourPriors {
  readonly version: number;
  readonly all: HourWeights;
  readonly byGroup: Readonly<Partial<Record<string, HourWeights>>>;
}

/** What a policy without a word on it means. */
export const USUAL_BEST_HOUR: BestHourRule = { within: { unit: 'hours', count: 24 }, randomShare: 0.1, fromEngagements: 500, usualMinute: 600 };

export const NO_HOURS: HourPriors = { version: 0, all: {}, byGroup: {} };

/** How strongly a smaller crowd leans on a larger one: as if it had so many engagements of it. Chosen on real orders (`bench/send-hour.ts`). */
export interface HourStrengths {
  /** Of everybody, for a group. */
  readonly group: number;
  /** Of the group, for a person. */
  readonly person: number;
}

export const USUAL_STRENGTHS: HourStrengths = { group: 2_500, person: 40 };

export function groupOf(country: string | null, tier: string): string {
  return `${country ?? '-'} ${tier}`;
}

/** The hour of the week that the clocks of a zone show. */
export function hourOfWeek(ms: EpochMs, zone: string): number {
  const { weekday, minuteOfDay } = localTime(ms, zone);
  return (weekday - 1) * 24 + Math.floor(minuteOfDay / 60);
}

/** Adds one engagement to the weights as they are at its instant: what lies a half-life back counts half. */
export function withEngagement(weights: HourWeights, { sinceMs, atMs, hour }: { readonly sinceMs: EpochMs; readonly atMs: EpochMs; readonly hour: number }): HourWeights {
  const fading = 0.5 ** ((atMs - sinceMs) / (HOUR_HALF_LIFE_DAYS * DAY_MS));
  const faded: Partial<Record<number, number>> = Object.fromEntries(Object.entries(weights).map(([cell, weight]) => [cell, (weight ?? 0) * fading]));
  faded[hour] = (faded[hour] ?? 0) + 1;
  return faded;
}

/**
 * How likely this person engages in each hour of the week; sums to one. The own hours, shrunken to those of country × tier, which are
 * shrunken to those of all, which lean on an even week; a person's hours share with their neighbours, the crowd's are many enough. A handful of engagements says less of
 * a person than the crowd does: without shrinking, personal hours predict worse than the hours of all.
 */
export function engagementByHour(own: HourWeights, group: string, priors: HourPriors, strengths: HourStrengths = USUAL_STRENGTHS): readonly number[] {
  const even = Array.from({ length: HOURS_OF_WEEK }, () => 1 / HOURS_OF_WEEK);
  const all = leaning(asList(priors.all), even, 1);
  const ofGroup = leaning(asList(priors.byGroup[group] ?? {}), all, strengths.group);
  return leaning(smoothed(own), ofGroup, strengths.person);
}

function leaning(weights: readonly number[], on: readonly number[], strength: number): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return on.map((share, hour) => ((weights[hour] ?? 0) + strength * share) / (total + strength));
}

const asList = (weights: HourWeights): readonly number[] => Array.from({ length: HOURS_OF_WEEK }, (_, hour) => weights[hour] ?? 0);

/** Half of each weight stays, a quarter goes to either neighbour: who clicks at nine may click at ten. */
function smoothed(weights: HourWeights): readonly number[] {
  const spread = Array.from({ length: HOURS_OF_WEEK }, () => 0);
  for (const [cell, weight = 0] of Object.entries(weights)) {
    const hour = Number(cell);
    for (const [step, part] of [[-1, 0.25], [0, 0.5], [1, 0.25]] as const) {
      const at = (hour + step + HOURS_OF_WEEK) % HOURS_OF_WEEK;
      spread[at] = (spread[at] ?? 0) + weight * part;
    }
  }
  return spread;
}

/** The instants at which local hours begin from `fromMs` on, before `untilMs`; the hour under way counts from `fromMs`. */
export function hoursBetween(fromMs: EpochMs, untilMs: EpochMs, zone: string): readonly EpochMs[] {
  const starts: EpochMs[] = [fromMs];
  for (let ms = nextHour(fromMs, zone); ms < untilMs; ms = nextHour(ms, zone)) starts.push(ms);
  return starts;
}

/** The next instant at which the clock shows a full hour: half past by universal time where a zone is half an hour off. */
function nextHour(ms: EpochMs, zone: string): EpochMs {
  const minute = localTime(ms, zone).minuteOfDay % 60;
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS + (60 - minute) * MINUTE_MS;
}
