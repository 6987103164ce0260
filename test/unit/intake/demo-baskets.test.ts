import { expect, test } from 'vitest';
import { fillBaskets } from '../../../src/intake/demo/demo-baskets.ts';
import type { LaterOrder } from '../../../src/intake/demo/later-orders.ts';

const order = (orderId: string, customer: string, cancels = false): LaterOrder => ({ orderId, customer, country: 'GB', cancels, placedAtMs: 0, lines: [] });
const HAND = [
  { customer: 'ada', code: 'CODE-A', product: null },
  { customer: 'ada', code: null, product: 'LANTERN' },
  { customer: 'bob', code: 'CODE-B', product: null },
];
const filled = (orders: readonly LaterOrder[], codeForFriend: string | null = null) =>
  fillBaskets(orders, { known: new Set(['ada', 'bob']), inHand: HAND, codeForFriend }).map(({ order: { orderId }, coupons, extras }) => [orderId, coupons, extras]);

test('customers use what they have with their next order, and with that one alone', () => {
  expect(filled([order('1', 'ada'), order('2', 'bob'), order('3', 'ada')])).toEqual([['1', ['CODE-A'], ['LANTERN']], ['2', ['CODE-B'], []], ['3', [], []]]);
});

test('a cancellation uses nothing', () => {
  expect(filled([order('C1', 'ada', true), order('2', 'ada')])).toEqual([['C1', [], []], ['2', ['CODE-A'], ['LANTERN']]]);
});

test('the first newcomer brings the code of a friend', () => {
  expect(filled([order('1', 'bob'), order('2', 'new'), order('3', 'newer')], 'FRIEND')).toEqual([['1', ['CODE-B'], []], ['2', ['FRIEND'], []], ['3', [], []]]);
});
