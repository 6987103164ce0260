import { describe, expect, it } from 'vitest';
import type { Standing } from '../../../src/domain/customer.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { levelOf } from '../../../src/domain/level.ts';
import { lifeCycleOf } from '../../../src/domain/life-cycle.ts';
import { marksOf } from '../../../src/domain/marks.ts';
import { stageOf } from '../../../src/domain/stage.ts';
import { standingEvents } from '../../../src/domain/standing-events.ts';
import { standingOf } from '../../../src/domain/standing.ts';
import { aCustomer, aPolicy, aStanding, NOW_MS, theCutPoints } from '../../support/builders.ts';

const policy = aPolicy();
const rules = { policy, cutPoints: theCutPoints() };

describe('stage', () => {
  it.each([
    [{ orderCount: 0, inquiryCount: 0 }, 'aware'], [{ orderCount: 0, inquiryCount: 1 }, 'interested'],
    [{ orderCount: 1, inquiryCount: 5 }, 'purchasing'], [{ orderCount: 3, inquiryCount: 0 }, 'purchasing'], [{ orderCount: 4, inquiryCount: 0 }, 'loyal'],
  ] as const)('%o is %s', (facts, stage) => expect(stageOf(facts, policy)).toBe(stage));
});

const silent = (days: number, over: Parameters<typeof aCustomer>[0] = {}) =>
  lifeCycleOf(aCustomer({ firstOrderAtMs: NOW_MS - 900 * DAY_MS, lastOrderAtMs: NOW_MS - days * DAY_MS, ...over }), policy, NOW_MS);

describe('life cycle', () => {

  // usual gap 30 days: at risk after 2 gaps (60 days), lapsed after 4 (120 days)
  it.each([[59, 'active', 1], [60, 'at-risk', 60], [119, 'at-risk', 1], [120, 'lapsed', null]] as const)('silent %d days: %s', (days, lifeCycle, changesInDays) => {
    const nextChangeAtMs = changesInDays === null ? null : NOW_MS + changesInDays * DAY_MS;
    expect(silent(days)).toEqual({ lifeCycle, nextChangeAtMs });
  });
  it('keeps to the floor for hasty buyers and to the ceiling for slow ones', () => {
    expect(silent(44, { usualGapHours: 24 }).lifeCycle).toBe('active');
    expect(silent(45, { usualGapHours: 24 }).lifeCycle).toBe('at-risk');
    expect(silent(120, { usualGapHours: 24 * 200 }).lifeCycle).toBe('at-risk');
    expect(silent(365, { usualGapHours: 24 * 200 }).lifeCycle).toBe('lapsed');
  });
  it('of one order uses the shop’s usual gap', () => {
    const once = { orderCount: 1, usualGapHours: null };
    expect(silent(119, once).lifeCycle).toBe('active');
    expect(silent(120, once).lifeCycle).toBe('at-risk');
    expect(silent(240, once).lifeCycle).toBe('lapsed');
  });
  it('is new for a while after the first order, and without any order for ever', () => {
    const fresh = { firstOrderAtMs: NOW_MS - 29 * DAY_MS };
    expect(silent(29, fresh)).toEqual({ lifeCycle: 'new', nextChangeAtMs: NOW_MS + DAY_MS });
    expect(silent(30, { firstOrderAtMs: NOW_MS - 30 * DAY_MS }).lifeCycle).toBe('active');
    expect(silent(0, { firstOrderAtMs: null, lastOrderAtMs: null, orderCount: 0 })).toEqual({ lifeCycle: 'new', nextChangeAtMs: null });
  });
  it.each([
    ['erased', { erased: true }],
    ['unsubscribed from all', { suppressions: [{ channel: '*', purpose: 'marketing' as const, reason: 'unsubscribed' as const }] }],
    ['complained on the only channel', { suppressions: [{ channel: 'email', purpose: '*' as const, reason: 'complained' as const }] }],
  ])('left when %s', (_, over) => expect(silent(5, over)).toEqual({ lifeCycle: 'left', nextChangeAtMs: null }));
  it.each([
    ['the address bounced', [{ channel: 'email', purpose: '*' as const, reason: 'bounced' as const }]],
    ['only service is refused', [{ channel: 'email', purpose: 'service' as const, reason: 'legal' as const }]],
    ['another channel is still open', [{ channel: 'letter', purpose: 'marketing' as const, reason: 'unsubscribed' as const }]],
  ])('has not left when %s', (_, suppressions) => expect(silent(5, { suppressions }).lifeCycle).toBe('active'));
});

const worth = (contribution: number, tier = 'D') => standingOf(aCustomer({ contribution, standing: aStanding({ tier }) }), rules, NOW_MS);

