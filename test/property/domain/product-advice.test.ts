import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseProducts } from '../../../src/domain/advise-products.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import type { ProductHistory } from '../../../src/domain/product-advice.ts';
import { aModel, anItem } from '../../support/advice.ts';
import { NOW_MS } from '../../support/builders.ts';

const TIME = { nowMs: NOW_MS, usualGapMs: 60 * DAY_MS };
const ITEMS = 12;
const WORDS = ['RED', 'TEA', 'LANTERN', 'MUG', 'TOWEL'];

const anInstant = fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS });
const anyBought = fc.record({
  item: fc.nat(ITEMS - 1), atMs: fc.array(anInstant, { maxLength: 4 }).map((list) => list.toSorted((a, b) => a - b)), netQuantity: fc.integer({ min: -1, max: 5 }),
});
const anyInterest = fc.record({ item: fc.nat(ITEMS - 1), what: fc.constantFrom('viewed' as const, 'asked-for' as const), atMs: anInstant, times: fc.integer({ min: 1, max: 9 }) });
const anyHistory: fc.Arbitrary<ProductHistory> = fc.record({
  country: fc.constantFrom(null, 'GB', 'DE'),
  bought: fc.uniqueArray(anyBought, { maxLength: 8, selector: ({ item }) => item }),
  interests: fc.uniqueArray(anyInterest, { maxLength: 4, selector: ({ item, what }) => `${item} ${what}` }),
});
const anyItems = fc.array(fc.record({
  title: fc.option(fc.subarray(WORDS).map((words) => words.join(' '))), tags: fc.subarray(['garden', 'kitchen'], { maxLength: 1 }),
  shopId: fc.constantFrom('main', 'main', 'main', 'other'), onSale: fc.constantFrom(true, true, true, false), countriesNot: fc.constantFrom([], [], ['DE']),
}), { minLength: ITEMS, maxLength: ITEMS }).map((list) => list.map((over, number) => anItem(`S${number}`, over)));
const aShop = fc.record({ items: anyItems, histories: fc.array(anyHistory, { minLength: 1, maxLength: 25 }) });

describe('advice of products', () => {
  test('never calls new what was bought, nor names what came back, is not to be had or not in that country', () => {
    fc.assert(fc.property(aShop, ({ items, histories }) => {
      const model = aModel(items, histories, NOW_MS);
      for (const history of histories) {
        const { again, fresh } = adviseProducts(history, model, TIME);
        const numberOf = ({ sku }: { sku: string }) => items.findIndex((item) => item.sku === sku);
        const owned = new Map(history.bought.map((one) => [one.item, one]));
        expect(fresh.filter((one) => owned.has(numberOf(one)))).toEqual([]);
        expect(again.filter((one) => (owned.get(numberOf(one))?.netQuantity ?? 0) <= 0)).toEqual([]);
        for (const one of [...again, ...fresh]) {
          expect(items[numberOf(one)]).toMatchObject({ onSale: true, shopId: one.shopId });
          if (history.country !== null) expect(items[numberOf(one)]!.countriesNot).not.toContain(history.country);
          expect(one.because).not.toHaveLength(0);
        }
        expect(Math.max(again.length, fresh.length)).toBeLessThanOrEqual(20);
        expect(fresh.map(({ score }) => score)).toEqual(fresh.map(({ score }) => score).toSorted((a, b) => b - a));
      }
    }));
  });

  test('is the same in whatever order customers, purchases and interests are told', () => {
    fc.assert(fc.property(aShop, fc.integer(), ({ items, histories }, seed) => {
      const shuffled = <T>(list: readonly T[]) => list.map((one, index) => ({ one, key: Math.sin(seed + index * 7.13) })).toSorted((a, b) => a.key - b.key).map(({ one }) => one);
      const others = shuffled(histories.map((history) => ({ ...history, bought: shuffled(history.bought), interests: shuffled(history.interests) })));
      const [model, again] = [aModel(items, histories, NOW_MS), aModel(items, others, NOW_MS)];
      expect(again.neighbours).toEqual(model.neighbours);
      const told = histories[0]!;
      const [first, second] = [adviseProducts(told, model, TIME), adviseProducts({ ...told, bought: shuffled(told.bought), interests: shuffled(told.interests) }, again, TIME)];
      expect(second).toEqual(first);
    }));
  });
});
