import { describe, expect, it } from 'vitest';
import { screenInquiry } from '../../../src/domain/screening/screen-inquiry.ts';
import type { ScreeningFacts } from '../../../src/domain/screening/screening-facts.ts';
import { screeningPolicy } from '../../../src/domain/screening/screening-policy.ts';
import { someFacts } from '../../support/screening-facts.ts';

const PLAIN = 'Do you have the white lantern?';
/** What was seen, without points: reasons with their figures, words, source and time. */
const evidence = (facts: ScreeningFacts) => screenInquiry(facts, screeningPolicy()).signs
  .map(({ sign, because, matched, source, atMs }) => ({ sign, because: because.map(({ code, params }) => ({ [code]: params })), matched, source, atMs }));
const signsOf = (facts: ScreeningFacts) => evidence(facts).map(({ sign }) => sign);
const contradicts = (text: string, over: Parameters<typeof someFacts>[1] = {}) => evidence(someFacts(text, over))
  .filter(({ sign }) => sign === 'contradiction').flatMap(({ because, matched }) => [...because, matched]);
const from = (sender: Partial<ScreeningFacts['sender']>) => evidence(someFacts(PLAIN, { sender }));
const named = (...prices: (number | null)[]) => ({ shop: { namedProducts: prices.map((price, index) => ({ sku: `A-${index}`, price, currency: 'USD' })) } });
const lookAlike = (by: 'typing' | 'script') => from({ domain: 'lаmp.example', lookAlike: { of: 'lamp.example', by, distance: 1 } });
const checks = (spf: 'fail' | 'none', dkim: 'fail' | 'none', dmarc: 'fail' | 'none') => from({ authentication: { spf, dkim, dmarc } }).flatMap(({ because }) => because);
const countries = (some: Partial<ScreeningFacts['sender']['countries']>) => from({ countries: { stated: 'DE', phone: null, ip: null, zone: null, ...some } }).flatMap(({ because }) => because);
const withOrders = (orders: number) => signsOf(someFacts('We need 600 pcs.', { shop: { usualFirstQuantity: { pieces: 600, orders } } }));
const bandAt = (points: number) => screenInquiry(someFacts('White, net 60. Our forwarder collects.'), screeningPolicy({ weights: { 'early-credit': points - 1, 'third-party': 1 } })).band;

