import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import type { Snapshot } from '../../../src/domain/decision.ts';
import type { OpenGrant, PastGrants } from '../../../src/domain/grant.ts';
import { toCampaignName, toCustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { choosePromotion } from '../../../src/domain/promotion-choice.ts';
import { objectionTo, type PromotionScene } from '../../../src/domain/promotion-guards.ts';
import { cellOf, NO_RATES, preferenceFor } from '../../../src/domain/promotion-preference.ts';
import { NO_PROMOTIONS, PIECES, type Promotion, type PromotionPolicy } from '../../../src/domain/promotion.ts';
import { aCampaign, aCustomer, anAgreement, anEnrolment, anEvent, aPolicy, aRunning, aSend, aSnapshot, aStanding, messageOf, NOW_MS, sendingAt, someRules } from '../../support/builders.ts';

const POUND = 10_000;

const aPromotion = (over: Partial<Promotion> = {}): Promotion => ({
  name: 'ten', tool: 'coupon', title: { en: 'Ten off' }, percent: null, mostCost: { GBP: 10 * POUND }, cutsPrice: true, minimumSpend: {},
  validFor: { unit: 'days', count: 14 }, endsAtMs: null, remindBefore: null, products: [], codes: 'generated', usedWhen: 'code', usedBy: 'holder',
  budget: null, pieces: null, oncePerCustomer: false, isRight: false, when: null, countriesNot: [], ...over,
});

const policyOf = (over: Partial<PromotionPolicy> = {}): PromotionPolicy => ({ ...NO_PROMOTIONS, noPromotionShare: 0, explorationShare: 0, ...over });

const aScene = (over: Partial<PromotionScene> = {}): PromotionScene => ({
  customer: aCustomer(), standing: aStanding(), nowMs: NOW_MS, zone: 'Europe/Berlin', platform: 'own', region: null, currency: 'GBP', policy: policyOf(), segments: {},
  open: [], past: [], purses: [], barredProducts: {}, agreement: null, stacksOnAgreement: false, isDoubted: false, ...over,
});

const pastOf = (over: Partial<PastGrants> = {}): PastGrants => ({ promotion: 'ten', tool: 'coupon', lastAtMs: NOW_MS - 100 * DAY_MS, ended: 1, used: 0, ...over });
const anOpenGrant = (over: Partial<OpenGrant> = {}): OpenGrant =>
  ({ id: 'other:1/step/1', promotion: 'other', tool: 'coupon', state: 'committed', endsAtMs: NOW_MS + DAY_MS, remindAtMs: null, mayHaveLeft: false, ...over });

const ask = (scene: PromotionScene, customer = 1, offer: 'auto' | readonly string[] = 'auto', rates = NO_RATES) =>
  choosePromotion({ touch: 'c:1/s/1', customer: toCustomerId(`customer-${customer}`), rule: { offer, otherwise: 'send' }, scene, rates });

const of = (past: readonly PastGrants[], rates = NO_RATES) => preferenceFor('coupon', past, { standing: aStanding(), country: 'DE', rates });

const rulesWith = (promotions: PromotionPolicy, otherwise: 'send' | 'skip' = 'send') => someRules({
  policy: aPolicy({ promotions }), campaigns: [aRunning(aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { promote: { offer: 'auto', otherwise } })] }))],
});

