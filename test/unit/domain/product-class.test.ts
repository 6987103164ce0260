import { describe, expect, test } from 'vitest';
import { classOf, type ClassRule, type ProductPolicy } from '../../../src/domain/product-class.ts';
import { figuresOf, type ProductFigures, type ProductTally } from '../../../src/domain/product-figures.ts';
import { wordReason } from '../../../src/domain/reason-words.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { NOW_MS } from '../../support/builders.ts';

const figures = (over: Partial<ProductFigures> = {}): ProductFigures =>
  ({ netSales: 100_0000, salesRank: 5, ranked: 100, margin: 0.48, sold: 50, returned: 1, returnRate: 0.02, sinceMs: NOW_MS - 300 * DAY_MS, ageDays: 300, ...over });
const policyOf = (...classes: ClassRule[]): ProductPolicy => ({ windowDays: 180, returnRateFromSold: 20, classes, offer: [] });
const star: ClassRule = { name: 'star', when: [{ salesRank: 'top', share: 0.1 }, { figure: 'margin', tests: [{ atLeast: 0.4 }] }, { figure: 'returnRate', tests: [{ atMost: 0.05 }] }] };
const fresh: ClassRule = { name: 'new', when: [{ figure: 'ageDays', tests: [{ atMost: 45 }] }] };
const slow: ClassRule = { name: 'slow', when: [{ salesRank: 'bottom', share: 0.3 }] };
const steady: ClassRule = { name: 'steady', when: null };
const all = policyOf(star, fresh, slow, steady);
const words = (over: Partial<ProductFigures>, language: 'en' | 'zh' = 'en') => wordReason(classOf(figures(over), all)!.because, language, 'Europe/London');
const tally = (over: Partial<ProductTally> = {}): ProductTally => ({ sold: 40, returned: 0, netSales: 100, costedSales: 0, cost: 0, sinceMs: NOW_MS - 10 * DAY_MS, ...over });
const of = (...tallies: Partial<ProductTally>[]) => figuresOf(tallies.map(tally), { asOfMs: NOW_MS, returnRateFromSold: 20 });

describe('the class of a product', () => {
  test.each([
    ['the first that holds', {}, 'star'],
    ['of the best tenth, the tenth of a hundred too', { salesRank: 10 }, 'star'],
    ['of the best tenth, not the eleventh', { salesRank: 11 }, 'steady'],
    ['not with a smaller margin', { margin: 0.39 }, 'steady'],
    ['not when too many come back', { returnRate: 0.051 }, 'steady'],
    ['young', { salesRank: 50, ageDays: 45 }, 'new'],
    ['the last three tenths', { salesRank: 71 }, 'slow'],
    ['not yet the last three tenths', { salesRank: 70 }, 'steady'],
    ['nothing sold: behind the last', { salesRank: null }, 'slow'],
    ['of a few products the best is one of the best tenth', { salesRank: 1, ranked: 3 }, 'star'],
    ['where nothing sells nothing is among the best', { salesRank: null, ranked: 0 }, 'slow'],
  ])('%s', (_, over, name) => {
    expect(classOf(figures(over), all)?.name).toBe(name);
  });

  test('is explained by its rank and by the figures that it asks for', () => {
    expect(words({})).toBe('class star: number 5 of 100 by sales, margin 48 %, 2 % sent back');
    expect(words({}, 'zh')).toBe('类别 star：销售额第 5 位，共 100 种，毛利率 48%，退货率 2%');
    expect(words({ salesRank: 60, ageDays: 12 })).toBe('class new: number 60 of 100 by sales, first seen 12 days ago');
    expect(words({ returnRate: 0.311 })).toBe('class steady: number 5 of 100 by sales, 31.1 % sent back; not star, by its return-rate');
    expect(words({ salesRank: 60 }), 'whoever sells less is no surprise').toBe('class steady: number 60 of 100 by sales');
    expect(words({ salesRank: null })).toBe('class slow: nothing sold in 180 days');
  });

  test('a figure that is not known satisfies nothing, and is named only where it alone stood in the way', () => {
    expect(classOf(figures({ margin: null }), all)).toMatchObject({ name: 'steady', because: { params: { unknown: 'margin' } } });
    expect(classOf(figures({ margin: null, returnRate: null }), all)?.because.params['unknown']).toBe('margin, return-rate');
    expect(classOf(figures({ margin: null, salesRank: 50 }), all)?.because.params).not.toHaveProperty('unknown');
    expect(classOf(figures({ margin: null, returnRate: 0.5 }), all)?.because.params).not.toHaveProperty('unknown');
    expect(classOf(figures({ margin: null }), policyOf({ name: 'unpriced', when: [{ figure: 'margin', tests: [{ known: false }] }] }, steady))?.name).toBe('unpriced');
  });
});

describe('the figures of products', () => {
  test('rank by net sales among those that sold; two alike share the better place', () => {
    expect(of({ netSales: 50 }, { netSales: 100 }, { netSales: 100 }, { netSales: 0 }, { netSales: -5 }).map(({ salesRank, ranked }) => [salesRank, ranked]))
      .toEqual([[3, 3], [1, 3], [1, 3], [null, 3], [null, 3]]);
  });

  test('know a margin by what has a cost, and a return rate from so many sold on', () => {
    expect(of({ costedSales: 200, cost: 104 })[0]!.margin).toBe(0.48);
    expect(of({ costedSales: 0 })[0]!.margin).toBeNull();
    expect(of({ sold: 20, returned: 1 })[0]!.returnRate).toBe(0.05);
    expect(of({ sold: 19, returned: 1 })[0]!.returnRate).toBeNull();
    expect(of({ sold: 20, returned: 90 })[0]!.returnRate, 'most of it was sold before').toBe(1);
    expect(figuresOf([tally({ sold: 0 })], { asOfMs: NOW_MS, returnRateFromSold: 0 })[0]!.returnRate).toBeNull();
  });

  test('count whole days since the first sale, and never below none', () => {
    expect(of({ sinceMs: NOW_MS - 45 * DAY_MS - 1 }, { sinceMs: NOW_MS + DAY_MS }).map(({ ageDays }) => ageDays)).toEqual([45, 0]);
  });
});