describe('the evidence of what is asked', () => {
  it('has quantities with what is large', () => {
    expect(evidence(someFacts('We need 5000 pcs, or 100 pcs.'))).toEqual([
      { sign: 'large-first-quantity', because: [{ 'screen-large-first-quantity': { pieces: 5_000, largeFrom: 600, words: '5000 pcs' } }], matched: ['5000 pcs'], source: 'text', atMs: null },
      { sign: 'no-specifics', because: [{ 'screen-no-specifics': {} }], matched: [], source: 'text', atMs: null },
    ]);
  });
  it('has the largest of several quantities, wherever it stands', () => {
    expect(evidence(someFacts('We need 700 pcs, or 5000 pcs.'))[0]?.matched).toEqual(['5000 pcs']);
  });
  it('has the words by which somebody wants to buy', () => {
    expect(evidence(someFacts('Price, please. A quotation?'))).toMatchObject([{ sign: 'no-specifics', matched: ['Price', 'quotation'] }]);
  });
  it('counts the quantity of each kind, and none of a sample or of later', () => {
    expect(evidence(someFacts('1000 pcs per model, please.'))[0]?.matched).toEqual(['1000 pcs']);
    expect(signsOf(someFacts('900 pcs per year.'))).toEqual(['no-specifics']);
    expect(signsOf(someFacts('We take 700 sample pieces.'))).toEqual(['no-specifics']);
  });
  it('has the words of meeting, hurry and ground', () => {
    expect(evidence(someFacts('White. You must come immediately.'))).toEqual([
      { sign: 'urgent-meeting', because: [{ 'screen-urgent-meeting': { words: 'You must come · immediately' } }], matched: ['You must come', 'immediately'], source: 'text', atMs: null },
    ]);
    expect(evidence(someFacts('White. May I visit your showroom tomorrow, after the trade show?'))).toMatchObject([
      { because: [{ 'screen-urgent-meeting-with-ground': { words: 'visit your · tomorrow', ground: 'trade show' } }], matched: ['visit your', 'tomorrow', 'trade show'] },
    ]);
  });
  it('takes the hurry that stands closest to the meeting, and no ground from far away', () => {
    const far = 'We looked at the white lanterns for quite a while and talked about them in the family. '.repeat(4);
    expect(evidence(someFacts(`Urgent! ${far} Please visit us, immediately.`))).toMatchObject([{ matched: ['visit us', 'immediately'] }]);
    expect(evidence(someFacts('White. Urgent, I would like to visit us both there one day, immediately.'))).toMatchObject([{ matched: ['visit us', 'Urgent'] }]);
    expect(evidence(someFacts(`Please visit us, immediately. ${far} The wedding was lovely.`))).toMatchObject([{ because: [{ 'screen-urgent-meeting': {} }] }]);
    expect(evidence(someFacts(`Please visit us. ${far} Immediately.`))).toEqual([]);
    expect(evidence(someFacts(`Immediately. ${far} Please visit us.`))).toEqual([]);
  });
  it('has the words of samples, credit and third parties', () => {
    const samples = evidence(someFacts('Free samples of each model.')).find(({ sign }) => sign === 'free-samples');
    expect(samples).toMatchObject({ because: [{ 'screen-free-samples': { words: 'Free samples · of each' } }], matched: ['Free samples', 'of each'] });
    expect(evidence(someFacts('White lanterns, net 60.'))).toEqual([{ sign: 'early-credit', because: [{ 'screen-early-credit': { words: 'net 60' } }], matched: ['net 60'], source: 'text', atMs: null }]);
    expect(evidence(someFacts('White lanterns. Our forwarder collects.'))).toEqual([
      { sign: 'third-party', because: [{ 'screen-third-party': { words: 'Our forwarder' } }], matched: ['Our forwarder'], source: 'text', atMs: null },
    ]);
  });
  it('counts those who sent the same, and the orders of those who bought', () => {
    expect(from({ sameTextSenders: 3 })).toEqual([{ sign: 'same-text', because: [{ 'screen-same-text': { senders: 3 } }], matched: [], source: 'history', atMs: null }]);
    expect(evidence(someFacts(PLAIN, { customer: { orderCount: 4 } }))).toMatchObject([{ sign: 'repeat-buyer', because: [{ 'screen-repeat-buyer': { orders: 4 } }], source: 'history' }]);
    const namedProducts = ['A-1', 'B-2'].map((sku) => ({ sku, price: null, currency: 'USD' }));
    expect(evidence(someFacts(PLAIN, { shop: { namedProducts } }))).toMatchObject([{ because: [{ 'screen-listed-product': { skus: 'A-1, B-2' } }], matched: ['A-1', 'B-2'] }]);
  });
});