describe('a guard objects', () => {
  const margin = { usual: 0.4, floor: 0.15, shipping: { GBP: 10 * POUND }, duty: { US: 0.1, '*': 0 }, usualBasket: { GBP: 80 * POUND } };
  it.each<[string, Partial<Promotion>, Partial<PromotionScene>, string | null]>([
    ['to nothing by itself', {}, {}, null],
    ['after the end', { endsAtMs: NOW_MS }, {}, 'promotion-over'],
    ['not a moment before', { endsAtMs: NOW_MS + 1 }, {}, null],
    ['in a country that the offer leaves out', { countriesNot: ['DE'] }, {}, 'promotion-barred'],
    ['in a country where the tool is unlawful', {}, { policy: policyOf({ unlawful: { coupon: ['DE'] } }) }, 'promotion-barred'],
    ['not for another tool there', {}, { policy: policyOf({ unlawful: { gift: ['DE'] } }) }, null],
    ['when the customer is not meant', { when: { fact: 'mark', test: { is: 'quality' } } }, {}, 'promotion-not-for'],
    ['out of the season of the customer’s own country and platform', { when: { festivals: [{ festival: 'prime-day', daysBefore: 0 }] } }, { nowMs: Date.UTC(2026, 5, 24, 12), platform: 'jd' }, 'promotion-not-for'],
    ['not within it', { when: { festivals: [{ festival: 'prime-day', daysBefore: 0 }] } }, { nowMs: Date.UTC(2026, 5, 24, 12), platform: 'amazon' }, null],
    ['when the customer pays in a currency without an amount', {}, { currency: 'EUR' }, 'promotion-currency'],
    ['to a second one beside an open one', {}, { open: [anOpenGrant({ promotion: 'ten' })] }, 'promotion-had'],
    ['to a second one ever, where one is all', { oncePerCustomer: true }, { past: [pastOf()] }, 'promotion-had'],
    ['not to a later one otherwise', {}, { past: [pastOf()] }, null],
    ['so many days after any other', {}, { past: [pastOf({ promotion: 'x', lastAtMs: NOW_MS - 30 * DAY_MS + 1 })], policy: policyOf({ onceInDays: 30 }) }, 'promotion-too-soon'],
    ['no longer when they are over', {}, { past: [pastOf({ promotion: 'x', lastAtMs: NOW_MS - 30 * DAY_MS })], policy: policyOf({ onceInDays: 30 }) }, null],
    ['while any is on its way', {}, { open: [anOpenGrant({ state: 'reserved' })], policy: policyOf({ onceInDays: 30 }) }, 'promotion-too-soon'],
    ['not because a long one is still good', {}, { open: [anOpenGrant()], past: [pastOf({ promotion: 'other', ended: 0 })], policy: policyOf({ onceInDays: 30 }) }, null],
    ['not to a right', { isRight: true }, { open: [anOpenGrant({ state: 'reserved' })], policy: policyOf({ onceInDays: 30 }) }, null],
    ['when they buy at full price anyway', {}, { policy: policyOf({ fullPriceFromOrders: 2 }) }, 'promotion-not-needed'],
    ['not to those who used one', {}, { policy: policyOf({ fullPriceFromOrders: 2 }), past: [pastOf({ used: 1 })] }, null],
    ['not to those at risk', {}, { policy: policyOf({ fullPriceFromOrders: 2 }), standing: aStanding({ lifeCycle: 'at-risk' }) }, null],
    ['not when nothing comes off the price', { cutsPrice: false }, { policy: policyOf({ fullPriceFromOrders: 2 }) }, null],
    ['not to a right either', { isRight: true }, { policy: policyOf({ fullPriceFromOrders: 2 }) }, null],
    ['to more than the tier may get', { percent: 0.15 }, { policy: policyOf({ largestDiscount: { byTier: { C: 0.1 }, otherwise: 0.3 } }) }, 'promotion-too-large'],
    ['by the limit of all other tiers', { percent: 0.15 }, { policy: policyOf({ largestDiscount: { byTier: { A: 0.1 }, otherwise: 0.15 } }) }, null],
    // 250 a basket: 40 % are 100, less 10 of shipping and 10 of the offer leave 80, which is 32 %.
    ['not above the margin floor', {}, { policy: policyOf({ margin }) }, null],
    // 60 of the offer would leave 30, which is 12 %.
    ['below the margin floor', { mostCost: { GBP: 60 * POUND } }, { policy: policyOf({ margin }) }, 'promotion-margin'],
    // 250: 40 % less 10 % duty are 75, less 10 and 30 leave 35, which is 14 %.
    ['below it with duty', { mostCost: { GBP: 30 * POUND } }, { policy: policyOf({ margin }), customer: aCustomer({ country: 'US' }) }, 'promotion-margin'],
    ['not below it without duty', { mostCost: { GBP: 30 * POUND } }, { policy: policyOf({ margin }) }, null],
    // A tenth of 250 is 25, below its bound of 60.
    ['by its share of the basket, not by its bound', { percent: 0.1, mostCost: { GBP: 60 * POUND } }, { policy: policyOf({ margin }) }, null],
    ['to a cut on top of an agreed discount', {}, { agreement: anAgreement() }, 'promotion-agreement'],
    ['while an inquiry of theirs is doubted', {}, { isDoubted: true }, 'promotion-doubted'],
    ['not where policy lets them add up', {}, { agreement: anAgreement(), stacksOnAgreement: true }, null],
    ['not when nothing comes off the price there', { cutsPrice: false }, { agreement: anAgreement() }, null],
    ['not to a right beside the agreed one', { isRight: true }, { agreement: anAgreement() }, null],
    ['not for an agreement without a discount', {}, { agreement: anAgreement({ discountShare: null }) }, null],
    ['not as if those with an agreed discount bought at full price', {}, { agreement: anAgreement(), stacksOnAgreement: true, policy: policyOf({ fullPriceFromOrders: 2 }) }, null],
    // 10 % off what 5 % off has left: 14.5 % together.
    ['to more than the tier may get together with what was agreed', { percent: 0.1 }, { agreement: anAgreement(), stacksOnAgreement: true, policy: policyOf({ largestDiscount: { byTier: {}, otherwise: 0.14 } }) }, 'promotion-too-large'],
    ['not to what stays just below', { percent: 0.1 }, { agreement: anAgreement(), stacksOnAgreement: true, policy: policyOf({ largestDiscount: { byTier: {}, otherwise: 0.146 } }) }, null],
    // 250 a basket at 10 % off: 225 are paid, the goods cost 150, less 10 and 40 leave 25, which is 11 %. Without the agreement 50 of 250 would be left.
    ['below the margin floor, for the agreed discount is off the price already', { mostCost: { GBP: 40 * POUND } }, { agreement: anAgreement({ discountShare: 0.1 }), stacksOnAgreement: true, policy: policyOf({ margin }) }, 'promotion-margin'],
    ['not below it without the agreement', { mostCost: { GBP: 40 * POUND } }, { policy: policyOf({ margin }) }, null],
    ['when none of its products may be sold there', { products: ['lamp', 'MUG'] }, { customer: aCustomer({ country: 'DE' }), barredProducts: { LAMP: ['DE', 'FR'], MUG: ['DE'] } }, 'promotion-products-barred'],
    ['not even as a right', { products: ['LAMP'], isRight: true }, { customer: aCustomer({ country: 'DE' }), barredProducts: { LAMP: ['DE'] } }, 'promotion-products-barred'],
    ['not when one of them may be', { products: ['LAMP', 'CUP'] }, { customer: aCustomer({ country: 'DE' }), barredProducts: { LAMP: ['DE'] } }, null],
    ['not when it names none', {}, { customer: aCustomer({ country: 'DE' }), barredProducts: { LAMP: ['DE'] } }, null],
    ['not when nobody knows the country', { products: ['LAMP'] }, { customer: aCustomer({ country: null }), barredProducts: { LAMP: ['DE'] } }, null],
    ['when the budget does not reach', {}, { purses: [{ promotion: 'ten', unit: 'GBP', left: 10 * POUND - 1 }] }, 'promotion-budget'],
    ['not when it just does', {}, { purses: [{ promotion: 'ten', unit: 'GBP', left: 10 * POUND }] }, null],
    ['when no piece is left', {}, { purses: [{ promotion: 'ten', unit: PIECES, left: 0 }] }, 'promotion-stock'],
    ['not by the purse of another', {}, { purses: [{ promotion: 'x', unit: PIECES, left: 0 }, { promotion: 'ten', unit: 'EUR', left: 0 }] }, null],
  ])('%s', (_, promotion, scene, code) => {
    expect(objectionTo(aPromotion(promotion), aScene(scene))?.code ?? null).toBe(code);
  });
});

