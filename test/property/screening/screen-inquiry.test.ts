import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INQUIRY_KINDS } from '../../../src/domain/inquiry-kind.ts';
import type { InquiryFeatures } from '../../../src/domain/screening/inquiry-features.ts';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import type { ScreeningFacts } from '../../../src/domain/screening/screening-facts.ts';
import { DEFAULT_SCREENING, GOOD_SIGNS, screeningPolicy } from '../../../src/domain/screening/screening-policy.ts';

const POLICY = DEFAULT_SCREENING;
const words = (...some: string[]) => fc.constantFrom<readonly string[]>([], some);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const result = fc.constantFrom('pass' as const, 'fail' as const, 'none' as const, 'unknown' as const);
const country = maybe(fc.constantFrom('DE', 'NG', 'CN', 'US'));

const features: fc.Arbitrary<InquiryFeatures> = fc.record({
  quantities: fc.array(fc.record({
    amount: fc.constantFrom(1, 20, 300, 900, 5_000), unit: fc.constantFrom('piece' as const, 'ton' as const, 'container' as const), of: fc.constantFrom('order' as const, 'each' as const, 'sample' as const, 'later' as const),
    isTotal: fc.boolean(), words: fc.constantFrom('300 pcs', '5 tons'),
  }), { maxLength: 3 }),
  wantedPrices: fc.array(fc.record({ amount: fc.constantFrom(10_000, 90_000), currency: fc.constantFrom('USD', 'EUR'), words: fc.constant('$1 each') }), { maxLength: 1 }),
  deliveryDemands: fc.array(fc.record({ days: fc.constantFrom(2, 20), words: fc.constant('in 2 days') }), { maxLength: 1 }),
  topics: fc.array(fc.record({ topic: fc.constantFrom('size' as const, 'delivery-term' as const), words: fc.constantFrom('cm', 'FOB', 'DDP') }), { maxLength: 2 }),
  codes: fc.constant([]),
  payments: fc.array(fc.record({ method: fc.constantFrom('cheque' as const, 'card' as const), words: fc.constant('cheque'), isDemanded: fc.boolean() }), { maxLength: 2 }),
  urgentMeeting: maybe(fc.record({ words: fc.constant(['visit', 'urgent']), ground: words('fair') })),
  freeSamples: fc.record({ words: words('free samples'), ofSeveral: words('each model') }),
  cues: fc.record({
    buying: words('price'), credit: words('net 30'), prepayment: words('in advance'), 'third-party': words('our forwarder'), 'grand-claim': words('one of the largest'), 'known-already': words('regular customer'),
    'any-price': words('price is no problem'), 'lowest-price': words('lowest price'), 'bulk-terms': words('bulk price'), 'to-door': words('to our door'),
  }),
  questionCount: fc.nat({ max: 2 }),
  neatness: fc.record({ stockPhrases: maybe(fc.constantFrom(0, 20)), evenSentences: maybe(fc.constantFrom(0.2, 0.9)), wellFormed: maybe(fc.constantFrom(0, 1)), framed: maybe(fc.constantFrom(0, 1)), filled: maybe(fc.constantFrom(0.3, 1)) }),
  wordsVersion: fc.constant(1),
});

