import { expect, test } from 'vitest';
import { valueOf } from '../../../src/intake/demo/later-orders.ts';
import { firstUses } from '../../../src/intake/demo/demo-first-uses.ts';
import type { UnusedTool } from '../../../src/store/demo-grants.ts';

const unused = (tool: string, over: Partial<UnusedTool> = {}): UnusedTool =>
  ({ tool, customer: 'ada', forFriend: false, code: null, product: null, sinceMs: 1, minimumSpend: 0, ...over });

test('each tool that nobody used is used by an order of its own, which is worth enough and named after it', () => {
  const baskets = firstUses([unused('coupon', { code: 'TEN', minimumSpend: 80_0000 }), unused('sample', { product: '71053', customer: 'bob' })], 5);
  expect(baskets.map(({ order, coupons, extras }) => [order.orderId, order.customer, order.placedAtMs, valueOf(order), coupons, extras]))
    .toEqual([['DEMO-coupon', 'ada', 5, 80_0000, ['TEN'], []], ['DEMO-sample', 'bob', 5, 30_0000, [], ['71053']]]);
});

test('a code to pass on is brought by somebody else than its holder', () => {
  expect(firstUses([unused('referral', { code: 'FRIEND', forFriend: true })], 5).map(({ order: { customer } }) => customer)).toEqual(['demo-friend']);
});
