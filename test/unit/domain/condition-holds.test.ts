import { describe, expect, it } from 'vitest';
import { inAudience } from '../../../src/domain/audience.ts';
import { CONDITION_FACTS, type Condition, type FactName } from '../../../src/domain/condition.ts';
import { type ConditionScene, holds } from '../../../src/domain/condition-holds.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { because } from '../../../src/domain/reason.ts';
import { aCampaign, aCustomer, anAgreement, anEvent, aPolicy, aStanding, NOW_MS } from '../../support/builders.ts';

const scene = (over: Partial<ConditionScene> = {}): ConditionScene =>
  ({ customer: aCustomer(), standing: aStanding(), nowMs: NOW_MS, place: { zone: 'UTC', platform: null, region: null }, event: null, segments: {}, ...over });
const yes: Condition = { fact: 'orderCount', test: { is: 2 } };
const no: Condition = { not: yes };

describe('tests on facts', () => {
  it.each<[Condition, boolean]>([
    [{ fact: 'orderCount', test: { is: 2 } }, true], [{ fact: 'orderCount', test: { is: 3 } }, false],
    [{ fact: 'orderCount', test: { atLeast: 2 } }, true], [{ fact: 'orderCount', test: { moreThan: 2 } }, false],
    [{ fact: 'orderCount', test: { atMost: 2 } }, true], [{ fact: 'orderCount', test: { lessThan: 2 } }, false],
    [{ fact: 'country', test: { in: ['DE', 'FR'] } }, true], [{ fact: 'country', test: { in: ['GB'] } }, false],
    [{ fact: 'netValue', test: { atLeast: 500_0000 } }, true], [{ fact: 'netValue', test: { moreThan: 500_0000 } }, false],
    [{ fact: 'daysSinceLastOrder', test: { is: 10 } }, true], [{ fact: 'usualGapDays', test: { is: 30 } }, true],
    [{ fact: 'stage', test: { atLeast: 1 } }, false], // a word is no number
  ])('%o is %s', (condition, expected) => expect(holds(condition, scene())).toBe(expected));

  it('what is not known satisfies no comparison', () => {
    const unknown = scene({ customer: aCustomer({ lastClickAtMs: null }) });
    for (const test of [{ is: 0 }, { in: [0] }, { atLeast: 0 }, { atMost: 0 }, { moreThan: -1 }, { lessThan: 1 }]) {
      expect(holds({ fact: 'daysSinceLastClick', test }, unknown)).toBe(false);
    }
    expect(holds({ fact: 'daysSinceLastClick', test: { known: false } }, unknown)).toBe(true);
    expect(holds({ fact: 'country', test: { known: true } }, unknown)).toBe(true);
  });
  it('one mark among several is enough', () => {
    const marked = scene({ standing: aStanding({ marks: ['vip', 'core'] }) });
    expect(holds({ fact: 'mark', test: { is: 'core' } }, marked)).toBe(true);
    expect(holds({ fact: 'mark', test: { in: ['quality'] } }, marked)).toBe(false);
    expect(holds({ fact: 'mark', test: { known: true } }, scene())).toBe(false);
  });
  it('every fact of the table can be read', () => {
    const names = Object.keys(CONDITION_FACTS) as FactName[];
    const agreements = [anAgreement({ rebate: { share: 0.03, fromValue: 100 } })];
    const known = (nowMs: number) => scene({
      nowMs, place: { zone: 'UTC', platform: null, region: 'home' }, customer: aCustomer({ agreements, lastContactAtMs: NOW_MS, lastClickAtMs: NOW_MS, lastReplyAtMs: NOW_MS, lastReturnAtMs: NOW_MS, lastComplaintAtMs: NOW_MS,
        warnings: [{ sign: 'silence', sinceMs: NOW_MS, because: because('warned-of-silence') }], feedback: { reviewCount: 1, ratingSum: 5, activityCount: 0, returnCount: 0, satisfactionCount: 0, satisfactionSum: 0 }, openInquiries: ['return'] }), standing: aStanding({ marks: ['vip'] }),
    });
    // An agreement is in force, or it has ended.
    const scenes = [known(NOW_MS), known(NOW_MS + 500 * DAY_MS)];
    expect(names.filter((fact) => !scenes.some((one) => holds({ fact, test: { known: true } }, one)))).toEqual([]);
  });
});

