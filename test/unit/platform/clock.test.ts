import { describe, expect, it } from 'vitest';
import { factorOf, instantIn, wordFactor } from '../../../src/platform/clock.ts';

describe('a speed in words', () => {
  it.each([['1d', 1440], ['6h', 360], ['30m', 30], ['1', 1], ['0.5', 0.5], ['0', 0], [' 2d ', 2880]])('%s is factor %d', (words, factor) => {
    expect(factorOf(words)).toBe(factor);
  });

  it.each(['', 'fast', '1w', '-1', '1e9', '61d', '86401', 'Infinity'])('%s is none', (words) => {
    expect(factorOf(words)).toBeNull();
  });

  it.each([[1440, '1 day per minute'], [2880, '2 days per minute'], [360, '6 hours per minute'], [0, 'standing still'], [1, 'as fast as the real one'], [7, '7 times as fast as the real one']])('%d reads as %s', (factor, words) => {
    expect(wordFactor(factor)).toBe(words);
  });
});

describe('an instant', () => {
  it.each([
    ['2011-12-10T09:00Z', '2011-12-10T09:00:00.000Z'],
    ['2011-12-10T09:00:30+01:00', '2011-12-10T08:00:30.000Z'],
    ['2011-12-10', '2011-12-10T00:00:00.000Z'],
    ['2012-02-29', '2012-02-29T00:00:00.000Z'],
  ])('%s is read', (text, iso) => {
    expect(new Date(instantIn(text)!).toISOString()).toBe(iso);
  });

  it.each(['2011-12-10T09:00', '2011-02-30', '2011-13-01', '2011-04-31T09:00Z', '2011-12-10T25:00Z', 'tomorrow', ''])('%s is not', (text) => {
    expect(instantIn(text)).toBeNull();
  });
});
