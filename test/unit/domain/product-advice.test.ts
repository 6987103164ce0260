import { describe, expect, test } from 'vitest';
import { adviseProducts } from '../../../src/domain/advise-products.ts';
import { bestItems } from '../../../src/domain/best-items.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { neighbourFinder } from '../../../src/domain/item-similarity.ts';
import type { AdvisedItem, Bought, ProductHistory } from '../../../src/domain/product-advice.ts';
import { MOST_IN_BASKET, newTally, tallyPurchases } from '../../../src/domain/purchase-tally.ts';
import { tagIndexOf } from '../../../src/domain/tag-index.ts';
import { likenessOfItems, tagProfile } from '../../../src/domain/tag-profile.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { aHistory, aModel, anItem, bought } from '../../support/advice.ts';
import { NOW_MS } from '../../support/builders.ts';

const TIME = { nowMs: NOW_MS, usualGapMs: 60 * DAY_MS };
const daysAgo = (days: number) => NOW_MS - days * DAY_MS;
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const skus = (list: readonly { readonly sku: string }[]) => list.map(({ sku }) => sku);
const titled = (title: string | null, ...tags: string[]) => ({ title, tags });
const catalogue = (over: Partial<Record<'A' | 'B' | 'C' | 'D', Partial<AdvisedItem>>> = {}) => [
  anItem('A', { title: 'RED LANTERN', ...over.A }), anItem('B', { title: 'TEA TOWEL', ...over.B }),
  anItem('C', { title: 'GREEN LANTERN', ...over.C }), anItem('D', { title: 'TEA MUG', ...over.D }),
];

describe('products that the same customers buy', () => {
  // Bought by 0: nine, 1: six (five with 0), 2: four (all with 0), 3: twenty (six with 0).
  const BASKETS = [...times(4, [0, 1, 2]), [0, 1, 3], ...times(4, [0, 3]), [3, 0].slice(0, 1), [1], ...times(14, [3])];

  test('are alike by the cosine of the customer × item matrix', () => {
    const neighbours = neighbourFinder(BASKETS, 4, 0)(0);
    // Item 0 has nine buyers, item 1 six, five of them both: 5 / sqrt(54). Item 3: twenty buyers, five both.
    expect(neighbours).toEqual([{ item: 1, similarity: 5 / Math.sqrt(9 * 6) }, { item: 3, similarity: 5 / Math.sqrt(9 * 20) }]);
  });
  test('are not counted below five buyers of both', () => {
    expect(neighbourFinder(BASKETS, 4)(2)).toEqual([]);
  });
  test('are held back when everybody buys them', () => {
    const [first, second] = neighbourFinder(BASKETS, 4)(0);
    expect(first?.similarity).toBeCloseTo(5 / Math.sqrt(9 * 6) / 6 ** 0.2, 12);
    expect(second?.similarity).toBeCloseTo(5 / Math.sqrt(9 * 20) / 20 ** 0.2, 12);
  });
  test('are fifty at most, of equal ones those that come first, and asking again gives the same', () => {
    const find = neighbourFinder(times(5, Array.from({ length: 80 }, (_, item) => item)), 80);
    expect(find(7).map(({ item }) => item)).toEqual(Array.from({ length: 51 }, (_, item) => item).filter((item) => item !== 7));
    expect(find(7)).toEqual(find(7));
  });
});

describe('what customers bought', () => {
  const items = [anItem('A'), anItem('B'), anItem('C', { shopId: 'other' })];

  test('counts for each shop apart, without what was sent back', () => {
    const tally = newTally(3);
    tallyPurchases(tally, [bought(0, NOW_MS), bought(2, NOW_MS), { item: 1, atMs: [NOW_MS], netQuantity: 0 }], items, NOW_MS);
    expect(tally.baskets.map((basket) => [...basket])).toEqual([[0], [2]]);
  });
  test('fades by half in four weeks', () => {
    const tally = newTally(3);
    tallyPurchases(tally, [bought(0, daysAgo(56), daysAgo(28), NOW_MS)], items, NOW_MS);
    expect([...tally.popularity]).toEqual([1.75, 0, 0]);
  });
  test('is cut to the newest of a customer who bought everything', () => {
    const many = Array.from({ length: MOST_IN_BASKET + 2 }, (_, item) => anItem(`S${item}`));
    const tally = newTally(many.length);
    tallyPurchases(tally, many.map((_, item) => bought(item, daysAgo(many.length - item))), many, NOW_MS);
    expect(tally.baskets[0]?.length).toBe(MOST_IN_BASKET);
    expect([...tally.baskets[0] ?? []]).not.toContain(1);
  });
});

