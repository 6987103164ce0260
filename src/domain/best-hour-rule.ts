import { engagementByHour, groupOf, hoursBetween, HOURS_OF_WEEK, hourOfWeek } from './best-hour.ts';
import { elapsedMs } from './duration.ts';
import { goodUntil } from './good-until.ts';
import { bucketOf } from './holdout.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import { because, type Reason } from './reason.ts';
import type { TouchAtHand } from './touch-at-hand.ts';
import { localTime } from './zone.ts';

/** When a touch should leave: the hour, and why this one. */
export interface ChosenHour {
  readonly atMs: EpochMs;
  /** best-hour, random-hour or usual-hour. */
  readonly because: Reason;
}

/**
 * The hour in which this person most likely engages, among those in which the touch may leave; null when none of them is allowed.
 * The same touch always gets the same answer while nothing new is learned. A small share gets any allowed hour, or nothing could be
 * learned of the others; below a stated amount of data of all customers the shop's usual hour stands in.
 * @param allows whether law, window and caps allow an instant
 */
export function bestHour(touch: TouchAtHand, allows: (ms: EpochMs) => boolean): ChosenHour | null {
  const { running, step, dueAtMs, zone, rules } = touch;
  const rule = rules.policy.bestHour;
  // A touch that is held to the very end of its time would be stale when its turn comes.
  const untilMs = Math.min(dueAtMs + elapsedMs(rule.within), goodUntil(running, step, dueAtMs, zone) - MARGIN_MS);
  const fits = (ms: EpochMs) => ms < untilMs && allows(ms);
  const open = hoursBetween(dueAtMs, untilMs, zone).filter(allows);
  if (open.length === 0) return null;
  const chosen = choose(open, touch, fits);
  return { ...chosen, atMs: spread(chosen.atMs, touch, fits) };
}

const MARGIN_MS = 10 * MINUTE_MS;

function choose(open: readonly EpochMs[], touch: TouchAtHand, fits: (ms: EpochMs) => boolean): ChosenHour {
  const { snapshot, rules, standing, zone, enrolment, step } = touch;
  const { policy: { bestHour: rule }, hours: priors } = rules;
  const count = open.length;
  const draw = bucketOf(snapshot.customer.id, `hour ${enrolment.id}/${step.id}`) / 10_000;
  if (draw < rule.randomShare) {
    const atMs = open[Math.floor((draw / rule.randomShare) * count)] ?? open[0] ?? touch.dueAtMs;
    return { atMs, because: because('random-hour', { count, percent: percentOf(rule.randomShare / count) }) };
  }
  const known = Object.values(priors.all).reduce<number>((sum, weight) => sum + (weight ?? 0), 0);
  if (known < rule.fromEngagements) {
    return { atMs: usualIn(open, { usualMinute: rule.usualMinute, zone, fits }) ?? open[0] ?? touch.dueAtMs, because: because('usual-hour', { count, known: Math.floor(known) }) };
  }
  const chances = engagementByHour(snapshot.hours, groupOf(snapshot.customer.country, standing.tier), priors);
  const chanceAt = (ms: EpochMs) => chances[hourOfWeek(ms, zone)] ?? 1 / HOURS_OF_WEEK;
  const best = open.reduce((one, other) => (chanceAt(other) > chanceAt(one) ? other : one));
  return { atMs: best, because: because('best-hour', { count, percent: percentOf(chanceAt(best)), version: priors.version }) };
}

/** The usual time in the first hour that holds it. */
function usualIn(open: readonly EpochMs[], { usualMinute, zone, fits }: { usualMinute: number; zone: string; fits: (ms: EpochMs) => boolean }): EpochMs | null {
  for (const ms of open) {
    const { minuteOfDay } = localTime(ms, zone);
    const atMs = ms + (usualMinute - minuteOfDay) * MINUTE_MS;
    if (Math.floor(minuteOfDay / 60) === Math.floor(usualMinute / 60) && atMs >= ms && fits(atMs)) return atMs;
  }
  return null;
}

const percentOf = (share: number) => Math.round(share * 1_000) / 10;

/** Many are due in the same hour: each has a minute of its own in it, if that is allowed too. */
function spread(atMs: EpochMs, { snapshot, running, dueAtMs, zone }: TouchAtHand, fits: (ms: EpochMs) => boolean): EpochMs {
  // The hour under way has no minutes to give away, and the usual time is meant as it is written.
  if (atMs <= dueAtMs || localTime(atMs, zone).minuteOfDay % 60 !== 0) return atMs;
  const minuteMs = (bucketOf(snapshot.customer.id, `minute ${running.campaign.name}`) % 60) * MINUTE_MS;
  return fits(atMs + minuteMs) ? atMs + minuteMs : atMs;
}
