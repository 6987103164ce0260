import { because, type Reason } from '../reason.ts';
import type { InquiryFeatures } from './inquiry-features.ts';
import { piecesOf, type Quantity } from './quantities.ts';
import type { ScreeningFacts } from './screening-facts.ts';
import type { ScreeningPolicy } from './screening-policy.ts';
import { listed } from './sign.ts';

/** One thing in which an inquiry contradicts itself, the product, or what the shop asks and knows. */
export interface Contradiction {
  readonly topic: 'quantity' | 'price' | 'payment' | 'delivery' | 'product' | 'history';
  readonly because: Reason;
  readonly matched: readonly string[];
}

type Rule = (facts: ScreeningFacts, policy: ScreeningPolicy) => readonly string[] | null;
type Told = readonly [topic: Contradiction['topic'], code: Reason['code'], rule: Rule];

/** Each contradiction's one rule: the words that contradict, or null. The first of a topic is told. */
const RULES: readonly Told[] = [
  ['quantity', 'screen-two-quantities', twoQuantities],
  ['quantity', 'screen-bulk-price-for-few', bulkPriceForFew],
  ['price', 'screen-price-far-below', priceFarBelow],
  ['price', 'screen-any-and-lowest-price', ({ features: { cues } }) => both(cues['any-price'], cues['lowest-price'])],
  ['payment', 'screen-two-payments', ({ features: { cues } }) => both(cues.prepayment, cues.credit)],
  ['payment', 'screen-payment-not-taken', paymentNotTaken],
  ['delivery', 'screen-delivery-too-soon', deliveryTooSoon],
  ['delivery', 'screen-delivery-terms-differ', deliveryTermsDiffer],
  ['product', 'screen-not-sold-so', notSoldSo],
  ['product', 'screen-no-such-product', ({ shop }) => some(shop.unlistedCodes)],
  ['history', 'screen-no-such-history', ({ features, customer }) => (customer.orderCount > 0 ? null : some(features.cues['known-already']))],
];

/** Everything in which an inquiry contradicts something, one a topic, with the words. */
export function contradictionsIn(facts: ScreeningFacts, policy: ScreeningPolicy): readonly Contradiction[] {
  const found = RULES.flatMap(([topic, code, rule]): readonly Contradiction[] => {
    const matched = rule(facts, policy);
    return matched === null ? [] : [{ topic, because: because(code, { words: listed(matched) }), matched }];
  });
  return found.filter(({ topic }, index) => found.findIndex((other) => other.topic === topic) === index);
}

const some = (words: readonly string[]): readonly string[] | null => (words.length === 0 ? null : words);
const both = (one: readonly string[], other: readonly string[]): readonly string[] | null => (one.length === 0 || other.length === 0 ? null : [...one, ...other]);
const ordered = ({ quantities }: InquiryFeatures): readonly Quantity[] => quantities.filter((quantity) => quantity.of === 'order');

/** Two totals, or a part that is larger than the whole, in the same unit and so many times each other. */
function twoQuantities({ features }: ScreeningFacts, { twoQuantitiesTimes }: ScreeningPolicy): readonly string[] | null {
  const all = ordered(features);
  for (const total of all.filter(({ isTotal }) => isTotal)) {
    const other = all.find(({ unit, amount, isTotal }) => unit === total.unit && (amount >= total.amount * twoQuantitiesTimes || (isTotal && total.amount >= amount * twoQuantitiesTimes)));
    if (other !== undefined) return [total.words, other.words];
  }
  return null;
}

/** So many times fewer than the quantity from which wholesale prices are given: below that somebody may just try. */
const FEW = 5;

function bulkPriceForFew({ features, shop }: ScreeningFacts): readonly string[] | null {
  const from = shop.terms.wholesaleFromPieces;
  const all = ordered(features);
  if (from === null || features.cues['bulk-terms'].length === 0 || all.length === 0) return null;
  const isFew = all.every((quantity) => (piecesOf(quantity) ?? Infinity) * FEW <= from);
  return isFew ? [...features.cues['bulk-terms'], ...all.map(({ words }) => words)] : null;
}

function priceFarBelow({ features, shop }: ScreeningFacts, { farBelowPriceShare }: ScreeningPolicy): readonly string[] | null {
  const lowest = shop.namedProducts.length > 0 ? shop.namedProducts.flatMap(({ price, currency }) => (price === null ? [] : [{ amount: price, currency }])) : [shop.terms.lowestPrice ?? []].flat();
  const isFarBelow = ({ amount, currency }: { readonly amount: number; readonly currency: string }) => {
    const comparable = lowest.filter((price) => price.currency === currency);
    return comparable.length > 0 && comparable.every((price) => amount < price.amount * farBelowPriceShare);
  };
  return some(features.wantedPrices.filter(isFarBelow).map(({ words }) => words));
}

/** None of the ways to pay that are demanded is one that the shop takes. Credit has a sign of its own. */
function paymentNotTaken({ features, shop }: ScreeningFacts): readonly string[] | null {
  const taken = shop.terms.payments;
  const demanded = features.payments.filter(({ isDemanded }) => isDemanded);
  if (taken === null || demanded.some(({ method }) => taken.includes(method))) return null;
  return some(demanded.map(({ words }) => words));
}

/** A wholesale quantity within less time than the shop ever needed. */
function deliveryTooSoon({ features, shop: { terms } }: ScreeningFacts): readonly string[] | null {
  const fastest = terms.fastestDeliveryDays;
  const pieces = Math.max(0, ...ordered(features).map((quantity) => piecesOf(quantity) ?? 0));
  if (fastest === null || pieces < (terms.wholesaleFromPieces ?? 1)) return null;
  return some(features.deliveryDemands.filter(({ days }) => days < fastest).map(({ words }) => words));
}

/** Terms by which the buyer fetches the goods, and those by which the seller brings them. */
const FETCHED = new Set(['exw', 'ex works', 'fob', 'fca', 'ab werk', 'départ usine', '出厂价', '出廠價', '离岸价', '離岸價']);
const BROUGHT = new Set(['ddp', 'dap', 'frei haus']);

/** One delivery term that says the opposite of what is asked beside it. Who names several wants to compare them. */
function deliveryTermsDiffer({ features }: ScreeningFacts): readonly string[] | null {
  const terms = [...new Set(features.topics.filter(({ topic }) => topic === 'delivery-term').map(({ words }) => words))];
  const [term, ...others] = [...new Set(terms.map((words) => words.toLowerCase()))];
  if (term === undefined || others.length > 0) return null;
  const opposite = FETCHED.has(term) ? features.cues['to-door'] : BROUGHT.has(term) ? features.cues['third-party'] : [];
  return both(terms, opposite);
}

/** Goods by weight or measure, of a shop that counts them otherwise. */
function notSoldSo({ features, shop: { terms } }: ScreeningFacts): readonly string[] | null {
  const { soldIn } = terms;
  if (soldIn === null) return null;
  return some(ordered(features).filter((quantity) => piecesOf(quantity) === null && !soldIn.includes(quantity.unit)).map(({ words }) => words));
}
