import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import { holds } from '../../../src/domain/condition-holds.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { enrolmentId, toCampaignName, toCustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { aCampaign, aCustomer, anEnrolment, anEvent, aPolicy, aRunning, aSend, aSnapshot, aTouch, aWait, NOW_MS, someRules } from '../../support/builders.ts';
import { proofSeed, sized } from '../../support/proof.ts';

const how = { numRuns: sized(300, 20_000), seed: proofSeed() };

const nameOf = (index: number) => toCampaignName(`campaign-${index}`);

/** A version of one campaign; later ones may have other steps. */
const withHoldout = (ordinal: number, hasOtherSteps: boolean) => aRunning(aCampaign({
  reEntry: { after: { unit: 'days', count: 1 } }, audience: { ...aCampaign().audience, holdoutShare: 0.4 }, ...(hasOtherSteps ? { steps: [aSend('other'), aSend('nudge')] } : {}),
}), { ordinal });

/** Where the enrolments stand after a decision, by name: without the order in which they were changed. */
const places = (decision: Decision) => Object.fromEntries(decision.enrolments.map(({ id, place }) => [id, place]));

describe('campaigns in any order', () => {
  it('share one cap: together they send what it leaves room for, no more and no less', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 6 }).chain((wishes) => fc.record({ wishes: fc.constant(wishes), order: fc.shuffledSubarray(Array.from({ length: wishes }, (_, index) => index), { minLength: wishes }) })),
      fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: 1, max: 6 * DAY_MS }), { maxLength: 4 }),
      ({ wishes, order }, count, ages) => {
        const campaigns = order.map((index) => aRunning(aCampaign({ name: nameOf(index) })));
        const enrolments = order.map((index) => anEnrolment({ campaign: nameOf(index), id: enrolmentId(nameOf(index), aCustomer().id, 1) }));
        const rules = someRules({ campaigns, policy: aPolicy({ caps: [{ count, per: { unit: 'days', count: 7 }, channel: null }] }) });
        const decision = decide(aSnapshot({ enrolments, touches: ages.map((age) => aTouch(NOW_MS - age)) }), rules, null);
        expect(decision.messages.length).toBe(Math.min(wishes, Math.max(0, count - ages.length)));
      }), how);
  });

  it('the order in which the campaigns are loaded changes nothing', () => {
    const campaigns = ['a', 'b', 'c'].map((name) => aRunning(aCampaign({ name, entry: { kind: 'event', on: ['order.placed'], when: null }, reEntry: { after: null } })));
    const capped = aPolicy({ caps: [{ count: 2, per: { unit: 'days', count: 7 }, channel: null }] });
    const enrolments = campaigns.map(({ campaign: { name } }, index) => anEnrolment({ campaign: name, id: enrolmentId(name, aCustomer().id, 1), enteredAtMs: NOW_MS - index }));
    const decideIn = (order: readonly number[]) => decide(aSnapshot({ enrolments: order.map((index) => enrolments[index]!) }), someRules({ policy: capped, campaigns: order.map((index) => campaigns[index]!) }), null);
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
      expect(places(decideIn(order))).toEqual(places(decideIn([0, 1, 2])));
      expect(decideIn(order).messages.map(({ id }) => id).toSorted()).toEqual(decideIn([0, 1, 2]).messages.map(({ id }) => id).toSorted());
    }), how);
  });
});

const STANDING = ['order.placed', 'replied', 'complained', 'parcel.delivered', 'order.cancelled'] as const;

describe('news in any order', () => {
  // The rule: events that end an enrolment, meet its goal or free its one wait say the same together, whatever comes first.
  // Where a campaign waits twice for the same kind, or is entered anew by one of them, the order is what tells a story; and who
  // has left by a wait no longer meets the goal with what is told after it.
  it('ends, goals and a wait lead to the same place; what is told twice counts once', () => {
    const news = fc.shuffledSubarray([...STANDING], { minLength: 1 });
    fc.assert(fc.property(news, fc.subarray([...STANDING], { maxLength: 2 }), fc.option(fc.constantFrom(...STANDING)), fc.boolean(), (kinds, exitWhen, wanted, waits) => {
      const goal = waits ? null : wanted;
      const campaign = aCampaign({
        exitWhen, goal: goal === null ? null : { event: goal, within: { unit: 'days', count: 90 } },
        steps: waits ? [aWait('patience', { exit: 'heard' }, { for: ['replied', 'order.placed'] })] : [aSend('nudge')],
      });
      const place = waits ? { kind: 'waiting' as const, step: campaign.steps[0]!.id, sinceMs: NOW_MS - DAY_MS, untilMs: NOW_MS + DAY_MS, for: ['replied', 'order.placed'] as const } : anEnrolment().place;
      const told = (all: readonly (typeof STANDING)[number][]) => {
        const events = all.map((kind, index) => anEvent(kind, { inboxId: index + 1 }));
        return decide(aSnapshot({ enrolments: [anEnrolment({ place })], events }), someRules({ campaigns: [aRunning(campaign)] }), null);
      };
      const inOrder = told(STANDING.filter((kind) => kinds.includes(kind)));
      const [first, second] = [told(kinds), told([...kinds, ...kinds])];
      const ends = (decision: Decision) => decision.enrolments.map(({ goalMetAtMs, place: to }) => ({ goal: goalMetAtMs !== null && exitWhen.length === 0, kind: to.kind }));
      expect(ends(first)).toEqual(ends(inOrder));
      expect(ends(second)).toEqual(ends(first));
      expect(second.messages).toEqual(first.messages);
    }), how);
  });
});

describe('the holdout', () => {
  it('stays the same over re-runs, versions, entries and whatever other campaigns there are', () => {
    fc.assert(fc.property(fc.uuid(), fc.integer({ min: 1, max: 30 }), fc.boolean(), fc.integer({ min: 1, max: 5 }), (uuid, ordinal, withOthers, entries) => {
      const customer = aCustomer({ id: toCustomerId(uuid) });
      const isOut = (number: number, extra: boolean, past: number, others: boolean) => {
        const campaigns = [withHoldout(number, extra), ...(others ? [aRunning(aCampaign({ name: 'another', audience: { ...aCampaign().audience, holdoutShare: 0.7 } }))] : [])];
        const pastEntries = past === 0 ? [] : [{ campaign: aCampaign().name, entries: past, lastEnteredAtMs: NOW_MS - 9 * DAY_MS }];
        const { enrolments } = decide(aSnapshot({ customer, pastEntries }), someRules({ campaigns }), { campaign: aCampaign().name, ordinal: number, runId: `run-${past}` });
        const mine = enrolments.find(({ campaign }) => campaign === aCampaign().name)!;
        return mine.place.kind === 'ended' && mine.place.reason === 'holdout';
      };
      expect(isOut(ordinal, true, entries, withOthers)).toBe(isOut(1, false, 0, false));
    }), how);
  });
});

it('a condition that names itself through segments still has an answer', () => {
  const scene = { customer: aCustomer(), standing: aCustomer().standing, nowMs: NOW_MS, place: { zone: 'UTC', platform: null, region: null }, event: null, segments: { one: { not: { segment: 'two' } }, two: { any: [{ segment: 'one' }, { segment: 'two' }] } } } as const;
  expect(typeof holds({ segment: 'one' }, scene)).toBe('boolean');
});