describe('trees', () => {
  it.each<[Condition, boolean]>([
    [{ all: [yes, yes] }, true], [{ all: [yes, no] }, false], [{ all: [] }, true],
    [{ any: [no, yes] }, true], [{ any: [no, no] }, false], [{ any: [] }, false], [{ not: no }, true],
  ])('%o', (condition, expected) => expect(holds(condition, scene())).toBe(expected));
});

describe('what happened', () => {
  it.each<[Condition, boolean]>([
    [{ happened: 'order.placed', withinDays: 10 }, true], [{ happened: 'order.placed', withinDays: 9 }, false], [{ happened: 'order.placed', withinDays: null }, true],
    [{ happened: 'clicked', withinDays: null }, false], [{ happened: 'parcel.shipped', withinDays: null }, false],
  ])('%o', (condition, expected) => expect(holds(condition, scene())).toBe(expected));
});

describe('the event at hand', () => {
  const condition: Condition = { event: 'value', test: { atLeast: 100 } };
  it('is read by its properties', () => {
    expect(holds(condition, scene({ event: anEvent('order.placed', { properties: { value: 100 } }) }))).toBe(true);
    expect(holds(condition, scene({ event: anEvent('order.placed') }))).toBe(false);
    expect(holds(condition, scene())).toBe(false);
  });
});

describe('segments', () => {
  it('are conditions by name; an unknown one does not hold', () => {
    const segments = { buyers: yes, nested: { segment: 'buyers' } };
    expect(holds({ segment: 'nested' }, scene({ segments }))).toBe(true);
    expect(holds({ segment: 'strangers' }, scene({ segments }))).toBe(false);
  });
  it('evaluation ends even when they go in circles', () => {
    const segments: Record<string, Condition> = { one: { any: [{ segment: 'two' }] }, two: { any: [{ segment: 'one' }, yes] } };
    expect(holds({ segment: 'one' }, scene({ segments }))).toBe(true);
    expect(holds({ segment: 'self' }, scene({ segments: { self: { segment: 'self' } } }))).toBe(false);
  });
});

describe('an audience', () => {
  const everybody = aCampaign().audience;
  const ruleOf = (audience: Partial<typeof everybody>, customer = aCustomer()) =>
    inAudience(aCampaign({ audience: { ...everybody, ...audience }, segments: { german: { fact: 'country', test: { is: 'DE' } } } }), customer, aPolicy(), NOW_MS)?.params['rule'] ?? 'in';

  it.each([
    ['in', {}], ['in', { stages: ['purchasing'] }], ['in', { where: { segment: 'german' } }],
    ['stages', { stages: ['loyal'] }], ['life cycles', { lifeCycles: ['lapsed'] }], ['tiers', { tiers: ['A'] }],
    ['marks', { marks: ['vip'] }], ['levels', { levels: [1] }], ['countries', { countries: ['GB'] }],
    ['where', { where: { happened: 'order.placed', withinDays: 5 } }],
  ] as const)('%s: %o', (rule, audience) => expect(ruleOf(audience)).toBe(rule));
  it('by country does not take a customer without one', () => {
    expect(ruleOf({ countries: ['DE'] }, aCustomer({ country: null }))).toBe('countries');
    expect(ruleOf({ where: { happened: 'order.placed', withinDays: 1 } }, aCustomer({ lastOrderAtMs: NOW_MS - DAY_MS }))).toBe('in');
  });
});
