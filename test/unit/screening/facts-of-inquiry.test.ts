import { describe, expect, it } from 'vitest';
import { foldText } from '../../../src/domain/folded-text.ts';
import { factsOfInquiry, readAsked, type ShopKnowledge } from '../../../src/domain/screening/facts-of-inquiry.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { type InquiryToScreen, NO_HEADERS, type SenderHeaders } from '../../../src/domain/screening/inquiry-to-screen.ts';
import { DEFAULT_SCREENING } from '../../../src/domain/screening/screening-policy.ts';
import { questionsText, verifyingQuestions } from '../../../src/domain/screening/verifying-questions.ts';
import { languageWritten } from '../../../src/domain/text-language.ts';
import { aPolicy } from '../../support/builders.ts';

const ASKED: InquiryToScreen = {
  id: 1, customerId: toCustomerId('00000000-0000-0000-0000-000000000001'), kind: 'pre-sales', text: 'We need 60 lanterns. Regards, Bramble & Finch Ltd', firstText: '', throughEntry: 1, language: 'en', address: null, name: null,
  country: null, phoneCountry: null, timeZone: null, customer: { isFirstContact: true, orderCount: 0, isVerified: false, hasPaidSample: false }, nowMs: Date.UTC(2011, 10, 29),
};
const KNOWLEDGE: ShopKnowledge = { shop: { usualFirstQuantity: null, usualNeatness: null, namedProducts: [], unlistedCodes: [] }, lowestPrice: { amount: 40_000, currency: 'GBP' }, sameTextSenders: 0, customerDomains: ['bramblefinch.example'] };
const policy = { ...aPolicy(), countryZones: { DE: 'Europe/Berlin', FR: 'Europe/Paris', GB: 'Europe/London', US: ['America/New_York', 'America/Denver'] } };

function facts(over: Partial<InquiryToScreen> = {}, headers: Partial<SenderHeaders> = {}, domain: string | null = null) {
  const lookedUp = { takesMail: null, domainAge: null, firm: [] };
  return factsOfInquiry(readAsked({ ...ASKED, ...over }, { ...NO_HEADERS, ...headers }, policy), { domain, lookedUp, knowledge: KNOWLEDGE, rules: DEFAULT_SCREENING, policy });
}

describe('the facts of an inquiry', () => {
  it('name the firm of the text, else of the account', () => {
    expect(facts().sender.firm).toBe('Bramble & Finch Ltd');
    expect(facts({ text: 'We need 60 lanterns.', name: 'Grünhof Gartencenter GmbH' }).sender.firm).toBe('Grünhof Gartencenter GmbH');
    expect(facts({ text: 'We need 60 lanterns.', name: 'Ann' }).sender.firm).toBeNull();
  });
  it('compare the domain with those of the shop, of well-known firms and of its important customers', () => {
    expect(facts({}, {}, 'wa1mart.com').sender.lookAlike?.of).toBe('walmart.com');
    expect(facts({}, {}, 'bramblefinsh.example').sender.lookAlike?.of).toBe('bramblefinch.example');
    expect(facts({}, {}, policy.sender.domain).sender.lookAlike).toBeNull();
    expect(facts().sender.lookAlike).toBeNull();
  });
  it('tell whether answers go elsewhere, by the head of the mail', () => {
    expect(facts({}, { from: 'a@a.example', replyTo: 'a@b.example' }).sender.replyGoesElsewhere).toBe(true);
    expect(facts({}, { from: 'a@a.example', replyTo: null }).sender.replyGoesElsewhere).toBe(false);
  });
  it('set a zone against the stated country by what clocks show, and only where both are known', () => {
    expect(facts({ country: 'DE', timeZone: 'Europe/Paris' }).sender.countries.zone).toEqual(['DE', 'FR']);
    expect(facts({ country: 'US', timeZone: 'America/Phoenix' }).sender.countries.zone).toEqual(['US']);
    expect(facts({ country: 'DE', timeZone: 'Asia/Shanghai' }).sender.countries.zone).toEqual([]);
    for (const over of [{ country: 'TR', timeZone: 'Asia/Shanghai' }, { country: 'DE', timeZone: null }, { country: null, timeZone: 'Asia/Shanghai' }, { country: 'DE', timeZone: 'Mars/Base' }]) expect(facts(over).sender.countries.zone).toBeNull();
  });
  it('read the goods of the policy as pieces, and know its terms with the lowest price', () => {
    const told = { ...policy, screening: { rules: {}, terms: { payments: null, fastestDeliveryDays: 12, wholesaleFromPieces: 50, soldIn: null }, goods: ['lantern*'] } };
    const read = readAsked(ASKED, NO_HEADERS, told);
    expect(read.features.quantities).toMatchObject([{ amount: 60, unit: 'piece' }]);
    const { shop } = factsOfInquiry(read, { domain: null, lookedUp: { takesMail: null, domainAge: null, firm: [] }, knowledge: KNOWLEDGE, rules: DEFAULT_SCREENING, policy: told });
    expect(shop.terms).toMatchObject({ fastestDeliveryDays: 12, lowestPrice: { amount: 40_000 } });
  });
});

describe('the language of a text', () => {
  it.each([
    ['We would like to know the price of your lamps', 'en'], ['Wir brauchen die Lampen bis nächste Woche', 'de'], ['请问这款灯多少钱', 'zh'], ['ランプはいくらですか', 'ja'], ['كم سعر المصباح', 'ar'], ['12345', null], ['LN-240 x 60', null],
  ])('"%s": %s', (text, language) => expect(languageWritten(foldText(text))).toBe(language));
});

describe('questions', () => {
  it('leave as plain words, numbered', () => {
    const text = questionsText(verifyingQuestions([], 'de'));
    expect(text.split('\n\n')).toHaveLength(3);
    expect(text).toContain('\n\n1. ');
    expect(text).toContain('\n2. ');
  });
});