describe('the choice', () => {
  const shelf = [aPromotion({ name: 'a' }), aPromotion({ name: 'b', tool: 'sample' }), aPromotion({ name: 'c', tool: 'gift', endsAtMs: NOW_MS })];

  it('goes by the order of the shelf: each place counts half of the one before it', () => {
    const { choice } = ask(aScene({ policy: policyOf({ shelf }) }));
    expect(choice.eligible.map(({ promotion, chance }) => [promotion, Number(chance.toFixed(4))])).toEqual([['a', 0.6667], ['b', 0.3333]]);
    expect(choice.excluded.map(({ promotion, because }) => [promotion, because.code])).toEqual([['c', 'promotion-over']]);
  });
  it('keeps a share for all alike, and one for none at all; the chances add up to one', () => {
    const { choice } = ask(aScene({ policy: policyOf({ shelf, explorationShare: 0.3, noPromotionShare: 0.1 }) }));
    expect(choice.eligible.map(({ chance }) => Number(chance.toFixed(4)))).toEqual([0.555, 0.345]);
    expect(choice.eligible.reduce((sum, { chance }) => sum + chance, choice.noneChance)).toBeCloseTo(1, 12);
  });
  it('draws as often as it says, over ten thousand customers', () => {
    const scene = aScene({ policy: policyOf({ shelf, explorationShare: 0.3, noPromotionShare: 0.1 }) });
    const counts = new Map<string | null, number>();
    for (let customer = 0; customer < 10_000; customer += 1) {
      const { choice } = ask(scene, customer);
      counts.set(choice.chosen, (counts.get(choice.chosen) ?? 0) + 1);
    }
    // Four standard errors of a share of one half are 2 % of ten thousand.
    for (const [name, share] of [['a', 0.555], ['b', 0.345], [null, 0.1]] as const) expect(Math.abs((counts.get(name) ?? 0) - share * 10_000)).toBeLessThan(200);
    expect(counts.get('c')).toBeUndefined();
  });
  it('is the same for the same touch, and another for the next one', () => {
    const scene = aScene({ policy: policyOf({ shelf, noPromotionShare: 0.5 }) });
    expect(ask(scene, 7)).toEqual(ask(scene, 7));
    const draws = new Set(Array.from({ length: 50 }, (_, index) => choosePromotion({ touch: `c:1/s/${index}`, customer: toCustomerId('x'), rule: { offer: 'auto', otherwise: 'send' }, scene, rates: NO_RATES }).choice.draw));
    expect(draws.size).toBeGreaterThan(45);
  });
  it('takes the order that the campaign writes, and says what is no longer on the shelf', () => {
    const { choice } = ask(aScene({ policy: policyOf({ shelf }) }), 1, ['b', 'gone', 'a']);
    expect(choice.eligible.map(({ promotion }) => promotion)).toEqual(['b', 'a']);
    expect(choice.excluded).toEqual([{ promotion: 'gone', because: { code: 'promotion-unknown', params: { promotion: 'gone' } } }]);
  });
  it('gives what is owed without a draw', () => {
    const owed = [...shelf, aPromotion({ name: 'd', isRight: true })];
    const { choice } = ask(aScene({ policy: policyOf({ shelf: owed, noPromotionShare: 0.9 }) }));
    expect([choice.chosen, choice.noneChance]).toEqual(['d', 0]);
  });
  it('leans to the tool that this customer uses', () => {
    const past = [pastOf({ promotion: 'b', tool: 'sample', ended: 10, used: 9 }), pastOf({ promotion: 'a', ended: 10, used: 0 })];
    const { choice } = ask(aScene({ policy: policyOf({ shelf }), past }));
    // Nothing is known of others: a coupon is used once in twenty, a sample ten times in twenty.
    expect(choice.eligible.map(({ chance }) => Number(chance.toFixed(4)))).toEqual([Number((0.05 / (0.05 + 0.25)).toFixed(4)), Number((0.25 / 0.3).toFixed(4))]);
  });
});