describe('tier', () => {
  it.each([[399_9999, 'D'], [400_0000, 'C'], [2000_0000, 'B'], [5000_0000, 'A']])('a contribution of %d reaches %s', (contribution, tier) => {
    expect(worth(contribution).standing.tier).toBe(tier);
  });
  it('rises at once, and is then held from that instant on', () => {
    const { standing, tierRecord, changes } = worth(2000_0000, 'C');
    expect([standing.tier, tierRecord]).toEqual(['B', { sinceMs: NOW_MS, misses: 0, missedAtMs: null }]);
    expect(changes).toContainEqual({ code: 'tier-raised', params: { from: 'C', to: 'B' } });
  });
  it('is lowered by a review alone', () => {
    const below = aCustomer({ contribution: 1, standing: aStanding({ tier: 'A' }), tierRecord: { sinceMs: NOW_MS - 100 * DAY_MS, misses: 1, missedAtMs: NOW_MS - 30 * DAY_MS } });
    expect(standingOf(below, rules, NOW_MS).standing.tier).toBe('A');
    expect(standingOf(below, rules, NOW_MS, true).standing.tier).toBe('B');
  });
  it('stays as stored before the first scoring; a name the policy has dropped gives way', () => {
    expect(standingOf(aCustomer({ standing: aStanding({ tier: 'B' }) }), { policy, cutPoints: null }, NOW_MS).standing.tier).toBe('B');
    expect(worth(500_0000, 'Platinum').standing.tier).toBe('C');
  });
});

describe('marks and level', () => {
  it('by stored cut-points', () => {
    expect(marksOf(aCustomer({ grossValue: 10_000_0000, orderCount: 12 }), theCutPoints())).toEqual(['vip', 'core']);
    expect(marksOf(aCustomer({ grossValue: 9_999_9999, orderCount: 11 }), theCutPoints())).toEqual([]);
    expect(marksOf(aCustomer({ grossValue: 10_000_0000 }), null)).toEqual([]);
  });
  it.each([[{ marks: ['core'] }, 1], [{ tier: 'A' }, 2], [{ tier: 'B' }, 3], [{ tier: 'C' }, 4]] as const)('the first rule that matches: %o is level %d', (over, level) => {
    expect(levelOf({ customer: aCustomer(), standing: aStanding(over), nowMs: NOW_MS, place: { zone: 'UTC', platform: null, region: null } }, policy)).toBe(level);
  });
});

const NO_SLOPE = { warnings: [], raised: [], ended: [], raisesAtMs: null, endsAtMs: null };

const kindsBetween = (was: Standing, is: Standing) => {
  const { tierRecord } = aCustomer();
  return standingEvents({ standing: was, tierRecord }, { standing: is, tierRecord, slope: NO_SLOPE }, policy, NOW_MS).map(({ kind }) => kind);
};
const missedIn = (misses: number) => ({ standing: aStanding({ tier: 'B' }), tierRecord: { sinceMs: 0, misses, missedAtMs: null }, slope: NO_SLOPE });

describe('standing', () => {
  it('tells every change with its reason', () => {
    const customer = aCustomer({ orderCount: 12, grossValue: 6000_0000, contribution: 6000_0000, lastOrderAtMs: NOW_MS - 61 * DAY_MS });
    const { standing, changes } = standingOf(customer, rules, NOW_MS);
    expect(standing).toEqual({ stage: 'loyal', lifeCycle: 'at-risk', tier: 'A', marks: ['core'], level: 1 });
    expect(changes).toEqual([
      { code: 'stage-changed', params: { from: 'purchasing', to: 'loyal' } },
      { code: 'life-cycle-changed', params: { from: 'active', to: 'at-risk' } },
      { code: 'silence', params: { days: 61, usualGapDays: 30 } },
      { code: 'tier-raised', params: { from: 'C', to: 'A' } },
      { code: 'marks-changed', params: { from: 'none', to: 'core' } },
      { code: 'level-changed', params: { from: 4, to: 1 } },
    ]);
  });
  it('that is as stored changes nothing', () => expect(standingOf(aCustomer(), rules, NOW_MS).changes).toEqual([]));
  it('becomes events, but not when a stage falls back', () => {
    const is = aStanding({ stage: 'loyal', lifeCycle: 'lapsed', tier: 'B' });
    expect(kindsBetween(aStanding(), is)).toEqual(['became-loyal', 'became-lapsed', 'tier-raised']);
    expect(kindsBetween(is, aStanding())).toEqual(['became-active', 'tier-lowered']);
    expect(kindsBetween(aStanding({ tier: 'Platinum' }), aStanding()), 'a tier that was renamed').toEqual([]);
  });
  it('tells of a tier in danger at its first miss, in time to say what is missing', () => {
    expect(standingEvents(missedIn(0), missedIn(1), policy, NOW_MS)).toEqual([
      { inboxId: 0, kind: 'tier-in-danger', occurredAtMs: NOW_MS, properties: { from: 'B', to: 'C' } },
    ]);
    expect(standingEvents(missedIn(1), missedIn(2), policy, NOW_MS)).toEqual([]);
  });
});
