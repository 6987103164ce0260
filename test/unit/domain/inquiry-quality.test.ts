import { describe, expect, it } from 'vitest';
import type { Test } from '../../../src/domain/condition.ts';
import { holds } from '../../../src/domain/condition-holds.ts';
import { placeOf } from '../../../src/domain/customer-place.ts';
import { INQUIRY_KINDS, type InquiryKind } from '../../../src/domain/inquiry-kind.ts';
import { INQUIRY_QUALITIES, type InquiryQuality, qualityOfInquiries, qualityOfInquiry, type WeighedInquiry } from '../../../src/domain/inquiry-quality.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { readInquiry } from '../../../src/domain/screening/inquiry-features.ts';
import { type InquirySubstance, substanceOf } from '../../../src/domain/screening/inquiry-substance.ts';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import { DEFAULT_SCREENING } from '../../../src/domain/screening/screening-policy.ts';
import { standingOf } from '../../../src/domain/standing.ts';
import { factsOf, KNOWN_INQUIRIES } from '../../support/screened-inquiries.ts';
import { aCustomer, aPolicy, aStanding, NOW_MS, theCutPoints } from '../../support/builders.ts';

const NOTHING: InquirySubstance = { skus: [], quantity: null, terms: [], topics: [] };
const [PRODUCT, QUANTITY, TERMS, SPECIFICS] = [{ skus: ['85099B'] }, { quantity: { pieces: 400 } }, { terms: ['delivery' as const] }, { topics: ['colour' as const] }];
const asked = (substance: Partial<InquirySubstance> = {}, over: Partial<WeighedInquiry> = {}): WeighedInquiry =>
  ({ id: 7, kind: 'pre-sales', skus: [], band: 'pass', signs: [], substance: { ...NOTHING, ...substance }, verdict: null, ledToOrder: false, ...over });
const codes = (inquiry: WeighedInquiry) => qualityOfInquiry(inquiry).because.map(({ code }) => code);

