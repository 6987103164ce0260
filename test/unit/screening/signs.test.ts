import { describe, expect, it } from 'vitest';
import { readInquiry } from '../../../src/domain/screening/inquiry-features.ts';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import type { FirmLookUp, ScreeningFacts, SenderAuthentication } from '../../../src/domain/screening/screening-facts.ts';
import { screeningFaults, screeningPolicy, SCREENING_SIGNS, type ScreeningOverrides } from '../../../src/domain/screening/screening-policy.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { someFacts } from '../../support/screening-facts.ts';

const LARGE = 'We need 5000 pcs.';
const PLAIN = 'Do you have the white lantern?';
const seen = (facts: ScreeningFacts, own: ScreeningOverrides = {}) => screenInquiry(facts, screeningPolicy(own)).signs.map(({ sign, points }) => [sign, points]);
const unknown = (facts: ScreeningFacts, own: ScreeningOverrides = {}) => screenInquiry(facts, screeningPolicy(own)).unknown;
const lookUps = (...outcomes: FirmLookUp['outcome'][]): readonly FirmLookUp[] => outcomes.map((outcome, index) => ({ where: (['registry', 'web', 'trade-data'] as const)[index] ?? 'web', outcome, atMs: index * 10 }));

describe('a large first quantity', () => {
  it('is measured by the first orders of the shop, from the quantile on', () => {
    expect(seen(someFacts('We need 600 pcs.'))).toContainEqual(['large-first-quantity', 3]);
    expect(seen(someFacts('We need 599 pcs.'))).toEqual([['no-specifics', 2]]);
  });
  it('is not known with few orders, unless the policy says what is large', () => {
    const young = someFacts(LARGE, { shop: { usualFirstQuantity: { pieces: 600, orders: 49 } } });
    expect(seen(young)).toEqual([['no-specifics', 2]]);
    expect(unknown(young)).toEqual(['large-first-quantity', 'neater-than-usual']);
    expect(seen(young, { largeQuantity: { piecesWithoutHistory: 1_000 } })).toContainEqual(['large-first-quantity', 3]);
    expect(unknown(someFacts(PLAIN, { shop: { usualFirstQuantity: null } }))).toEqual(['neater-than-usual']);
  });
  it('is nothing of somebody who has bought, or who asks about the product, or names one', () => {
    expect(seen(someFacts(LARGE, { customer: { orderCount: 1 } }))).toEqual([['no-specifics', 2]]);
    expect(seen(someFacts(`${LARGE} In which sizes?`))).toEqual([]);
    expect(seen(someFacts(LARGE, { shop: { namedProducts: [{ sku: 'A-1', price: null, currency: 'USD' }] } }))).toEqual([['listed-product', -2]]);
  });
});

describe('nothing specific', () => {
  it('counts only of those who want to buy', () => {
    expect(seen(someFacts('How much?'))).toEqual([['no-specifics', 2]]);
    expect(seen(someFacts('Where is it?', { kind: 'order-tracking' } as never))).toEqual([]);
    expect(seen(someFacts('We need 60 pcs.', { kind: 'other' } as never))).toEqual([['no-specifics', 2]]);
    expect(seen(someFacts('We need 49 pcs.', { kind: 'other' } as never))).toEqual([]);
    expect(seen(someFacts('The 500 pcs are broken.', { kind: 'complaint' } as never))).toEqual([]);
  });
});

