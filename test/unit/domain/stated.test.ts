import { describe, expect, it } from 'vitest';
import { adviseProducts } from '../../../src/domain/advise-products.ts';
import { decide } from '../../../src/domain/decide.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { choosePromotion } from '../../../src/domain/promotion-choice.ts';
import { objectionTo, type PromotionScene } from '../../../src/domain/promotion-guards.ts';
import { NO_RATES } from '../../../src/domain/promotion-preference.ts';
import { NO_PROMOTIONS, type Promotion } from '../../../src/domain/promotion.ts';
import { NOTHING_STATED, type Stated } from '../../../src/domain/stated.ts';
import { aHistory, aModel, anItem, bought } from '../../support/advice.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, NOW_MS, someRules } from '../../support/builders.ts';

const stating = (said: Partial<Stated>) => aCustomer({ stated: { ...NOTHING_STATED, ...said } });

describe('how often', () => {
  const campaign = aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 60 } })] });
  const after = (days: number, said: Partial<Stated>, purpose: 'marketing' | 'service' = 'marketing', caps = aPolicy().caps) => {
    const running = aRunning({ ...campaign, purpose });
    const enrolment = anEnrolment({ place: { kind: 'held', step: running.campaign.steps[0]!.id, dueAtMs: NOW_MS, untilMs: null, because: { code: 'events-first', params: {} } } });
    const touches = [{ messageId: toMessageId('other:x:1/hello/1/email'), channel: 'letter', purpose: 'marketing' as const, atMs: NOW_MS - days * DAY_MS }];
    const { enrolments: [moved] } = decide(aSnapshot({ customer: stating(said), enrolments: [enrolment], touches }), someRules({ policy: aPolicy({ caps }), campaigns: [running] }), null);
    return moved!.place;
  };

  it.each<[string, ReturnType<typeof after>, string | null, number]>([
    ['weekly: held for the rest of the week, over all channels', after(3, { frequency: 'weekly' }), 'own-cap', 4],
    ['weekly: free after it', after(8, { frequency: 'weekly' }), null, 0],
    ['monthly: held for the rest of thirty days', after(8, { frequency: 'monthly' }), 'own-cap', 22],
    ['all: as the shop’s own caps let it', after(0.5, { frequency: 'all' }), null, 0],
    ['service answers to nobody’s cap', after(3, { frequency: 'monthly' }, 'service'), null, 0],
    ['a stricter cap of the shop still holds, with its own reason', after(8, { frequency: 'weekly' }, 'marketing', [{ count: 1, per: { unit: 'days', count: 20 }, channel: null }]), 'frequency-cap', 12],
  ])('%s', (_name, place, code, days) => {
    expect(place.kind).toBe(code === null ? 'sending' : 'held');
    if (place.kind !== 'held') return;
    expect([place.because.code, Math.round((place.untilMs! - NOW_MS) / DAY_MS)]).toEqual([code, days]);
  });
});

const aPromotion = (name: string, tool: string, over: Partial<Promotion> = {}): Promotion => ({
  name, tool, title: { en: name }, percent: null, mostCost: { GBP: 10_000 }, cutsPrice: true, minimumSpend: {}, validFor: { unit: 'days', count: 14 }, endsAtMs: null, remindBefore: null, products: [],
  codes: 'generated', usedWhen: 'code', usedBy: 'holder', budget: null, pieces: null, oncePerCustomer: false, isRight: false, when: null, countriesNot: [], ...over,
});

const scene = (said: Partial<Stated['promotions']>, shelf: readonly Promotion[], explorationShare = 0): PromotionScene => ({
  customer: stating({ promotions: { liked: [], disliked: [], ...said } }), standing: aStanding(), nowMs: NOW_MS, zone: 'Europe/Berlin', platform: 'own', region: null, currency: 'GBP',
  policy: { ...NO_PROMOTIONS, shelf, noPromotionShare: 0, explorationShare }, segments: {}, open: [], past: [], purses: [], barredProducts: {}, agreement: null, stacksOnAgreement: false, isDoubted: false,
});
const SHELF = [aPromotion('ten', 'coupon'), aPromotion('bag', 'gift'), aPromotion('post', 'free-shipping')];
const chances = (one: PromotionScene) => choosePromotion({ touch: 'c:1/s/1', customer: one.customer.id, rule: { offer: 'auto', otherwise: 'send' }, scene: one, rates: NO_RATES }).choice;

describe('kinds of promotion', () => {
  it('that are disliked are never drawn; what is a right is given all the same', () => {
    const choice = chances(scene({ disliked: ['coupon', 'gift'] }, SHELF));
    expect(choice.eligible).toEqual([{ promotion: 'post', chance: 1 }]);
    expect(choice.excluded.map(({ because }) => because.code)).toEqual(['promotion-disliked', 'promotion-disliked']);
    expect(objectionTo(aPromotion('bag', 'gift', { isRight: true }), scene({ disliked: ['gift'] }, SHELF))).toBeNull();
  });

  it('that are liked come before all others, whatever was learned and wherever they stand; the others keep their share of the exploration', () => {
    expect(chances(scene({ liked: ['free-shipping'] }, SHELF)).eligible.map(({ chance }) => chance)).toEqual([0, 0, 1]);
    expect(chances(scene({ liked: ['free-shipping'] }, SHELF, 0.3)).eligible.map(({ chance }) => Math.round(chance * 100))).toEqual([10, 10, 80]);
    expect(chances(scene({ liked: ['free-shipping'] }, SHELF)).context).toMatchObject({ liked: 'free-shipping' });
  });

  it('that are liked and stand nowhere leave the draw as it is', () => {
    expect(chances(scene({ liked: ['trial'] }, SHELF)).eligible).toEqual(chances(scene({}, SHELF)).eligible);
  });
});

describe('interests', () => {
  const items = [anItem('A', { tags: ['red'] }), anItem('B', { tags: ['red'] }), anItem('C', { tags: ['garden'] }), anItem('D', { category: 'Toys' }), anItem('E', { tags: ['blue'] })];
  const others = Array.from({ length: 6 }, () => aHistory([bought(0, NOW_MS), bought(1, NOW_MS)]));
  const model = aModel(items, others, NOW_MS);
  const fresh = (stated: readonly string[], purchases = [bought(0, NOW_MS - DAY_MS)]) => adviseProducts(aHistory(purchases, { stated }), model, { nowMs: NOW_MS, usualGapMs: 60 * DAY_MS }).fresh;

  it('stand before everything that was learned, each with its reason', () => {
    expect(fresh([]).map(({ sku }) => sku)).toEqual(['B']);
    const advised = fresh(['Garden']);
    expect(advised.map(({ sku }) => sku)).toEqual(['C', 'B']);
    expect(advised[0]!.because).toEqual([{ code: 'product-stated-interest', params: { tags: 'garden' } }]);
  });

  it('may be categories', () => {
    expect(fresh(['toys'])[0]).toMatchObject({ sku: 'D', because: [{ code: 'product-stated-interest' }] });
  });

  it('are enough for whoever has never bought', () => {
    expect(fresh(['garden', 'toys'], []).map(({ sku }) => sku).toSorted()).toEqual(['C', 'D']);
    expect(fresh([], [])).toEqual([]);
  });

  it('that no product has change nothing but the reasons', () => {
    expect(fresh(['boats']).map(({ sku }) => sku)).toEqual(['B']);
  });
});