describe('the preference for a tool', () => {
  it('is one in ten where nothing is known', () => expect(of([])).toBeCloseTo(0.1, 12));
  it('moves from the tool to the cell to the person', () => {
    const rates = { version: 1, byTool: { coupon: { ended: 80, used: 28 } }, byCell: { [cellOf(aStanding(), 'DE', 'coupon')]: { ended: 20, used: 14 } } };
    // The tool: (28 + 2) / 100 = 0.3; the cell: (14 + 6) / 40 = 0.5; the person: (0 + 5) / 15.
    expect(of([], rates)).toBeCloseTo(0.5, 12);
    expect(of([pastOf({ ended: 5, used: 0 })], rates)).toBeCloseTo(1 / 3, 12);
  });
  it('counts no open grant as a failure', () => expect(of([pastOf({ ended: 0, used: 0 })])).toBeCloseTo(0.1, 12));
  it('does not look at other tools', () => expect(of([pastOf({ tool: 'gift', ended: 50, used: 50 })])).toBeCloseTo(0.1, 12));
});

describe('a decision with a promotion', () => {
  const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };
  const decideFor = (promotions: PromotionPolicy, over: Partial<Snapshot> = {}, otherwise: 'send' | 'skip' = 'send') => decide(aSnapshot(over), rulesWith(promotions, otherwise), entering);

  it('reserves it for the touch, good to the end of the last local day', () => {
    const { wishes, messages, choices } = decideFor(policyOf({ shelf: [aPromotion({ remindBefore: { unit: 'days', count: 3 } })] }));
    const touch = `win-back:${aCustomer().id}:1/nudge/1`;
    expect(wishes.map(({ id, endsOn, endsAtMs, remindAtMs }) => [id, endsOn, new Date(endsAtMs).toISOString(), new Date(remindAtMs ?? 0).toISOString()]))
      .toEqual([[`${touch}@${NOW_MS}`, '2011-12-20', '2011-12-20T23:00:00.000Z', '2011-12-17T23:00:00.000Z']]);
    expect(messages.map(({ grant }) => grant)).toEqual([`${touch}@${NOW_MS}`]);
    expect(choices.map((choice) => choice.touch)).toEqual([touch]);
  });
  it('is good no longer than the promotion itself', () => {
    const [wish] = decideFor(policyOf({ shelf: [aPromotion({ endsAtMs: NOW_MS + 5 * DAY_MS })] })).wishes;
    expect([wish?.endsAtMs, wish?.endsOn]).toEqual([NOW_MS + 5 * DAY_MS, '2011-12-11']);
  });
  it('sends without one where none may be given, or skips the step where that is asked for', () => {
    const over = policyOf({ shelf: [aPromotion({ endsAtMs: NOW_MS })] });
    expect(decideFor(over).messages.map(({ grant }) => grant)).toEqual([null]);
    const skipped = decideFor(over, {}, 'skip');
    expect([skipped.messages, skipped.enrolments.map(({ place }) => place.kind)]).toEqual([[], ['ended']]);
    expect(skipped.because.map(({ because }) => because.code)).toContain('promotion-none');
  });
  it('skips nobody for the draw: the same mail leaves without a promotion', () => {
    const { messages, choices } = decideFor(policyOf({ shelf: [aPromotion()], noPromotionShare: 1 }), {}, 'skip');
    expect([messages.map(({ grant }) => grant), choices.map(({ chosen }) => chosen)]).toEqual([[null], [null]]);
  });
  it('gives one customer two touches no second promotion within the days of the rule', () => {
    const promotions = policyOf({ shelf: [aPromotion(), aPromotion({ name: 'b' })], onceInDays: 30 });
    const one = aRunning(aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { promote: { offer: 'auto', otherwise: 'send' } })] }));
    const two = aRunning(aCampaign({ name: 'two', entry: { kind: 'event', on: ['order.placed'], when: null }, steps: one.campaign.steps }));
    const decision = decide(aSnapshot({ events: [anEvent('order.placed')] }), someRules({ policy: aPolicy({ promotions }), campaigns: [one, two] }), entering);
    expect(decision.messages).toHaveLength(2);
    expect(decision.wishes).toHaveLength(1);
  });
  it('keeps what was promised when its message has to wait for a second person: one arrival, one draw', () => {
    const sending = sendingAt(anEnrolment(), 'nudge');
    const touch = `${sending.id}/nudge/1`;
    const grants = [anOpenGrant({ id: `${touch}@1`, promotion: 'ten', state: 'reserved' })];
    const rules = rulesWith(policyOf({ shelf: [aPromotion()] }));
    const keyAccount = aCustomer({ orderCount: 20 });
    const held = decide(aSnapshot({ customer: keyAccount, enrolments: [sending], messages: [messageOf(sending, { grant: `${touch}@1` })], grants }), rules, null);
    expect(held.redrafted).toHaveLength(1);
    expect([held.voided, held.messages, held.wishes, held.grantMoves, held.enrolments]).toEqual([[], [], [], [], []]);
  });
  it('tells campaigns of an end and of one that is near, once each', () => {
    const ending = anOpenGrant({ id: 'x:1/s/1', remindAtMs: NOW_MS, endsAtMs: NOW_MS + DAY_MS });
    const over = anOpenGrant({ id: 'x:1/s/2', endsAtMs: NOW_MS });
    const follow = aCampaign({ name: 'follow', entry: { kind: 'event', on: ['promotion-ending', 'promotion-expired'], when: null } });
    const decision = decide(aSnapshot({ grants: [ending, over] }), someRules({ campaigns: [aRunning(follow)] }), null);
    expect(decision.grantMoves.map(({ id, to }) => [id, to])).toEqual([['x:1/s/1', 'reminded'], ['x:1/s/2', 'expired']]);
    expect(decision.enrolments.map(({ campaign }) => campaign)).toEqual(['follow']);
    expect([decision.wakeAtMs, decision.alive]).toEqual([NOW_MS + DAY_MS, true]);
  });
  it('gives back what no touch carries any more, but not what may be in the customer’s hands', () => {
    const grants = [anOpenGrant({ id: 'gone:1/s/1@1', state: 'reserved' }), anOpenGrant({ id: 'gone:1/s/2@1', state: 'reserved', mayHaveLeft: true }), anOpenGrant({ id: 'gone:1/s/3@1' })];
    expect(decide(aSnapshot({ grants }), someRules(), null).grantMoves.map(({ id, to }) => [id, to])).toEqual([['gone:1/s/1@1', 'released']]);
  });
});

/** Until when a coupon of fourteen days is good, and whether it is reminded of. */
const givenBy = (validFor?: { unit: 'days'; count: number }) => {
  const promote = { offer: 'auto', otherwise: 'send', ...(validFor === undefined ? {} : { validFor }) } as const;
  const rules = someRules({
    policy: aPolicy({ promotions: policyOf({ shelf: [aPromotion({ remindBefore: { unit: 'days', count: 5 } })] }) }),
    campaigns: [aRunning(aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { promote })] }))],
  });
  const { wishes } = decide(aSnapshot(), rules, { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' });
  return wishes.map(({ endsOn, remindAtMs }) => [endsOn, remindAtMs !== null]);
};

describe('a campaign may shorten what it gives', () => {
  it('and never lengthen it; a reminder that would come before the gift is left out', () => {
    expect(givenBy()).toEqual([['2011-12-20', true]]);
    expect(givenBy({ unit: 'days', count: 3 })).toEqual([['2011-12-09', false]]);
    expect(givenBy({ unit: 'days', count: 90 })).toEqual([['2011-12-20', true]]);
  });
});
