import { expect, test } from 'vitest';
import { fillBaskets } from '../../../src/intake/demo/demo-baskets.ts';
import type { LaterOrder } from '../../../src/intake/demo/later-orders.ts';
import type { GrantInHand } from '../../../src/store/demo-grants.ts';

/** An order of 100 at an instant. */
const order = (orderId: string, customer: string, over: { cancels?: boolean; atMs?: number } = {}): LaterOrder => ({
  orderId, customer, country: 'GB', cancels: over.cancels ?? false, placedAtMs: over.atMs ?? 10,
  lines: [{ orderId, lineNo: 1, customer, country: 'GB', cancels: false, placedLocal: '', sku: 'X', title: null, quantity: 1, unitPrice: '100', kind: 'sale' } as unknown as LaterOrder['lines'][number]],
});
const grant = (customer: string, over: Partial<GrantInHand>): GrantInHand => ({ customer, code: null, product: null, sinceMs: 0, minimumSpend: 0, ...over });
const HAND = [grant('ada', { code: 'CODE-A' }), grant('ada', { product: 'LANTERN' }), grant('bob', { code: 'CODE-B' })];
const filled = (orders: readonly LaterOrder[], inHand = HAND, forFriend: GrantInHand | null = null) =>
  fillBaskets(orders, { known: new Set(['ada', 'bob']), inHand, forFriend }).map(({ order: { orderId }, coupons, extras }) => [orderId, coupons, extras]);

test('customers use what they have with their next order, and with that one alone', () => {
  expect(filled([order('1', 'ada'), order('2', 'bob'), order('3', 'ada')])).toEqual([['1', ['CODE-A'], ['LANTERN']], ['2', ['CODE-B'], []], ['3', [], []]]);
});

test('a cancellation uses nothing', () => {
  expect(filled([order('C1', 'ada', { cancels: true }), order('2', 'ada')])).toEqual([['C1', [], []], ['2', ['CODE-A'], ['LANTERN']]]);
});

test('nothing is used before it was given, or below what it asks for', () => {
  const later = [grant('ada', { code: 'CODE-A', sinceMs: 15 }), grant('bob', { code: 'CODE-B', minimumSpend: 100_0001 })];
  expect(filled([order('1', 'ada', { atMs: 14 }), order('2', 'ada', { atMs: 15 }), order('3', 'bob')], later)).toEqual([['1', [], []], ['2', ['CODE-A'], []], ['3', [], []]]);
});

test('the first newcomer brings the code of a friend', () => {
  const orders = [order('1', 'bob'), order('2', 'new'), order('3', 'newer')];
  expect(filled(orders, HAND, grant('', { code: 'FRIEND' }))).toEqual([['1', ['CODE-B'], []], ['2', ['FRIEND'], []], ['3', [], []]]);
  expect(filled(orders, HAND, grant('', { code: 'FRIEND', sinceMs: 11 }))[1]).toEqual(['2', [], []]);
});