describe('the evidence of contradictions', () => {
  it.each<[string, string, string[]]>([
    ['screen-two-quantities', 'White, in total 100 pcs, that is 200 pcs.', ['100 pcs', '200 pcs']],
    ['screen-two-quantities', 'White, in total 200 pcs, I mean in total 100 pcs.', ['200 pcs', '100 pcs']],
    ['screen-bulk-price-for-few', 'Bulk price for 10 pcs, white.', ['Bulk price', '10 pcs']],
    ['screen-price-far-below', 'White, we offer $1.50 each.', ['we offer $1.50 each']],
    ['screen-any-and-lowest-price', 'White, price is no problem, lowest price please.', ['price is no problem', 'lowest price']],
    ['screen-two-payments', 'White. We pay in advance. We pay net 30.', ['pay in advance', 'net 30']],
    ['screen-payment-not-taken', 'White. We pay by cheque. Do you like bitcoin?', ['cheque']],
    ['screen-delivery-too-soon', 'White, 50 pcs. Deliver within 3 days. Pay within 20 days.', ['3 days']],
    ['screen-delivery-terms-differ', 'White, FOB, door to door.', ['FOB', 'door to door']],
    ['screen-delivery-terms-differ', 'White, fob and FOB, door to door.', ['fob', 'FOB', 'door to door']],
    ['screen-delivery-terms-differ', 'White, DDP, our forwarder collects.', ['DDP', 'our forwarder']],
    ['screen-not-sold-so', 'White, 5 tons.', ['5 tons']],
    ['screen-no-such-history', 'White, as your regular customer.', ['as your regular customer']],
  ])('%s: %s', (code, text, words) => {
    expect(contradicts(text)).toEqual([{ [code]: { words: words.join(' · ') } }, words]);
  });
  it('have one of a topic, the first; and every topic', () => {
    expect(contradicts('White, in total 2 pcs, that is 6 pcs. Bulk price please. 5 tons.').slice(0, -1)).toEqual([{ 'screen-two-quantities': { words: '2 pcs · 6 pcs' } }, { 'screen-not-sold-so': { words: '5 tons' } }]);
    expect(contradicts('White. We pay in advance. We pay net 30. We pay by cheque.').slice(0, -1)).toEqual([{ 'screen-two-payments': { words: 'pay in advance · net 30' } }]);
    expect(contradicts('White.', { shop: { unlistedCodes: ['ZX-9', 'ZX-8'] } })).toEqual([{ 'screen-no-such-product': { words: 'ZX-9 · ZX-8' } }, ['ZX-9', 'ZX-8']]);
  });
  it.each([
    'White, in total 100 pcs, that is 199 pcs.', 'White, 100 pcs, 900 pcs.', 'White, in total 100 pcs, 900 pcs per year.', 'White, bulk price for 11 pcs.', 'White, bulk price for 2 pcs and 40 pcs.', 'White, bulk price?', 'White, 5 pcs.',
    'White, we offer $1.60 each.', 'White. Price is no problem.', 'White. We pay in advance.', 'White, 49 pcs. Deliver within 3 days.', 'White, 50 pcs. Deliver within 12 days.', 'White. Deliver within 3 days.',
    'White, FOB and DDP, door to door.', 'White, CIF, door to door.', 'White, door to door.', 'White, 25 cm, our forwarder collects.', 'White, 5 pairs.', 'White, 5 sample pieces, in total 2 pcs.',
  ])('are not seen in "%s"', (text) => expect(contradicts(text)).toEqual([]));
  it('compare prices with every named product, none of them missing', () => {
    expect(contradicts('We offer $1 each.', named(100_000, 20_000))).toEqual([]);
    expect(contradicts('We offer $1 each.', named(100_000, null))).toHaveLength(2);
    expect(contradicts('We offer $1 each.', named(null))).toEqual([]);
  });
  it('take any number of days that is stated to be the fastest, and any quantity where none is wholesale', () => {
    const terms = { payments: null, fastestDeliveryDays: 12, wholesaleFromPieces: null, soldIn: null, lowestPrice: null };
    expect(contradicts('White, 1 pc. Deliver within 3 days.', { shop: { terms } })).toHaveLength(2);
    expect(contradicts('White. Deliver within 3 days.', { shop: { terms } })).toEqual([]);
    expect(contradicts('White, 1 pc. Deliver within 3 days.', { shop: { terms: { ...terms, fastestDeliveryDays: null } } })).toEqual([]);
    expect(contradicts('White. Bulk price for 1 pc.', { shop: { terms } })).toEqual([]);
  });
});

