import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CampaignPromises } from '../../../src/domain/campaign-promises.ts';
import type { Level } from '../../../src/domain/customer.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { keepPromises } from '../../../src/domain/keep-promises.ts';
import { type DonePromise, NO_PROMISES, type PromiseFacts } from '../../../src/domain/promise-facts.ts';
import { LEVELS } from '../../../src/domain/promised-time.ts';
import { clockKey, type SlaClock } from '../../../src/domain/sla-clock.ts';
import { type PromisedTime, type SlaPolicy, USUAL_SLA } from '../../../src/domain/sla-policy.ts';
import { calendarOfTeam } from '../../../src/domain/team-calendar.ts';
import type { Tightening } from '../../../src/domain/tightened-promise.ts';
import type { PromiseScene } from '../../../src/domain/wanted-clocks.ts';
import { proofSeed, sized } from '../../support/proof.ts';

const calendar = calendarOfTeam({ shop: { id: 's', title: 'S', platform: 's', currency: 'EUR', timeZone: 'Europe/Berlin' } }, null);
const NOW_MS = Date.parse('2027-03-24T10:00:00Z'); // days before the clocks go forward
const level = fc.constantFrom<Level>(...LEVELS);
const promisedTime = fc.record({ by: fc.constantFrom('wall', 'business'), minutes: fc.integer({ min: 1, max: 10_000 }) }) satisfies fc.Arbitrary<PromisedTime>;
const byLevel = fc.record({ 1: promisedTime, 2: promisedTime, 3: promisedTime, 4: promisedTime });

const anyPolicy: fc.Arbitrary<SlaPolicy> = fc.record({
  firstReply: byLevel, nextReply: byLevel, resolution: byLevel,
  contact: fc.record({ levels: fc.subarray([...LEVELS]), everyDays: fc.integer({ min: 1, max: 20 }), prepareBeforeHours: fc.integer({ min: 1, max: 72 }) }),
}).map(({ contact, ...replies }) => ({ ...USUAL_SLA, ...replies, contact: { ...USUAL_SLA.contact, ...contact } }));

/** Stricter and looser than any policy, and about contact also where no level is promised it. */
const anyPromises: fc.Arbitrary<CampaignPromises> = fc.record(
  { 'first-reply': promisedTime, 'next-reply': promisedTime, resolution: promisedTime, contact: fc.integer({ min: 1, max: 30 }).map((days) => ({ by: 'wall' as const, minutes: days * 24 * 60 })) },
  { requiredKeys: [] },
);

/** What happens to a customer, in which of three campaigns they come or go, and how long it takes until then. */
type Step = { readonly afterMinutes: number } & (
  | { readonly does: 'ask' | 'answer' | 'close' | 'look' }
  | { readonly does: 'level'; readonly level: Level }
  | { readonly does: 'enter' | 'leave'; readonly campaign: 0 | 1 | 2 });
const afterMinutes = fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 5 * 24 * 60 }));
const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  fc.record({ does: fc.constantFrom('ask' as const, 'ask' as const, 'answer' as const, 'look' as const, 'close' as const), afterMinutes }),
  fc.record({ does: fc.constant('level' as const), level, afterMinutes }),
  fc.record({ does: fc.constantFrom('enter' as const, 'leave' as const), campaign: fc.constantFrom(0 as const, 1 as const, 2 as const), afterMinutes }),
), { maxLength: 25 });

/** What the world knows of one customer. */
interface Life {
  nowMs: number;
  level: Level;
  asked: { readonly entry: number; readonly atMs: number }[];
  answersAtMs: number[];
  closedAtMs: number | null;
  contactAtMs: number | null;
  /** Since when they are in which campaign. */
  readonly enrolled: Map<number, number>;
}
const birth = (contactAtMs: number | null): Life => ({ nowMs: NOW_MS, level: 3, asked: [{ entry: 1, atMs: NOW_MS }], answersAtMs: [], closedAtMs: null, contactAtMs, enrolled: new Map() });
const lastContact = fc.option(fc.integer({ min: NOW_MS - 20 * DAY_MS, max: NOW_MS }));

function happen(life: Life, one: Step): void {
  life.nowMs += one.afterMinutes * MINUTE_MS + 1;
  const { nowMs } = life;
  if (one.does === 'level') life.level = one.level;
  if (one.does === 'enter' && !life.enrolled.has(one.campaign)) life.enrolled.set(one.campaign, nowMs);
  if (one.does === 'leave') life.enrolled.delete(one.campaign);
  if (one.does === 'close') life.closedAtMs ??= nowMs;
  if (life.closedAtMs !== null) return;
  if (one.does === 'ask') life.asked.push({ entry: life.asked.length + 1, atMs: nowMs });
  if (one.does === 'answer') { life.answersAtMs.push(nowMs); life.contactAtMs = nowMs; }
}

/** The clocks of that customer in a shop that has only some of the campaigns. */
interface Shop {
  readonly policy: SlaPolicy;
  readonly campaigns: readonly (CampaignPromises | null)[];
  clocks: readonly SlaClock[];
}

