import { describe, expect, it } from 'vitest';
import { foldText } from '../../../src/domain/folded-text.ts';
import { deliveryDemandsIn } from '../../../src/domain/screening/delivery-demands.ts';
import { wantedPricesIn } from '../../../src/domain/screening/prices.ts';
import { productCodesIn } from '../../../src/domain/screening/product-codes.ts';
import { piecesOf, quantitiesIn } from '../../../src/domain/screening/quantities.ts';
import { readText } from '../../../src/domain/screening/reading.ts';
import { sentencesIn } from '../../../src/domain/screening/sentence.ts';
import { numbersIn } from '../../../src/domain/screening/written-number.ts';

const values = (text: string) => numbersIn(foldText(text)).map(({ value }) => value);
const counted = (text: string) => quantitiesIn(readText(text, null)).map(({ amount, unit, of }) => [amount, unit, of]);
const prices = (text: string) => wantedPricesIn(readText(text, null)).map(({ amount, currency, words }) => ({ amount, currency, words }));
const demands = (text: string) => deliveryDemandsIn(readText(text, null)).map(({ days, words }) => [Number(days.toFixed(2)), words]);

describe('written numbers', () => {
  it.each<[string, number[]]>([
    ['5000', [5_000]], ['5,000', [5_000]], ['5.000 Stück', [5_000]], ['5 000 pièces', [5_000]], ["5'000", [5_000]], ['1,234,567', [1_234_567]], ['1.234,50', [1_234.5]],
    ['0.500', [0.5]], ['2.50', [2.5]], ['2,5', [2.5]], ['10k pcs', [10_000]], ['3 thousand', [3_000]], ['1.5 million', [1_500_000]], ['5 mil unidades', [5_000]], ['2 tys. sztuk', [2_000]],
    ['two thousand five hundred pieces', [2_500]], ['twenty-five', [25]], ['one hundred and twenty', [120]], ['a thousand', [1_000]], ['zehntausend', [10_000]], ['quinientas', [500]],
    ['一万件', [10_000]], ['三千五百个', [3_500]], ['十二个', [12]], ['两百', [200]], ['3万个', [30_000]], ['5천개', [5_000]], ['二十五万', [250_000]], ['٥', []], ['３００', [300]],
    ['between 5 and 7', [5, 7]], ['', []], ['A4 paper', []], ['v2.1', []],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));
});

describe('quantities', () => {
  it.each<[string, unknown[]]>([
    ['we need 5000 of them', [[5_000, 'piece', 'order']]], ['500pcs', [[500, 'piece', 'order']]], ['20 dozen candles', [[20, 'dozen', 'order']]], ['2 containers', [[2, 'container', 'order']]], ['3 x 40HQ', [[3, 'container', 'order']]],
    ['25 tons', [[25, 'ton', 'order']]], ['120 pairs, 30 sets', [[120, 'pair', 'order'], [30, 'set', 'order']]], ['2 sample pieces', [[2, 'piece', 'sample']]], ['样品2个', [[2, 'piece', 'sample']]],
    ['5,000 pcs per year', [[5_000, 'piece', 'later']]], ['50 pcs per model', [[50, 'piece', 'each']]], ['两个货柜', [[2, 'container', 'order']]], ['三个月', []], ['5个工作日', []], ['30 cm, 5 kg', []], ['we need 5 kg', [[5, 'kilogram', 'order']]],
    ['we are 4,000 employees in 12 countries', []], ['order no. 4481 of 12.05.2026', []], ['call +49 30 123456', []], ['we need it in 6 weeks', []], ['we need 100% cotton', []], ['the price is $5000', []], ['5000 USD', []],
    ['I have 3 questions', []], ['between 10-20 pcs', [[20, 'piece', 'order']]], ['', []],
  ])('of "%s"', (text, expected) => expect(counted(text)).toEqual(expected));

  it('are told as totals where the text says so', () => {
    expect(quantitiesIn(readText('In total 300 pcs, of these 100 pcs in red.', null)).map(({ isTotal }) => isTotal)).toEqual([true, false]);
  });
  it('come to pieces where they can', () => {
    expect(piecesOf({ amount: 2, unit: 'dozen' })).toBe(24);
    expect(piecesOf({ amount: 2, unit: 'container' })).toBe(2_000);
    expect(piecesOf({ amount: 2, unit: 'ton' })).toBeNull();
  });
});

describe('wanted prices', () => {
  it.each<[string, unknown[]]>([
    ['Our target price is $2.50 per piece.', [{ amount: 25_000, currency: 'USD', words: 'target price is $2.50 per piece' }]],
    ['We pay EUR 3 each, no more.', [{ amount: 30_000, currency: 'EUR', words: 'We pay EUR 3 each' }]],
    ['我们出1美元一个。', [{ amount: 10_000, currency: 'USD', words: '我们出1美元一个' }]],
    ['Would $2.50 per piece be possible?', []], ['Could we pay $2.50 each?', []], ['The last supplier sold them at $2.50 each.', []], ['We pay $2500 in all.', []],
  ])('of "%s"', (text, expected) => expect(prices(text)).toEqual(expected));
});

describe('deliveries that are demanded', () => {
  it.each<[string, (string | number)[][]]>([
    ['You must deliver within 3 days.', [[3, 'within 3 days']]], ['Delivery in 48 hours, please.', [[2, '48 hours']]], ['3天内交货', [[3, '3天内']]], ['Lieferung innerhalb von 2 Wochen.', [[14, '2 Wochen']]],
    ['Can you deliver within 3 days?', []], ['We are open 3 days a week.', []], ['We pay within 3 days.', []],
  ])('of "%s"', (text, expected) => expect(demands(text)).toEqual(expected.map(([days, words]) => [days, String(words).replace('within ', '')])));
});

describe('product codes', () => {
  it('are words with a digit; named ones are known for codes', () => {
    expect(productCodesIn(readText('Please quote LN-240 and your item no. ZX-9000, postcode 10115, SKU: 85123a.', null))).toEqual([
      { code: 'LN-240', isNamed: false }, { code: 'ZX-9000', isNamed: true }, { code: '10115', isNamed: false }, { code: '85123A', isNamed: true },
    ]);
  });
  it('are at most fifty, each once', () => {
    const many = Array.from({ length: 80 }, (_, index) => `AB-${1_000 + index}`).join(' ');
    expect(productCodesIn(readText(`${many} ${many}`, null))).toHaveLength(50);
    expect(productCodesIn(readText('AB-1000 ab-1000', null))).toHaveLength(1);
  });
});

describe('sentences', () => {
  it('end at marks with a space behind them, at marks of Chinese, and at empty lines', () => {
    const text = 'We need 5.000 pcs. Is that possible?\nThanks\n\nbye 好。谢谢';
    expect(sentencesIn({ folded: text }).map(({ from, until, isQuestion }) => [text.slice(from, until).trim(), isQuestion])).toEqual([
      ['We need 5.000 pcs.', false], ['Is that possible?', true], ['Thanks', false], ['bye 好。', false], ['谢谢', false],
    ]);
  });
});