describe('how serious an inquiry is', () => {
  it.each<[string, WeighedInquiry, InquiryQuality]>([
    ['nothing named', asked(), 'low'],
    ['a product', asked(PRODUCT), 'fair'],
    ['a quantity', asked(QUANTITY), 'fair'],
    ['terms', asked(TERMS), 'fair'],
    ['a question about the product', asked(SPECIFICS), 'fair'],
    ['two of them', asked({ ...PRODUCT, ...QUANTITY }), 'fair'],
    ['three of them', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }), 'high'],
    ['three others', asked({ ...QUANTITY, ...TERMS, ...SPECIFICS }), 'high'],
    ['all of them', asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }), 'high'],
    ['both terms count once', asked({ ...PRODUCT, terms: ['delivery', 'payment'] }), 'fair'],
    ['a product by the event and by its words counts once', asked({ ...PRODUCT, ...QUANTITY }, { skus: ['71053'] }), 'fair'],
    ['a product by the event alone', asked(QUANTITY, { skus: ['71053'] }), 'fair'],
    ['a product by the event, with two others', asked({ ...QUANTITY, ...SPECIFICS }, { skus: ['71053'] }), 'high'],
    ['two of them, found real by a person', asked({ ...PRODUCT, ...QUANTITY }, { verdict: 'real' }), 'high'],
    ['nothing named, found real', asked({}, { verdict: 'real' }), 'fair'],
    ['two of them, and an order came', asked({ ...PRODUCT, ...QUANTITY }, { ledToOrder: true }), 'high'],
    ['nothing named, and an order came', asked({}, { ledToOrder: true }), 'fair'],
    ['all of them, to be looked at', asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }, { band: 'look' }), 'fair'],
    ['the same, found real', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { band: 'look', verdict: 'real' }), 'high'],
    ['the same, and an order came', asked({ ...PRODUCT, ...QUANTITY }, { band: 'look', ledToOrder: true }), 'high'],
    ['all of them, held', asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }, { band: 'hold' }), 'low'],
    ['held, and found real', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { band: 'hold', verdict: 'real' }), 'high'],
    ['held, and an order came', asked({ ...PRODUCT, ...QUANTITY }, { band: 'hold', ledToOrder: true }), 'high'],
    ['all of them, found not real', asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }, { verdict: 'not-real' }), 'low'],
    ['found not real, whatever came', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { verdict: 'not-real', ledToOrder: true }), 'low'],
    ['passed with a doubt', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { signs: ['contradiction', 'listed-product'] }), 'fair'],
    ['passed, and neat', asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { signs: ['neater-than-usual', 'listed-product'] }), 'high'],
    ['not screened yet, the product told', asked({}, { band: null, substance: null, skus: ['71053'] }), 'fair'],
    ['not screened yet, nothing told', asked({}, { band: null, substance: null }), 'low'],
    ['screened before its reading was kept: the sign is known', asked({}, { substance: null, signs: ['listed-product'] }), 'fair'],
    ['the same, without the sign', asked({}, { substance: null }), 'low'],
  ])('%s', (_what, inquiry, quality) => {
    expect(qualityOfInquiry(inquiry).quality).toBe(quality);
  });

  it('says each sign once, and why it is trusted or not', () => {
    expect(codes(asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }))).toEqual(['inquiry-names-product', 'inquiry-names-quantity', 'inquiry-asks-terms', 'inquiry-asks-specifics', 'inquiry-passed']);
    expect(codes(asked(PRODUCT, { verdict: 'real', ledToOrder: true }))).toEqual(['inquiry-names-product', 'inquiry-real', 'inquiry-led-to-order']);
    expect(codes(asked(PRODUCT, { band: 'look' }))).toEqual(['inquiry-names-product', 'inquiry-looked-at']);
    expect(codes(asked({}, { band: null, substance: null, skus: ['71053'] }))).toEqual(['inquiry-names-product', 'inquiry-not-screened']);
    expect([codes(asked()), codes(asked(PRODUCT, { band: 'hold' })), codes(asked(PRODUCT, { verdict: 'not-real' }))]).toEqual([['inquiry-says-little'], ['inquiry-doubted'], ['inquiry-not-real']]);
  });

  it('has words for it in both languages', () => {
    const reasons = [asked({ ...PRODUCT, ...QUANTITY, ...TERMS, ...SPECIFICS }), asked({ quantity: { pieces: null } }, { signs: ['contradiction'] }), asked({}, { verdict: 'real', ledToOrder: true }), asked(), asked(PRODUCT, { band: 'look' }),
      asked({}, { band: null, skus: ['1'] }), asked({}, { band: 'hold' }), asked({}, { verdict: 'not-real' })].flatMap((inquiry) => qualityOfInquiry(inquiry).because);
    expect(new Set(reasons.map(({ code }) => code)).size).toBe(12);
    for (const reason of reasons) {
      expect(wordReason(reason, 'en', 'UTC')).toMatch(/^(?!.*[{}[\]]).*inquiry 7/);
      expect(wordReason(reason, 'zh', 'UTC')).toMatch(/^(?!.*[{}[\]]).*\p{Script=Han}.* 7 ?/u);
    }
    expect(wordReason(reasons[1] ?? { code: 'sent', params: {} }, 'en', 'UTC')).toBe('inquiry 7 names a quantity of 400 pieces');
    expect(wordReason({ code: 'level-changed', params: { from: 4, to: 3, inquiries: 'high' } }, 'en', 'UTC')).toBe('level changed from 4 to 3: inquiries of high quality');
  });
});

describe('how serious the inquiries of a customer are', () => {
  const [good, some, little] = [asked({ ...PRODUCT, ...QUANTITY, ...TERMS }, { id: 3 }), asked(PRODUCT, { id: 2 }), asked({}, { id: 1 })];
  it('is that of the best, and of several the newest', () => {
    expect(qualityOfInquiries([])).toEqual({ quality: 'none', because: [] });
    expect(qualityOfInquiries([little, some, good]).quality).toBe('high');
    expect(qualityOfInquiries([{ ...some, id: 9 }, some]).because[0]?.params['inquiry']).toBe(9);
  });

  it.each<[InquiryKind, InquiryQuality]>(INQUIRY_KINDS.map((kind) => [kind, ['after-sales', 'complaint', 'return', 'order-tracking'].includes(kind) ? 'none' : 'high']))('goes by what a buyer asks: %s counts as %s', (kind, quality) => {
    expect(qualityOfInquiries([{ ...good, kind }]).quality).toBe(quality);
  });

  it('is low for as long as the last one that was judged was found not to be real', () => {
    const fake = asked(PRODUCT, { id: 5, verdict: 'not-real' });
    expect(qualityOfInquiries([{ ...good, id: 8 }, fake, good])).toMatchObject({ quality: 'low', because: [{ code: 'inquiry-not-real', params: { inquiry: 5 } }] });
    expect(qualityOfInquiries([{ ...good, id: 8, verdict: 'real' }, fake]).quality).toBe('high');
    expect(qualityOfInquiries([{ ...fake, kind: 'complaint' }, good]).quality).toBe('low');
  });

  it('is not taken back by a doubt about another one', () => {
    expect(qualityOfInquiries([asked(PRODUCT, { id: 9, band: 'hold' }), good]).quality).toBe('high');
  });
});