function factsOf({ asked, answersAtMs, closedAtMs, contactAtMs }: Life, clocks: readonly SlaClock[]): PromiseFacts {
  const done = clocks.flatMap(({ kind, subject }): DonePromise[] => {
    const askedAtMs = asked.find(({ entry }) => subject === `7/${entry}`)?.atMs ?? Infinity;
    const atMs = answersAtMs.find((answeredAtMs) => answeredAtMs >= askedAtMs);
    return (kind !== 'first-reply' && kind !== 'next-reply') || atMs === undefined ? [] : [{ kind, subject, atMs, kept: true }];
  });
  if (closedAtMs !== null) return { ...NO_PROMISES, clocks, done, contactAtMs, closed: [{ id: 7, closedAtMs }] };
  const waiting = asked.find(({ atMs }) => atMs > (answersAtMs.at(-1) ?? 0));
  const awaiting = waiting === undefined ? null : { entry: waiting.entry, sinceMs: waiting.atMs };
  return { ...NO_PROMISES, clocks, done, contactAtMs, inquiries: [{ id: 7, openedAtMs: NOW_MS, awaiting, isAnswered: answersAtMs.length > 0, team: null, isTaken: false }] };
}

function sceneOf({ policy, campaigns, clocks }: Shop, life: Life): PromiseScene {
  const tightened = [...life.enrolled].flatMap(([campaign, sinceMs]): Tightening[] => {
    const promises = campaigns[campaign] ?? null;
    return promises === null ? [] : [{ promises, sinceMs }];
  });
  return { nowMs: life.nowMs, level: life.level, lifeCycle: 'active', facts: factsOf(life, clocks), policy, tightened, team: null, calendarOf: () => calendar };
}

function look(shop: Shop, life: Life): void {
  const before = new Map(shop.clocks.map((clock) => [clockKey(clock), clock]));
  shop.clocks = keepPromises(sceneOf(shop, life)).running;
  for (const clock of shop.clocks) {
    const known = before.get(clockKey(clock));
    if (known !== undefined && known.pausedAtMs === null) expect(clock.dueAtMs, 'a running clock never gets looser').toBeLessThanOrEqual(known.dueAtMs);
  }
}

/** One of a kind runs for one customer with one inquiry. */
const dueOf = ({ clocks }: Shop, kind: SlaClock['kind']) => clocks.find((clock) => clock.kind === kind)?.dueAtMs ?? null;

/** Whatever runs in the stricter shop's absence runs in it too, and is due no later. */
function expectNoLater(stricter: Shop, looser: Shop, what: string): void {
  for (const { kind, dueAtMs, warnAtMs, pausedAtMs } of looser.clocks) {
    expect(dueOf(stricter, kind), `${kind} ${what}`).not.toBeNull();
    expect(dueOf(stricter, kind), `${kind} ${what}`).toBeLessThanOrEqual(dueAtMs);
    const same = stricter.clocks.find((clock) => clock.kind === kind);
    expect(same?.warnAtMs).toBeLessThanOrEqual(warnAtMs);
    if (kind !== 'contact') expect(same?.pausedAtMs).toBe(pausedAtMs);
  }
}

const how = { numRuns: sized(500, 40_000), seed: proofSeed() };
const timeout = sized(60_000, 900_000);

describe('what campaigns promise', () => {
  it('never makes a clock due later than without them, nor does one more of them', { timeout }, () => {
    fc.assert(fc.property(anyPolicy, fc.tuple(anyPromises, anyPromises, anyPromises), steps, lastContact, (policy, [one, two, three], happenings, contactAtMs) => {
      const life = birth(contactAtMs);
      const shops = [[one, two, three], [one, null, three], [null, null, three], [null, null, null]].map((campaigns): Shop => ({ policy, campaigns, clocks: [] }));
      for (const happening of [{ does: 'look', afterMinutes: 0 } as const, ...happenings]) {
        happen(life, happening);
        for (const shop of shops) look(shop, life);
        for (const [index, shop] of shops.entries()) if (index > 0) expectNoLater(shops[index - 1]!, shop, `with ${4 - index} campaigns, after ${happening.does}`);
      }
    }), how);
  });

  it('moves a clock once: looked at again, then or later, it is due as before, also when every enrolment has ended', { timeout }, () => {
    fc.assert(fc.property(anyPolicy, fc.tuple(anyPromises, anyPromises, anyPromises), steps, fc.integer({ min: 0, max: 20 * DAY_MS }), (policy, campaigns, happenings, laterMs) => {
      const life = birth(null);
      const shop: Shop = { policy, campaigns, clocks: [] };
      for (const happening of happenings) {
        happen(life, happening);
        look(shop, life);
        expect(keepPromises(sceneOf(shop, life)).changed).toEqual([]);
        const due = shop.clocks.map(({ dueAtMs }) => dueAtMs);
        const later = { ...life, nowMs: life.nowMs + laterMs };
        expect(keepPromises(sceneOf(shop, later)).running.map(({ dueAtMs }) => dueAtMs)).toEqual(due);
        expect(keepPromises(sceneOf(shop, { ...later, enrolled: new Map() })).running.map(({ dueAtMs }) => dueAtMs)).toEqual(due);
      }
    }), how);
  });
});