const neat = { mean: 0.5, deviation: 0.2 };
const facts: fc.Arbitrary<ScreeningFacts> = fc.record({
  features,
  kind: fc.constantFrom(...INQUIRY_KINDS),
  customer: fc.record({ isFirstContact: fc.boolean(), orderCount: fc.constantFrom(0, 1, 2, 9), isVerified: fc.boolean(), hasPaidSample: fc.boolean() }),
  sender: fc.record({
    domain: maybe(fc.constantFrom('gmail.com', 'firm.example', 'walmart.com')), replyGoesElsewhere: fc.boolean(), authentication: maybe(fc.record({ spf: result, dkim: result, dmarc: result })),
    domainAge: maybe(fc.record({ days: fc.constantFrom(3, 900), atMs: fc.constant(0) })), takesMail: maybe(fc.record({ does: fc.boolean(), atMs: fc.constant(0) })), lookAlike: maybe(fc.constant({ of: 'walmart.com', by: 'typing' as const, distance: 1 })), firm: maybe(fc.constantFrom('Shedworks', 'Walmart Inc.')),
    countries: fc.record({ stated: country, phone: country, ip: country, zone: maybe(fc.constant(['DE'])) }), sameTextSenders: maybe(fc.constantFrom(0, 3)),
  }),
  lookUps: fc.array(fc.record({ where: fc.constantFrom('registry' as const, 'web' as const), outcome: fc.constantFrom('found' as const, 'not-found' as const, 'unknown' as const), atMs: fc.nat({ max: 9 }) }), { maxLength: 3 }),
  shop: fc.record({
    usualFirstQuantity: maybe(fc.record({ pieces: fc.constantFrom(200, 600), orders: fc.constantFrom(10, 400) })),
    usualNeatness: maybe(fc.record({ inquiries: fc.constantFrom(5, 90), features: fc.constant({ stockPhrases: neat, evenSentences: neat, wellFormed: neat, framed: neat, filled: neat }) })),
    terms: fc.record({
      payments: maybe(fc.constant(['card' as const])), fastestDeliveryDays: maybe(fc.constant(10)), wholesaleFromPieces: maybe(fc.constant(200)), soldIn: maybe(fc.constant(['piece' as const])),
      lowestPrice: maybe(fc.constant({ amount: 40_000, currency: 'USD' })),
    }),
    namedProducts: fc.array(fc.record({ sku: fc.constant('LN-1'), price: maybe(fc.constant(90_000)), currency: fc.constant('USD') }), { maxLength: 1 }),
    unlistedCodes: words('ZX-9'),
  }),
});

const screen = (given: ScreeningFacts) => screenInquiry(given, POLICY);
const pointsOf = (given: ScreeningFacts) => screen(given).points;
const RANK = { pass: 0, look: 1, hold: 2 } as const;
const rankOf = (given: ScreeningFacts) => RANK[screen(given).band];

describe('the points of any inquiry', () => {
  it('are the sum of its signs, each named once, with a reason and never worth nothing', () => {
    fc.assert(fc.property(facts, (given) => {
      const { points, signs, unknown } = screen(given);
      expect(points).toBe(signs.reduce((sum, sign) => sum + sign.points, 0));
      expect(new Set(signs.map(({ sign }) => sign)).size).toBe(signs.length);
      for (const sign of signs) {
        expect(sign.because.length).toBeGreaterThan(0);
        expect(sign.points).not.toBe(0);
        expect(unknown).not.toContain(sign.sign);
      }
    }));
  });
  it('are the same for the same facts', () => {
    fc.assert(fc.property(facts, (given) => {
      expect(screen(structuredClone(given))).toEqual(screen(given));
    }));
  });
  it('draw the band by nothing but themselves', () => {
    fc.assert(fc.property(facts, (given) => {
      const { points, band } = screen(given);
      expect(band).toBe(points >= POLICY.bands.holdFrom ? 'hold' : points >= POLICY.bands.lookFrom ? 'look' : 'pass');
    }));
  });
  it('reach a hold only by two doubts or more, whatever the policy weighs', () => {
    fc.assert(fc.property(facts, fc.integer({ min: 0, max: 40 }), (given, weight) => {
      const weights = Object.fromEntries(Object.keys(POLICY.weights).map((name) => [name, GOOD_SIGNS.some((good) => good === name) ? 0 : weight]));
      const { band, signs } = screenInquiry(given, screeningPolicy({ weights }));
      if (band === 'hold') expect(signs.filter(({ points }) => points > 0).length).toBeGreaterThanOrEqual(2);
    }));
  });
});