describe('contradictions', () => {
  it('weigh more the more topics they are of, and never as much as a hold', () => {
    const one = 'White lanterns, order quantity 100 pcs, in total 900 pcs.';
    const two = `${one} We pay by cheque.`;
    const five = `${two} As your regular customer we offer $0.50 each. It is 5 tons. Price is no problem, lowest price please.`;
    expect(seen(someFacts(one))).toEqual([['contradiction', 3]]);
    expect(seen(someFacts(two))).toEqual([['contradiction', 4]]);
    expect(seen(someFacts(five, { shop: { unlistedCodes: ['ZX-9'] } }))).toEqual([['contradiction', 6]]);
  });
  it('with the shop need terms that are stated', () => {
    const nothingStated = { payments: null, fastestDeliveryDays: null, wholesaleFromPieces: null, soldIn: null, lowestPrice: null };
    const text = 'White lanterns: we pay by cheque. We offer $0.50 each. Deliver 5 tons within 2 days. Factory price for 2 pcs.';
    expect(seen(someFacts(text))).toEqual([['contradiction', 5]]);
    expect(seen(someFacts(text, { shop: { terms: nothingStated } }))).toEqual([]);
  });
  it.each([
    ['quantities of less than twice', 'White lanterns, order quantity 100 pcs, in total 199 pcs.'], ['quantities in two units', 'White lanterns, in total 100 pcs, that is in total 900 pairs.'],
    ['a price in another currency', 'White lanterns, we offer 1 EUR each.'], ['a price not far below', 'White lanterns, we offer $1.60 each.'], ['one way to pay of two that is taken', 'White lanterns. We pay by cheque or bank transfer.'],
    ['as many days as the shop needs', 'We need 60 pcs in white. Deliver within 12 days.'], ['a few pieces soon', 'We need 2 pcs in white. Deliver within 2 days.'], ['a factory price for a number', 'Factory price for 11 pcs, white?'],
    ['a delivery term alone', 'White lanterns, FOB Ningbo.'], ['weight of a parcel', 'White lanterns, is it 2 kg?'],
  ])('are not %s', (_, text) => {
    expect(seen(someFacts(text)).filter(([sign]) => sign === 'contradiction')).toEqual([]);
  });
  it('are judged by the price of the product that is named', () => {
    const text = 'LN-1 in white: we offer $3.00 each.';
    const named = (price: number | null) => someFacts(text, { shop: { namedProducts: [{ sku: 'LN-1', price, currency: 'USD' }] } });
    expect(seen(named(100_000))).toEqual([['contradiction', 3], ['listed-product', -2]]);
    expect(seen(named(70_000))).toEqual([['listed-product', -2]]);
    expect(seen(named(null))).toEqual([['listed-product', -2]]);
  });
  it('with the records are none of somebody who has bought', () => {
    const text = 'White lanterns, same as last time.';
    expect(seen(someFacts(text))).toEqual([['contradiction', 3]]);
    expect(seen(someFacts(text, { customer: { orderCount: 1 } }))).toEqual([]);
  });
});

describe('an urgent meeting', () => {
  it('needs both, close together; a ground leaves little', () => {
    expect(seen(someFacts('White. You must come to our office immediately.'))).toEqual([['urgent-meeting', 3]]);
    expect(seen(someFacts('White. I fly home after the trade fair, may I visit your showroom tomorrow?'))).toEqual([['urgent-meeting', 1]]);
    expect(seen(someFacts('White. You must come to our office.'))).toEqual([]);
    expect(seen(someFacts('White. Immediately, please.'))).toEqual([]);
    expect(seen(someFacts(`White. Immediately, please. ${'We like the lamps and have looked at them for a while. '.repeat(6)} One day we may visit your factory.`))).toEqual([]);
  });
});

const from = (domain: string | null) => someFacts(PLAIN, { sender: { firm: 'Sonnenschein AG', domain } });

describe('little trace of a well-known firm', () => {
  const claim = 'We are one of the largest importers. White lanterns, please.';
  it.each<[FirmLookUp['outcome'][], number]>([
    [['not-found', 'not-found', 'not-found'], 3], [['not-found', 'unknown', 'not-found'], 1], [['unknown', 'unknown', 'unknown'], 1], [['not-found'], 3], [['not-found', 'found', 'unknown'], 0], [['found'], 0],
  ])('%j scores %d', (outcomes, points) => {
    expect(seen(someFacts(claim, { lookUps: lookUps(...outcomes) }))).toEqual(points === 0 ? [] : [['little-trace', points]]);
  });
  it('is not known before anybody looked', () => expect(unknown(someFacts(claim))).toContain('little-trace'));
  it('is told with the time of the last search', () => {
    expect(screenInquiry(someFacts(claim, { lookUps: lookUps('not-found', 'not-found') }), screeningPolicy()).signs).toMatchObject([{ source: 'look-up', atMs: 10, matched: ['one of the largest'] }]);
  });
  it('is nothing of a firm that claims nothing, found or not', () => {
    for (const outcome of ['found', 'not-found', 'unknown'] as const) expect(seen(someFacts(PLAIN, { sender: { firm: 'Shedworks' }, lookUps: lookUps(outcome, outcome, outcome) })), outcome).toEqual([]);
  });
  it('of a firm with known domains is one that writes from elsewhere', () => {
    const own = { wellKnownFirms: [{ name: 'Sonnenschein', domains: ['sonne.example'] }] };
    expect(seen(from('buy.sonne.example'), own)).toEqual([]);
    expect(seen(from('sonne-buy.example'), own)).toEqual([['little-trace', 3]]);
    expect(unknown(from(null), own)).toContain('little-trace');
    expect(seen(from('sonne-buy.example'))).toEqual([]);
  });
});

const seenAt = (countries: Partial<ScreeningFacts['sender']['countries']>) => seen(someFacts(PLAIN, { sender: { countries: { stated: null, phone: null, ip: null, zone: null, ...countries } } }));

