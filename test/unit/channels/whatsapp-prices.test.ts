import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPrices } from '../../../src/channels/whatsapp/prices.ts';
import { costOf, type MessagePrice, moneyFromText, priceOn, sumOfCosts } from '../../../src/domain/message-cost.ts';

function ownTable(...rows: readonly string[]): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'prices-')), 'prices.csv');
  writeFileSync(file, ['country_code,category,amount,currency,from', ...rows].join('\n'));
  return file;
}
const amountOf = (prices: readonly MessagePrice[], country: string | null, category: string, day = '2026-11-29') => priceOn(prices, { country, category }, day)?.amount;

const price = (over: Partial<MessagePrice>): MessagePrice => ({ country: null, category: 'marketing', amount: 1, currency: 'EUR', from: '2026-01-01', isOwn: false, ...over });
const charge = (country: string | null, category = 'marketing') => ({ country, category });

describe('the price of a message', () => {
  test('is that of the receiver\'s country and the category, on the day', () => {
    const prices = readPrices(null);
    expect([amountOf(prices, 'NL', 'marketing'), amountOf(prices, 'NL', 'marketing', '2026-03-31'), amountOf(prices, 'NL', 'utility')]).toEqual([1_597, undefined, undefined]);
    // Words within the window were free, and are charged since: how much, nobody has confirmed.
    expect([amountOf(prices, 'DE', 'service', '2026-09-30'), amountOf(prices, 'DE', 'service', '2026-10-01')]).toEqual([0, null]);
  });

  test('is the shop\'s own before the general one, and the country\'s before that of all others', () => {
    const prices = readPrices(ownTable('NL,marketing,0.1200,EUR,2026-01-01', '*,marketing,0.05,EUR,2026-01-01', '*,service,0.004,EUR,2026-10-01'));
    expect([amountOf(prices, 'NL', 'marketing'), amountOf(prices, 'FR', 'marketing'), amountOf(prices, null, 'service')]).toEqual([1_200, 500, 40]);
  });

  test('that cannot be read is told with its line, all at once', () => {
    const file = ownTable('NL,marketing,0.1200,EUR,2026-01-01', 'Holland,marketing,0.12,EUR,2026-01-01', 'NL,offers,dear,EUR,tomorrow');
    expect(() => readPrices(file)).toThrow(`${file}:3 country_code: expected a country such as DE`);
    expect(() => readPrices(file)).toThrow(`${file}:4 amount: expected an amount such as 0.0512`);
  });

  test('is exact, and sums say in which currency, and what nobody knows the price of', () => {
    expect(['0.0512', '12', '0.1', '3.0008'].map(moneyFromText)).toEqual([512, 120_000, 1_000, 30_008]);
    const prices = [price({ amount: 1_000 }), price({ country: 'US', amount: 250, currency: 'USD' })];
    const cost = costOf([charge('DE'), charge('FR'), charge('US'), charge('DE', 'utility'), charge('DE', 'utility'), charge(null, 'utility')], prices, '2026-11-29');
    expect(cost).toEqual({ amounts: { EUR: 2_000, USD: 250 }, unknown: [{ country: 'DE', category: 'utility', count: 2 }, { country: null, category: 'utility', count: 1 }] });
    expect(sumOfCosts([cost, cost])).toEqual({ amounts: { EUR: 4_000, USD: 500 }, unknown: [{ country: 'DE', category: 'utility', count: 4 }, { country: null, category: 'utility', count: 2 }] });
  });
});