/** What each doubt rests on, taken away. */
const WITHOUT: Readonly<Record<string, (given: ScreeningFacts) => ScreeningFacts>> = {
  'large-first-quantity': (given) => ({ ...given, features: { ...given.features, quantities: [] } }),
  'urgent-meeting': (given) => ({ ...given, features: { ...given.features, urgentMeeting: null } }),
  'early-credit': (given) => ({ ...given, features: { ...given.features, cues: { ...given.features.cues, credit: [] } } }),
  'third-party': (given) => ({ ...given, features: { ...given.features, cues: { ...given.features.cues, 'third-party': [] } } }),
  'free-samples': (given) => ({ ...given, features: { ...given.features, freeSamples: { words: [], ofSeveral: [] } } }),
  'reply-elsewhere': (given) => ({ ...given, sender: { ...given.sender, replyGoesElsewhere: false } }),
  'sender-not-authentic': (given) => ({ ...given, sender: { ...given.sender, authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' } } }),
  'doubtful-domain': (given) => ({ ...given, sender: { ...given.sender, lookAlike: null, takesMail: null, domainAge: { days: 5_000, atMs: 0 } } }),
  'free-mailbox-of-firm': (given) => (given.sender.domain === 'gmail.com' ? { ...given, sender: { ...given.sender, domain: 'firm.example', lookAlike: null, takesMail: null, domainAge: { days: 5_000, atMs: 0 } } } : given),
  'same-text': (given) => ({ ...given, sender: { ...given.sender, sameTextSenders: 0 } }),
  'country-mismatch': (given) => ({ ...given, sender: { ...given.sender, countries: { stated: null, phone: null, ip: null, zone: null } } }),
  'little-trace': (given) => ({ ...given, sender: { ...given.sender, firm: null }, features: { ...given.features, cues: { ...given.features.cues, 'grand-claim': [] } } }),
};

const searched = (given: ScreeningFacts, outcome: 'found' | 'not-found' | 'unknown') => ({ ...given, lookUps: [{ where: 'registry' as const, outcome, atMs: 0 }] });

describe('doubts', () => {
  it.each(Object.entries(WITHOUT))('taken away never raise the points: %s', (sign, without) => {
    fc.assert(fc.property(facts, (given) => {
      expect(pointsOf(without(given))).toBeLessThanOrEqual(pointsOf(given));
      expect(screen(without(given)).signs.map((seen) => seen.sign)).not.toContain(sign);
    }));
  });
  it('about size, colour or papers that are asked take the doubts of asking nothing away', () => {
    fc.assert(fc.property(facts, (given) => {
      const asking = { ...given, features: { ...given.features, topics: [...given.features.topics, { topic: 'size' as const, words: 'cm' }] } };
      expect(pointsOf(asking)).toBeLessThanOrEqual(pointsOf(given));
      for (const { sign } of screen(asking).signs) expect(['large-first-quantity', 'no-specifics', 'free-samples']).not.toContain(sign);
    }));
  });
  it('that a search failed weigh no more than that it found nothing, and less than nothing when it found something', () => {
    fc.assert(fc.property(facts, (given) => {
      expect(pointsOf(searched(given, 'unknown'))).toBeLessThanOrEqual(pointsOf(searched(given, 'not-found')));
      expect(pointsOf(searched(given, 'found'))).toBeLessThanOrEqual(pointsOf(searched(given, 'unknown')));
      expect(pointsOf(searched(given, 'unknown')) - pointsOf(searched(given, 'found'))).toBeLessThanOrEqual(POLICY.weights['trace-unknown']);
    }));
  });
});

const allIn = (given: ScreeningFacts, code: string) => ({ ...given, sender: { ...given.sender, countries: { stated: code, phone: code, ip: code, zone: [code] } } });

const notTold = (given: ScreeningFacts) => ({ ...given, sender: { ...given.sender, countries: { stated: null, phone: null, ip: null, zone: null } } });

describe('a country', () => {
  it('never scores by itself: all of somebody in one country is as good as in another', () => {
    fc.assert(fc.property(facts, fc.constantFrom('DE', 'NG', 'CN', 'RU', 'US', 'PH'), fc.constantFrom('DE', 'NG', 'CN', 'RU'), (given, one, other) => {
      expect(screen(allIn(given, one))).toEqual(screen(allIn(given, other)));
      expect(screen(allIn(given, one))).toEqual(screen(notTold(given)));
    }));
  });
});

describe('known good customers', () => {
  it.each<[string, Partial<ScreeningFacts['customer']>]>([
    ['bought twice', { orderCount: 2, isFirstContact: false }], ['bought often', { orderCount: 40, isFirstContact: false }], ['are verified', { isVerified: true }], ['paid for a sample', { hasPaidSample: true }], ['wrote before', { isFirstContact: false }],
  ])('who %s are never higher than the same words of somebody new', (_, known) => {
    const fresh = { isFirstContact: true, orderCount: 0, isVerified: false, hasPaidSample: false };
    fc.assert(fc.property(facts, (given) => {
      const [stranger, customer] = [{ ...given, customer: fresh }, { ...given, customer: { ...fresh, ...known } }];
      expect(pointsOf(customer)).toBeLessThanOrEqual(pointsOf(stranger));
      expect(rankOf(customer)).toBeLessThanOrEqual(rankOf(stranger));
    }));
  });
});
