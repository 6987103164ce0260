import { expect, test } from 'vitest';
import { wordTimeLeft } from '../../../src/domain/time-left-words.ts';

const NOON = Date.parse('2011-11-29T12:00:00Z');
const MINUTE = 60_000;

test.each([
  [-1, 'late since Tue 29 Nov 12:59'], [0, 'late since Tue 29 Nov 13:00'], [10_000, 'in 1 min'], [89 * MINUTE, 'in 89 min'], [119 * MINUTE + 59_000, 'in 119 min'],
  [120 * MINUTE, 'in 2 h'], [47 * 60 * MINUTE + 59 * MINUTE, 'in 47 h'], [48 * 60 * MINUTE, 'in 2 d'], [71 * 60 * MINUTE, 'in 2 d'],
])('a deadline %i ms ahead is "%s": never more than what is left', (aheadMs, words) => {
  expect(wordTimeLeft(NOON + aheadMs, NOON, 'Europe/Berlin')).toBe(words);
});

test('in Chinese', () => {
  expect([wordTimeLeft(NOON + 3 * 60 * MINUTE, NOON, 'UTC', 'zh'), wordTimeLeft(NOON, NOON, 'UTC', 'zh')]).toEqual(['还剩3小时', '已于11月29日周二 12:00逾期']);
});
