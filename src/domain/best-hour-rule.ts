import { engagementByHour, groupOf, hoursBetween, HOURS_OF_WEEK, hourOfWeek } from './best-hour.ts';
import { elapsedMs } from './duration.ts';
import { goodUntil } from './good-until.ts';
import { bucketOf } from './holdout.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
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
  const untilMs = Math.min(dueAtMs + elapsedMs(rule.within), goodUntil(running, step, dueAtMs, zone) - 1);
  const open = hoursBetween(dueAtMs, untilMs).filter(allows);
  if (open.length === 0) return null;
  const chosen = choose(open, touch);
  return { ...chosen, atMs: spread(chosen.atMs, touch, allows) };
}

function choose(open: readonly EpochMs[], touch: TouchAtHand): ChosenHour {
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
    const usual = open.find((ms) => localTime(ms, zone).minuteOfDay === rule.usualMinute) ?? open[0] ?? touch.dueAtMs;
    return { atMs: usual, because: because('usual-hour', { count, known: Math.floor(known) }) };
  }
  const chances = engagementByHour(snapshot.hours, groupOf(snapshot.customer.country, standing.tier), priors);
  const chanceAt = (ms: EpochMs) => chances[hourOfWeek(ms, zone)] ?? 1 / HOURS_OF_WEEK;
  const best = open.reduce((one, other) => (chanceAt(other) > chanceAt(one) ? other : one));
  return { atMs: best, because: because('best-hour', { count, percent: percentOf(chanceAt(best)), version: priors.version }) };
}

const percentOf = (share: number) => Math.round(share * 1_000) / 10;

/** Many are due in the same hour: each has a minute of its own in it, if that is allowed too. */
function spread(atMs: EpochMs, { snapshot, running, dueAtMs }: TouchAtHand, allows: (ms: EpochMs) => boolean): EpochMs {
  // The hour under way has no minutes to give away.
  if (atMs <= dueAtMs || atMs % HOUR_MS !== 0) return atMs;
  const minuteMs = (bucketOf(snapshot.customer.id, `minute ${running.campaign.name}`) % 60) * MINUTE_MS;
  return allows(atMs + minuteMs) ? atMs + minuteMs : atMs;
}
