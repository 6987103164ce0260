/**
 * When people order, foretold: the log-loss of each real order's hour of the week, by an even week, by the hours of all, by a
 * person's own hours with one added to each, and by the product's way (own hours, shrunken to country × tier, to all). Learned
 * before a cut date, judged after it; the strengths are chosen on an earlier cut.
 *
 *   node --import tsx bench/send-hour.ts [--json]
 */
import { parseArgs } from 'node:util';
import {
  engagementByHour, groupOf, type HourPriors, HOURS_OF_WEEK, type HourStrengths, hourOfWeek, type HourWeights, USUAL_STRENGTHS, withEngagement,
} from '../src/domain/best-hour.ts';
import { realOrderTimes, type TimedOrder } from './support/real-orders.ts';
import { printReport } from './support/report.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } });
const ZONE = 'Europe/London';
/** The strengths are chosen by what the first cut foretells of the time up to the second; judged is what comes after the second. */
const [CHOOSING_MS, JUDGING_MS] = [Date.UTC(2011, 5, 1), Date.UTC(2011, 8, 1)];

interface Learned {
  readonly own: ReadonlyMap<string, HourWeights>;
  readonly groups: ReadonlyMap<string, string>;
  readonly priors: HourPriors;
}

/** Everything told before an instant, as the product would know it then. */
function learn(orders: readonly TimedOrder[], untilMs: number): Learned {
  const own = new Map<string, { weights: HourWeights; sinceMs: number }>();
  const spent = new Map<string, number>();
  const before = orders.filter(({ atMs }) => atMs < untilMs);
  for (const { customer, atMs, value } of before) {
    const known = own.get(customer) ?? { weights: {}, sinceMs: atMs };
    own.set(customer, { weights: withEngagement(known.weights, { sinceMs: known.sinceMs, atMs, hour: hourOfWeek(atMs, ZONE) }), sinceMs: atMs });
    spent.set(customer, (spent.get(customer) ?? 0) + value);
  }
  const countries = new Map(before.map(({ customer, country }) => [customer, country]));
  const amounts = [...spent.values()].toSorted((a, b) => a - b);
  const groups = new Map([...spent].map(([customer, value]) => [customer, groupOf(countries.get(customer) ?? null, tierOf(value, amounts))]));
  const all: Record<number, number> = {};
  const byGroup: Record<string, Record<number, number>> = {};
  for (const [customer, { weights }] of own) {
    const group = byGroup[groups.get(customer) ?? ''] ??= {};
    for (const [hour, weight = 0] of Object.entries(weights)) for (const into of [all, group]) into[Number(hour)] = (into[Number(hour)] ?? 0) + weight;
  }
  return { own: new Map([...own].map(([customer, { weights }]) => [customer, weights])), groups, priors: { version: 1, all, byGroup } };
}

/** Tiers at the 50, 80 and 95 % points, as the example policy has them. */
function tierOf(value: number, cuts: readonly number[]): string {
  const rank = cuts.findIndex((one) => one >= value) / cuts.length;
  return rank >= 0.95 ? 'A' : rank >= 0.8 ? 'B' : rank >= 0.5 ? 'C' : 'D';
}

type Way = (customer: string, learned: Learned) => readonly number[];

const even: Way = () => Array.from({ length: HOURS_OF_WEEK }, () => 1 / HOURS_OF_WEEK);
const byAll: Way = (_, { priors }) => engagementByHour({}, '', { ...priors, byGroup: {} });
const ownPlusOne: Way = (customer, { own }) => {
  const weights = own.get(customer) ?? {};
  const total = Object.values(weights).reduce<number>((sum, weight) => sum + (weight ?? 0), 0) + HOURS_OF_WEEK;
  return Array.from({ length: HOURS_OF_WEEK }, (_, hour) => ((weights[hour] ?? 0) + 1) / total);
};
const shrunken = (strengths: HourStrengths): Way => (customer, { own, groups, priors }) => engagementByHour(own.get(customer) ?? {}, groups.get(customer) ?? '', priors, strengths);

/** Mean surprise of the orders in a stretch of time, in nats; customers who had ordered before it only. */
function logLoss(way: Way, learned: Learned, told: readonly TimedOrder[]): number {
  const known = told.filter(({ customer }) => learned.own.has(customer));
  const cache = new Map<string, readonly number[]>();
  const sum = known.reduce((total, { customer, atMs }) => {
    const chances = cache.get(customer) ?? way(customer, learned);
    cache.set(customer, chances);
    return total - Math.log(chances[hourOfWeek(atMs, ZONE)] ?? 0);
  }, 0);
  return sum / known.length;
}

const orders = (await realOrderTimes()).toSorted((a, b) => a.atMs - b.atMs);
const between = (fromMs: number, untilMs: number) => orders.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);

const early = learn(orders, CHOOSING_MS);
const candidates = [50, 100, 250, 500, 1_000, 2_500].flatMap((group) => [5, 10, 20, 30, 40, 60, 80, 120].map((person) => ({ group, person })));
const tried = candidates.map((strengths) => ({ ...strengths, loss: logLoss(shrunken(strengths), early, between(CHOOSING_MS, JUDGING_MS)) })).toSorted((a, b) => a.loss - b.loss);
const [best] = tried;

const learned = learn(orders, JUDGING_MS);
const judged = between(JUDGING_MS, Number.POSITIVE_INFINITY);
const losses = { even: logLoss(even, learned, judged), all: logLoss(byAll, learned, judged), ownPlusOne: logLoss(ownPlusOne, learned, judged), shrunken: logLoss(shrunken(USUAL_STRENGTHS), learned, judged) };
printReport({
  bench: 'send-hour', seed: 0, rounds: 1, size: { orders: orders.length, judged: judged.length, customers: learned.own.size }, raw: { losses, tried: tried.slice(0, 5) },
  figures: [
    { what: "log-loss of the product's way, against the hours of all", unit: 'ratio', value: losses.shrunken / losses.all, goal: { atMost: 1 } },
    { what: 'own hours, shrunken to country × tier and to all', unit: 'nats', value: losses.shrunken },
    { what: 'the hours of all', unit: 'nats', value: losses.all },
    { what: 'own hours with one added to each', unit: 'nats', value: losses.ownPlusOne },
    { what: 'an even week', unit: 'nats', value: losses.even },
    { what: 'strength of the group for a person, best on the earlier cut', unit: 'engagements', value: best?.person ?? 0 },
    { what: 'strength of all for a group, best on the earlier cut', unit: 'engagements', value: best?.group ?? 0 },
  ],
}, values.json);
