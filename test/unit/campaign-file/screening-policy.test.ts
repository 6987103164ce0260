import { expect, test } from 'vitest';
import { screeningPolicy } from '../../../src/domain/screening/screening-policy.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { examplePolicy, POLICY_SOURCE, shortly } from './example-world.ts';

const START = POLICY_SOURCE.indexOf('\nscreening:\n');
const END = POLICY_SOURCE.indexOf('\n# Long-term agreements');

/** The example policy with another screening block. */
const withBlock = (block: string) => `${POLICY_SOURCE.slice(0, START)}\nscreening:\n${block}\n${POLICY_SOURCE.slice(END)}`;

function foundIn(block: string): readonly string[] {
  const parsed = parsePolicy(withBlock(block), 'touchline.yaml', ['email', 'whatsapp']);
  const found = [...('faults' in parsed ? parsed.faults : []), ...parsed.warnings];
  return shortly(found).map((one) => one.slice(one.indexOf(' ') + 1));
}

test.each([
  ['one sign that would hold alone', '  weights: { early-credit: 7 }', ['screening.weights.early-credit: early-credit alone would lead to a hold | let it be less than 7, from which on inquiries are held']],
  ['a hold so early that a usual sign leads to it', '  bands: { look-from: 2, hold-from: 4 }', [
    'screening.bands.hold-from: doubtful-domain alone would lead to a hold | let it be less than 4, from which on inquiries are held']],
  ['a doubt that speaks for the buyer', '  weights: { third-party: -1 }', ['screening.weights.third-party: a doubt would speak for the buyer | let it be 0 or more']],
  ['a good sign that counts against', '  weights: { repeat-buyer: 1 }', ['screening.weights.repeat-buyer: what speaks for a buyer would count against them | let it be 0 or less']],
  ['nobody to be looked at', '  bands: { look-from: 8 }', ['screening.bands.look-from: nobody would be looked at: what is held begins where looking does | let it be more than 8']],
  ['a sign that is not there', '  weights: { early-credits: 3 }', ['screening.weights.early-credits: unknown key "early-credits" | did you mean "early-credit"?']],
  ['a way to pay that nobody knows', '  terms: { payments: [card, papal] }', ['screening.terms.payments.1: expected one of letter-of-credit, collection, cash-on-delivery, cheque, money-transfer, crypto, paypal, card, bank-transfer, found "papal" | did you mean "paypal"?']],
  ['a unit that nobody knows', '  terms: { sold-in: [pieces] }', ['screening.terms.sold-in.0: expected one of piece, pair, set, dozen, carton, pallet, container, kilogram, ton, litre, found "pieces" | did you mean "piece"?']],
  ['a share without a per cent', '  far-below-price: 0.4', ['screening.far-below-price: expected a share from 0% to 100% such as "10%", found 0.4 | ']],
  ['half a day', '  terms: { fastest-delivery-days: 0.5 }', ['screening.terms.fastest-delivery-days: expected whole days from 1 to 365, found 0.5 | ']],
  ['a domain that is none', '  well-known-firms: [{ name: Sonnenhaus, domains: ["https://sonnenhaus.example"] }]', [expect.stringContaining('screening.well-known-firms.0.domains.0: expected')]],
  ['a firm that comes along', '  well-known-firms: [{ name: ikea, domains: [ikea.com] }]', ['screening.well-known-firms.0.name: this firm comes along already | leave it out, or name other domains of it']],
])('%s', (_, block, found) => {
  expect(foundIn(block)).toEqual(found);
});

test('a fault names file, line and column', () => {
  const source = withBlock('  weights: { early-credit: 7 }');
  const parsed = parsePolicy(source, 'touchline.yaml');
  const line = source.split('\n').findIndex((text) => text.includes('early-credit: 7')) + 1;
  expect('faults' in parsed && parsed.faults).toMatchObject([{ line, column: 28 }]);
});

test('the example says what the shop asks of buyers, and keeps the usual rules', () => {
  const { screening } = examplePolicy();
  expect(screening?.terms).toEqual({ payments: ['bank-transfer', 'card', 'paypal', 'letter-of-credit'], fastestDeliveryDays: 5, wholesaleFromPieces: 100, soldIn: ['piece', 'pair', 'set', 'dozen', 'carton', 'pallet'] });
  const { wellKnownFirms, ...rules } = screeningPolicy(screening?.rules);
  const { wellKnownFirms: usualFirms, ...usual } = screeningPolicy();
  expect(rules).toEqual(usual);
  expect(wellKnownFirms).toEqual([{ name: 'Sonnenhaus', domains: ['sonnenhaus.example'] }, ...usualFirms]);
});

test('a file that says nothing of it has nothing of it', () => {
  const parsed = parsePolicy(`${POLICY_SOURCE.slice(0, START)}\n${POLICY_SOURCE.slice(END)}`, 'touchline.yaml');
  expect('policy' in parsed && parsed.policy.screening).toBeUndefined();
});
