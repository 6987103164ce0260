import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOW_MS } from '../../support/builders.ts';
import { classOf, type ClassRule, type ComparedFigure, type FigureTest, type ProductPolicy } from '../../../src/domain/product-class.ts';
import { figuresOf, type ProductFigures } from '../../../src/domain/product-figures.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';

const anyTally = fc.record({
  sold: fc.nat(200), returned: fc.nat(60), netSales: fc.integer({ min: -50, max: 400 }), costedSales: fc.nat(300), cost: fc.nat(300),
  sinceMs: fc.integer({ min: NOW_MS - 900 * DAY_MS, max: NOW_MS }),
});
const aShare = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const anyTest: fc.Arbitrary<FigureTest> = fc.oneof(
  fc.record({ salesRank: fc.constantFrom('top' as const, 'bottom' as const), share: aShare }),
  fc.record({
    figure: fc.constantFrom<ComparedFigure>('netSales', 'margin', 'returnRate', 'ageDays'),
    tests: fc.oneof(aShare.map((atLeast) => [{ atLeast }]), aShare.map((atMost) => [{ atMost }]), fc.nat(400).map((atLeast) => [{ atLeast }]), fc.nat(400).map((lessThan) => [{ lessThan }])),
  }),
);
const anyPolicy: fc.Arbitrary<ProductPolicy> = fc.record({
  windowDays: fc.integer({ min: 1, max: 400 }), returnRateFromSold: fc.integer({ min: 1, max: 50 }), offer: fc.constant([]),
  classes: fc.array(fc.array(anyTest, { minLength: 1, maxLength: 3 }), { maxLength: 4 }).map((whens): ClassRule[] => [...whens.map((when, index) => ({ name: `c${index}`, when })), { name: 'rest', when: null }]),
});
const aShop = fc.record({ tallies: fc.array(anyTally, { minLength: 1, maxLength: 30 }), policy: anyPolicy });
const figuresIn = ({ tallies, policy }: { tallies: Parameters<typeof figuresOf>[0]; policy: ProductPolicy }) => figuresOf(tallies, { asOfMs: NOW_MS, returnRateFromSold: policy.returnRateFromSold });
const alone = (policy: ProductPolicy, rule: ClassRule): ProductPolicy => ({ ...policy, classes: [rule] });

describe('classes of products', () => {
  test('every product has exactly the first class that would take it alone, and a reason that words can be made of', () => {
    fc.assert(fc.property(aShop, (shop) => {
      for (const one of figuresIn(shop)) {
        const found = classOf(one, shop.policy)!;
        expect(found.name).toBe(shop.policy.classes.find((rule) => classOf(one, alone(shop.policy, rule)) !== null)!.name);
        for (const language of ['en', 'zh'] as const) expect(wordReason(found.because, language, 'Europe/London')).not.toMatch(/[{}[\]]|undefined|NaN/);
      }
    }));
  });

  test('a condition on a figure that is not known never holds', () => {
    fc.assert(fc.property(aShop, (shop) => {
      for (const one of figuresIn(shop)) {
        const rule = shop.policy.classes.find(({ name }) => name === classOf(one, shop.policy)!.name)!;
        expect((rule.when ?? []).filter((asked) => 'figure' in asked && one[asked.figure] === null)).toEqual([]);
      }
    }));
  });

  test('selling more never takes a product out of the best, nor selling less out of the last', () => {
    fc.assert(fc.property(fc.array(anyTally, { minLength: 2, maxLength: 20 }), aShare, fc.nat(500), (tallies, share, more) => {
      const rankOnly = (salesRank: 'top' | 'bottom') => ({ windowDays: 1, returnRateFromSold: 1, offer: [], classes: [{ name: 'it', when: [{ salesRank, share }] }] });
      const isIn = (list: typeof tallies, which: 'top' | 'bottom') => classOf(figuresOf(list, { asOfMs: NOW_MS, returnRateFromSold: 1 })[0]!, rankOnly(which)) !== null;
      // The number of products that sell stays: a shop in which one more sells may have one more of the best.
      const [first, ...rest] = tallies as [typeof tallies[0], ...typeof tallies];
      const sells = { ...first, netSales: Math.max(1, first.netSales) };
      const [before, after] = [[sells, ...rest], [{ ...sells, netSales: sells.netSales + more }, ...rest]];
      if (isIn(before, 'top')) expect(isIn(after, 'top')).toBe(true);
      if (isIn(after, 'bottom')) expect(isIn(before, 'bottom')).toBe(true);
    }));
  });

  test('are the same in whatever order the products stand', () => {
    fc.assert(fc.property(aShop, ({ tallies, policy }) => {
      const named = (list: typeof tallies): (readonly [ProductFigures, string | undefined])[] => figuresIn({ tallies: list, policy }).map((one) => [one, classOf(one, policy)?.name]);
      expect(named(tallies.toReversed()).toReversed()).toEqual(named(tallies));
    }));
  });
});