describe('the sender', () => {
  it.each<[Partial<SenderAuthentication>, boolean]>([
    [{ dmarc: 'fail' }, true], [{ dmarc: 'pass', spf: 'fail', dkim: 'fail' }, false], [{ dmarc: 'none', spf: 'fail', dkim: 'pass' }, false], [{ dmarc: 'none', spf: 'pass', dkim: 'fail' }, false],
    [{ dmarc: 'none', spf: 'fail', dkim: 'none' }, true], [{ dmarc: 'none', spf: 'none', dkim: 'fail' }, true], [{ dmarc: 'none', spf: 'none', dkim: 'none' }, false], [{ dmarc: 'unknown', spf: 'fail', dkim: 'unknown' }, true],
  ])('with %j', (results, fails) => {
    expect(seen(someFacts(PLAIN, { sender: { authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass', ...results } } }))).toEqual(fails ? [['sender-not-authentic', 3]] : []);
  });
  it('is not known to be authentic where nothing could be checked, and need not be where no mail came', () => {
    const unchecked = { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' } as const;
    for (const authentication of [null, unchecked]) expect(unknown(someFacts(PLAIN, { sender: { authentication } }))).toContain('sender-not-authentic');
    expect(unknown(someFacts(PLAIN, { sender: { domain: null, authentication: null, domainAge: null } }))).toEqual(['neater-than-usual']);
  });
  it('has a doubtful domain once, however many doubts there are', () => {
    const lookAlike = { of: 'lampenhaus.example', by: 'typing', distance: 1 } as const;
    const both = screenInquiry(someFacts(PLAIN, { sender: { domainAge: { days: 89, atMs: 7 }, lookAlike } }), screeningPolicy());
    expect(both.signs).toMatchObject([{ sign: 'doubtful-domain', points: 4, atMs: 7, because: [{ code: 'screen-domain-looks-like' }, { code: 'screen-young-domain' }] }]);
    expect(seen(someFacts(PLAIN, { sender: { domainAge: { days: 90, atMs: 7 } } }))).toEqual([]);
    expect(seen(someFacts(PLAIN, { sender: { domain: 'lаmp.example' } }))).toEqual([['doubtful-domain', 4]]);
    expect(screenInquiry(someFacts(PLAIN, { sender: { takesMail: { does: false, atMs: 9 } } }), screeningPolicy()).signs).toMatchObject([{ sign: 'doubtful-domain', points: 4, atMs: 9, source: 'look-up', because: [{ code: 'screen-domain-takes-no-mail' }] }]);
    expect(seen(someFacts(PLAIN, { sender: { takesMail: { does: true, atMs: 9 } } }))).toEqual([]);
    expect(unknown(someFacts(PLAIN, { sender: { domainAge: null } }))).toContain('doubtful-domain');
    expect(seen(someFacts(PLAIN, { sender: { domain: 'gmail.com', domainAge: { days: 3, atMs: 0 } } }))).toEqual([]);
  });
  it('shows a firm and a free mailbox, or only one of them', () => {
    expect(seen(someFacts(PLAIN, { sender: { domain: 'gmail.com', firm: 'Shedworks' } }))).toEqual([['free-mailbox-of-firm', 2]]);
    expect(seen(someFacts(PLAIN, { sender: { domain: 'gmail.com' } }))).toEqual([]);
    expect(seen(someFacts(PLAIN, { sender: { firm: 'Shedworks' } }))).toEqual([]);
  });
  it('is measured against the country that is stated, and by nothing without one', () => {
    expect(seenAt({ stated: 'DE', phone: 'DE', ip: 'DE', zone: ['CH', 'DE'] })).toEqual([]);
    expect(seenAt({ phone: 'NG', ip: 'GB' })).toEqual([]);
    expect(seenAt({ stated: 'DE', phone: 'NG', ip: 'GB', zone: ['US'] })).toEqual([['country-mismatch', 2]]);
    expect(seenAt({ stated: 'DE', zone: [] })).toEqual([]);
  });
});

describe('the rest', () => {
  it('credit counts at the first contact only', () => {
    expect(seen(someFacts('60 white lanterns, net 30.'))).toEqual([['early-credit', 3]]);
    expect(seen(someFacts('60 white lanterns, net 30.', { customer: { isFirstContact: false } }))).toEqual([]);
    expect(seen(someFacts('60 white lanterns, net 30.', { customer: { orderCount: 1 } }))).toEqual([]);
  });
  it('samples count when they are free, of several kinds, and nothing is asked about them', () => {
    expect(seen(someFacts('Send 3 free samples.'))).toEqual([['no-specifics', 2], ['free-samples', 2]]);
    expect(seen(someFacts('Send a free sample.'))).toEqual([['no-specifics', 2]]);
    expect(seen(someFacts('Send 3 free samples. Is that possible?'))).toEqual([['no-specifics', 2]]);
    expect(seen(someFacts('Send 3 free samples in white.'))).toEqual([]);
  });
  it('the same text counts once it came from somebody else', () => {
    expect(seen(someFacts(PLAIN, { sender: { sameTextSenders: 1 } }))).toEqual([['same-text', 4]]);
    expect(unknown(someFacts(PLAIN, { sender: { sameTextSenders: null } }))).toContain('same-text');
  });
  it('what speaks for a buyer', () => {
    expect(seen(someFacts(PLAIN, { customer: { orderCount: 2, isVerified: true, hasPaidSample: true } }))).toEqual([['repeat-buyer', -4], ['verified-account', -3], ['paid-sample', -4]]);
    expect(seen(someFacts(PLAIN, { customer: { orderCount: 1 } }))).toEqual([]);
  });
});

describe('a screening policy', () => {
  it('may weigh a sign otherwise, or not at all', () => {
    expect(seen(someFacts('How much?'), { weights: { 'no-specifics': 1 } })).toEqual([['no-specifics', 1]]);
    expect(seen(someFacts('How much?'), { weights: { 'no-specifics': 0 } })).toEqual([]);
  });
  it('may draw the bands otherwise; one sign stays below a hold whatever it weighs', () => {
    const facts = someFacts('How much?');
    expect(screenInquiry(facts, screeningPolicy({ bands: { lookFrom: 2 } })).band).toBe('look');
    expect(screenInquiry(facts, screeningPolicy({ weights: { 'no-specifics': 50 } }))).toMatchObject({ band: 'look', points: 6 });
  });
  it('is as it comes without fault, and told of what cannot be meant', () => {
    expect(screeningFaults(screeningPolicy())).toEqual([]);
    const faults = screeningFaults(screeningPolicy({ bands: { lookFrom: 9 }, weights: { 'same-text': 7, 'reply-elsewhere': -1, 'paid-sample': 1, 'third-party': 6.9 } }));
    expect(faults.map(({ at }) => at.join('.'))).toEqual(['bands.holdFrom', 'weights.reply-elsewhere', 'weights.same-text', 'weights.paid-sample']);
  });
  it('keeps the firms that come along beside its own', () => {
    const firms = screeningPolicy({ wellKnownFirms: [{ name: 'Sonnenschein', domains: [] }] }).wellKnownFirms.map(({ name }) => name);
    expect(firms[0]).toBe('Sonnenschein');
    expect(firms).toContain('IKEA');
  });
});

describe('a screening', () => {
  it('words every reason in English and Chinese', () => {
    const facts = someFacts('We are one of the largest importers and your regular customer. We need 9000 pcs, net 60. Our forwarder collects. Come to our office immediately. Send 3 free samples.', {
      lookUps: lookUps('not-found'),
      customer: { orderCount: 0, isVerified: true, hasPaidSample: true },
      sender: { domain: 'gmail.com', firm: 'Shedworks', replyGoesElsewhere: true, sameTextSenders: 2, authentication: { spf: 'fail', dkim: 'none', dmarc: 'fail' }, countries: { stated: 'DE', phone: 'NG', ip: null, zone: null } },
    });
    const { signs, band } = screenInquiry(facts, screeningPolicy());
    expect(band).toBe('hold');
    expect(signs.length).toBeGreaterThan(10);
    for (const { because } of signs) for (const reason of because) {
      expect(wordReason(reason, 'en', 'UTC')).not.toMatch(/[{}[\]]/);
      expect(wordReason(reason, 'zh', 'UTC')).toMatch(/\p{Script=Han}/u);
    }
    expect(wordReason(signs.find(({ sign }) => sign === 'early-credit')?.because[0] ?? { code: 'screen-unknown', params: {} }, 'en', 'UTC')).toBe('asks for credit at the first contact: net 60');
  });
  it('knows every sign by name, the five first', () => {
    expect(SCREENING_SIGNS.slice(0, 5)).toEqual(['large-first-quantity', 'contradiction', 'urgent-meeting', 'little-trace', 'neater-than-usual']);
  });
  it('reads the subject as well, and no more than four pages', () => {
    expect(readInquiry({ text: 'hello', subject: 'We need 5000 pcs', language: null, filledShare: null }).quantities).toHaveLength(1);
    const startedMs = performance.now();
    const long = readInquiry({ text: '5000 pcs net 30 urgent visit your factory LN-240 $2 each within 3 days deliver. '.repeat(14_000), subject: null, language: null, filledShare: null });
    expect(long.codes.length).toBeLessThanOrEqual(50);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });
});