const read = (text: string, skus: readonly string[] = []) => substanceOf(readInquiry({ text, subject: null, language: 'en', filledShare: null, goods: ['lantern*'] }), skus.map((sku) => ({ sku })));

describe('what an inquiry asks for', () => {
  it('is kept without its words', () => {
    expect(read('We would like to buy 400 black lanterns 85099B, CIF Hamburg. What is the material, and can we pay by bank transfer?', ['85099B']))
      .toEqual({ skus: ['85099B'], quantity: { pieces: 400 }, terms: ['delivery', 'payment'], topics: expect.arrayContaining(['colour', 'material']) as unknown });
    expect(read('Hello, how are you?')).toEqual(NOTHING);
  });

  it('counts no sample as a quantity, and what is weighed without pieces', () => {
    expect(read('Please send 2 samples.').quantity).toBeNull();
    expect(read('We want to order 40 kg of wax.').quantity).toEqual({ pieces: null });
    expect(read('Please quote for 100 lanterns, and for 400 lanterns.').quantity).toEqual({ pieces: 400 });
  });

  it('makes none of the doubtful inquiries of the set a serious one, and of the honest ones some', () => {
    const counted = { honest: new Map<InquiryQuality, number>(), doubtful: new Map<InquiryQuality, number>() };
    for (const inquiry of KNOWN_INQUIRIES) {
      const facts = factsOf(inquiry);
      const { band, signs } = screenInquiry(facts, DEFAULT_SCREENING);
      const { quality } = qualityOfInquiries([asked(substanceOf(facts.features, facts.shop.namedProducts), { kind: facts.kind, band, signs: signs.map(({ sign }) => sign) })]);
      const of = counted[inquiry.honest ? 'honest' : 'doubtful'];
      of.set(quality, (of.get(quality) ?? 0) + 1);
    }
    expect(counted.doubtful.get('high') ?? 0).toBe(0);
    expect(counted.honest.get('high')).toBeGreaterThanOrEqual(15);
    expect(counted.honest.get('fair')).toBeGreaterThan(counted.honest.get('low') ?? 0);
  });
});

describe('a level by the quality of inquiries', () => {
  const policy = aPolicy({ levels: [
    { level: 1, when: { fact: 'mark', test: { is: 'vip' } } },
    { level: 3, when: { any: [{ fact: 'orderCount', test: { atLeast: 1 } }, { all: [{ fact: 'inquiryQuality', test: { is: 'high' } }, { happened: 'inquiry.received', withinDays: 90 }] }] } },
    { level: 4, when: null },
  ] });
  const DAY_MS = 86_400_000;
  const newcomer = (inquiryQuality: InquiryQuality, daysAgo = 1, over: Parameters<typeof aCustomer>[0] = {}) =>
    aCustomer({ orderCount: 0, firstOrderAtMs: null, lastOrderAtMs: null, grossValue: 0, largestOrder: 0, contribution: 0, recentOrders: [], inquiryCount: 1, inquiryQuality, lastInquiryAtMs: NOW_MS - daysAgo * DAY_MS, standing: aStanding({ stage: 'interested', lifeCycle: 'new', tier: 'D', level: 4 }), ...over });
  const judged = (customer: ReturnType<typeof newcomer>) => {
    const { standing: { level }, changes } = standingOf(customer, { policy, cutPoints: theCutPoints() }, NOW_MS);
    return { level, why: changes.find(({ code }) => code === 'level-changed')?.params ?? null };
  };

  it('is given to whoever has not bought yet and asks like a buyer, and says so', () => {
    expect(judged(newcomer('high'))).toEqual({ level: 3, why: { from: 4, to: 3, inquiries: 'high' } });
    for (const quality of INQUIRY_QUALITIES.filter((one) => one !== 'high')) expect(judged(newcomer(quality))).toEqual({ level: 4, why: null });
  });

  it('lasts as long as the shop policy says', () => {
    expect([judged(newcomer('high', 90)).level, judged(newcomer('high', 91)).level]).toEqual([3, 4]);
  });

  it('is named as the reason only where nothing else gives the level', () => {
    expect(judged(newcomer('high', 1, { orderCount: 2 }))).toEqual({ level: 3, why: { from: 4, to: 3 } });
  });

  it('may be asked for by every condition', () => {
    const customer = newcomer('fair');
    const scene = { customer, standing: customer.standing, nowMs: NOW_MS, place: placeOf(customer, policy), event: null, segments: {} };
    const asksFor = (test: Test) => holds({ fact: 'inquiryQuality', test }, scene);
    expect([asksFor({ is: 'fair' }), asksFor({ is: 'high' }), asksFor({ in: ['fair', 'high'] })]).toEqual([true, false, true]);
  });
});