describe('tags', () => {
  test('weigh more the rarer they are, and a product is one long', () => {
    // Four products; lantern in three of them, hanging in two: ln(5/4) + 1 and ln(5/3) + 1.
    const { ofItem } = tagIndexOf([titled(null, 'lantern', 'hanging'), titled(null, 'lantern', 'hanging'), titled(null, 'lantern'), titled(null, 'mug')]);
    const [lantern, hanging] = [Math.log(5 / 4) + 1, Math.log(5 / 3) + 1];
    const length = Math.hypot(lantern, hanging);
    expect(ofItem[0]).toEqual([{ tag: 'hanging', weight: hanging / length }, { tag: 'lantern', weight: lantern / length }]);
    expect(ofItem[2]).toEqual([{ tag: 'lantern', weight: 1 }]);
  });
  test('are words of three capitals and more where a product has none, if another title has them too', () => {
    const { ofItem } = tagIndexOf([titled('RED LANTERN T-LIGHT of 12 XX'), titled('GREEN LANTERN'), titled('LANTERN LANTERN Lamp', 'Lamp'), titled(null)]);
    expect(ofItem.map((weights) => weights.map(({ tag }) => tag))).toEqual([['lantern'], ['lantern'], ['lamp'], []]);
  });
  test('of a product that was given tags are those alone', () => {
    expect(tagIndexOf([titled('RED LANTERN', ' Garden ', 'garden')]).ofItem[0]).toEqual([{ tag: 'garden', weight: 1 }]);
  });

  const items = [anItem('A', { tags: ['lantern'] }), anItem('B', { tags: ['mug'] }), anItem('C', { tags: ['lantern', 'mug'] }), anItem('D', { tags: ['lantern'] })];
  const index = tagIndexOf(items);

  test('are liked by what was bought, faded by half in half a year, more than by what was looked at', () => {
    const profile = tagProfile(aHistory([bought(0, daysAgo(180))], { interests: [{ item: 1, what: 'viewed', atMs: NOW_MS, times: 1 }] }), index, NOW_MS);
    expect(profile).toEqual(new Map([['lantern', 0.5], ['mug', 0.3]]));
    const asked = tagProfile(aHistory([], { interests: [{ item: 1, what: 'asked-for', atMs: NOW_MS, times: 1 }] }), index, NOW_MS);
    expect(asked).toEqual(new Map([['mug', 0.7]]));
  });
  test('of what came back speak against a product', () => {
    const profile = tagProfile(aHistory([bought(0, NOW_MS), { item: 3, atMs: [daysAgo(180)], netQuantity: -1 }, { item: 1, atMs: [NOW_MS], netQuantity: 0 }]), index, NOW_MS);
    expect(profile).toEqual(new Map([['lantern', 0.5]]));
  });
  test('make a product like a profile by the cosine', () => {
    const scores = likenessOfItems(new Map([['lantern', 3], ['mug', 4]]), index);
    expect(scores[0]).toBeCloseTo(0.6, 12);
    expect(scores[1]).toBeCloseTo(0.8, 12);
    const [lantern, mug] = [index.ofItem[2]?.[0]?.weight ?? 0, index.ofItem[2]?.[1]?.weight ?? 0];
    expect(scores[2]).toBeCloseTo(0.6 * lantern + 0.8 * mug, 12);
  });
});

test('the best items come best first, of equal ones the lower number, without those that nothing speaks for', () => {
  const scores = Float64Array.from([0.2, 0, 0.9, 0.2, 0.9, -1, 0.5]);
  expect(bestItems(scores, 3)).toEqual([2, 4, 6]);
  expect(bestItems(scores, 10)).toEqual([2, 4, 6, 0, 3]);
  expect(bestItems(new Float64Array(5), 3)).toEqual([]);
});