describe('the evidence of the sender', () => {
  it('names the firm, the domain and where was looked', () => {
    expect(from({ firm: 'IKEA Purchasing', domain: 'gmail.com' })).toEqual([
      { sign: 'little-trace', because: [{ 'screen-not-their-domain': { words: 'IKEA Purchasing', domain: 'gmail.com' } }], matched: ['IKEA Purchasing'], source: 'headers', atMs: null },
      { sign: 'free-mailbox-of-firm', because: [{ 'screen-free-mailbox-of-firm': { domain: 'gmail.com', firm: 'IKEA Purchasing' } }], matched: ['IKEA Purchasing'], source: 'headers', atMs: null },
    ]);
    const claim = 'White, we are one of the largest importers.';
    const looked = (outcome: 'not-found' | 'unknown') => evidence(someFacts(claim, { lookUps: [{ where: 'registry', outcome: 'not-found', atMs: 5 }, { where: 'web', outcome, atMs: 3 }] }));
    expect(looked('not-found')).toEqual([{ sign: 'little-trace', because: [{ 'screen-little-trace': { words: 'one of the largest', where: 'registry, web' } }], matched: ['one of the largest'], source: 'look-up', atMs: 5 }]);
    expect(looked('unknown')).toEqual([{ sign: 'little-trace', because: [{ 'screen-trace-unknown': { words: 'one of the largest', where: 'web' } }], matched: ['one of the largest'], source: 'look-up', atMs: 5 }]);
  });
  it('tells what is the matter with a domain', () => {
    expect(lookAlike('script')).toMatchObject([{ because: [{ 'screen-domain-reads-like': { domain: 'lаmp.example', of: 'lamp.example' } }], source: 'headers', atMs: null }]);
    expect(lookAlike('typing')).toMatchObject([{ because: [{ 'screen-domain-looks-like': { domain: 'lаmp.example', of: 'lamp.example' } }] }]);
    expect(lookAlike('typing')[0]?.because).toHaveLength(1);
    expect(from({ domain: 'lаmp.example' })).toMatchObject([{ because: [{ 'screen-domain-mixes-alphabets': { domain: 'lаmp.example' } }] }]);
    expect(from({ domainAge: { days: 5, atMs: 8 } })).toMatchObject([{ because: [{ 'screen-young-domain': { domain: 'some-firm.example', days: 5 } }], source: 'look-up', atMs: 8 }]);
  });
  it('names the checks that failed', () => {
    expect(checks('fail', 'fail', 'none')).toEqual([{ 'screen-not-authentic': { failed: 'SPF, DKIM' } }]);
    expect(checks('none', 'fail', 'none')).toEqual([{ 'screen-not-authentic': { failed: 'DKIM' } }]);
    expect(checks('fail', 'fail', 'fail')).toEqual([{ 'screen-not-authentic': { failed: 'DMARC' } }]);
  });
  it('names each country that disagrees, and no other', () => {
    expect(countries({ phone: 'NG' })).toEqual([{ 'screen-phone-elsewhere': { stated: 'DE', country: 'NG' } }]);
    expect(countries({ phone: 'DE', ip: 'GB' })).toEqual([{ 'screen-ip-elsewhere': { stated: 'DE', country: 'GB' } }]);
    expect(countries({ zone: ['US', 'CA'] })).toEqual([{ 'screen-zone-elsewhere': { stated: 'DE' } }]);
    expect(countries({ phone: 'NG', ip: 'GB', zone: ['US'] })).toHaveLength(3);
  });
});

describe('the borders', () => {
  it('of the bands belong to the higher one', () => {
    expect([2, 3, 6, 7].map(bandAt)).toEqual(['pass', 'look', 'look', 'hold']);
  });
  it('of what is known belong to what is', () => {
    expect([withOrders(49), withOrders(50)]).toEqual([['no-specifics'], ['large-first-quantity', 'no-specifics']]);
  });
});