describe('own products, due again', () => {
  const items = [anItem('A'), anItem('B'), anItem('C')];
  const again = (history: ProductHistory, others: readonly ProductHistory[] = []) => adviseProducts(history, aModel(items, [history, ...others], NOW_MS), TIME).again;

  test('after the usual gap between purchases of that product', () => {
    const [first] = again(aHistory([bought(0, daysAgo(100), daysAgo(70), daysAgo(50), daysAgo(10))]));
    expect(first).toMatchObject({ sku: 'A', dueAtMs: daysAgo(10) + 30 * DAY_MS, times: 4 });
    expect(wordReason(first!.because[0]!, 'en', 'UTC')).toBe('bought 4× before, due again 30 days after the last time');
  });
  test('after the usual gap between orders where a product was bought once, and after that of the shop where there is one order', () => {
    const history = aHistory([bought(0, daysAgo(50)), bought(1, daysAgo(30)), bought(2, daysAgo(10))]);
    expect(again(history).map(({ sku, dueAtMs }) => [sku, dueAtMs])).toEqual([
      ['C', daysAgo(-10)], ['B', daysAgo(10)], ['A', daysAgo(30)],
    ]);
    expect(again(aHistory([bought(0, daysAgo(5))]))[0]?.dueAtMs).toBe(daysAgo(5) + 60 * DAY_MS);
  });
  test('come in the order of how often they were bought, of two alike the one that sells better first', () => {
    const history = aHistory([bought(0, daysAgo(40)), bought(1, daysAgo(40)), bought(2, daysAgo(80), daysAgo(40))]);
    expect(skus(again(history, [aHistory([bought(1, daysAgo(3))])]))).toEqual(['C', 'B', 'A']);
  });
  test('are bought once in two orders of one day', () => {
    expect(again(aHistory([bought(0, daysAgo(20), daysAgo(20) + 3_600_000)]))[0]).toMatchObject({ times: 1 });
  });
  test('are none that came back whole, that are not to be had, or not in the country of the customer', () => {
    const given = [anItem('A'), anItem('B', { onSale: false }), anItem('C', { countriesNot: ['US'] }), anItem('D')];
    const history = aHistory([{ item: 0, atMs: [daysAgo(9)], netQuantity: 0 }, bought(1, daysAgo(9)), bought(2, daysAgo(9)), bought(3, daysAgo(9))], { country: 'US' });
    expect(skus(adviseProducts(history, aModel(given, [history], NOW_MS), TIME).again)).toEqual(['D']);
    expect(skus(adviseProducts({ ...history, country: 'DE' }, aModel(given, [history], NOW_MS), TIME).again)).toEqual(['C', 'D']);
  });
});

describe('new products', () => {
  // Six customers have the lantern and the towel.
  const crowd = times(6, aHistory([bought(0, daysAgo(30)), bought(1, daysAgo(30))]));
  const fresh = (history: ProductHistory, items = catalogue()) => adviseProducts(history, aModel(items, crowd, NOW_MS), TIME).fresh;

  test('are what buyers of theirs bought too and what shares tags, each with its reasons', () => {
    const list = fresh(aHistory([bought(0, daysAgo(1))]));
    expect(skus(list)).toEqual(['B', 'C']);
    expect(list.map(({ because }) => because.map((reason) => wordReason(reason, 'en', 'UTC')))).toEqual([
      ['bought by others who bought RED LANTERN'], ['like what the customer likes: lantern'],
    ]);
  });
  test('are never what the customer bought before, nor what came back', () => {
    expect(skus(fresh(aHistory([bought(0, daysAgo(1)), { item: 1, atMs: [daysAgo(2)], netQuantity: 0 }])))).toEqual(['C']);
  });
  test('name the purchase that says most', () => {
    const threes = times(6, aHistory([bought(0, daysAgo(30)), bought(1, daysAgo(30)), bought(3, daysAgo(30))]));
    const withFor = (...purchases: Bought[]) => adviseProducts(aHistory(purchases), aModel(catalogue(), threes, NOW_MS), TIME).fresh.find(({ sku }) => sku === 'D')?.because[0]?.params;
    expect(withFor(bought(1, daysAgo(700)), bought(0, daysAgo(1)))).toEqual({ with: 'RED LANTERN' });
    expect(withFor(bought(1, daysAgo(1)), bought(0, daysAgo(700)))).toEqual({ with: 'TEA TOWEL' });
  });
  test('may come from what was only looked at', () => {
    const list = fresh(aHistory([], { interests: [{ item: 0, what: 'viewed', atMs: daysAgo(3), times: 2 }] }));
    expect(skus(list)).toEqual(['A', 'C']);
  });
  test('are none of whom nothing is known', () => {
    expect(fresh(aHistory([]))).toEqual([]);
  });
  test('are those that can be had, in the customer’s country, from the customer’s shops', () => {
    const history = aHistory([bought(0, daysAgo(1))], { country: 'US' });
    expect(skus(fresh(history, catalogue({ B: { onSale: false } })))).toEqual(['C']);
    expect(skus(fresh(history, catalogue({ B: { countriesNot: ['DE', 'US'] } })))).toEqual(['C']);
    expect(skus(fresh(history, catalogue({ C: { shopId: 'other' } })))).toEqual(['B']);
  });
});
