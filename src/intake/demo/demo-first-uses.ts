import type { EpochMs } from '../../domain/instant.ts';
import type { UnusedTool } from '../../store/demo-grants.ts';
import { numericFromMoney } from '../../store/money.ts';
import type { DemoBasket } from './demo-baskets.ts';

/** Comes with the code that a customer passed on, where no real newcomer has. */
const FRIEND = 'demo-friend';
const SKU = '85123A';
const TITLE = 'WHITE HANGING HEART T-LIGHT HOLDER';
const SMALL_ORDER = 300_000; // 30 in 1/10,000 units

/**
 * The real orders of 2011 may pass by a tool for days, and a demo has minutes: one invented order for each tool that nobody has used yet.
 * Its number is made of the tool, so that it is told once.
 */
export function firstUses(unused: readonly UnusedTool[], nowMs: EpochMs): readonly DemoBasket[] {
  return unused.map(({ tool, customer, forFriend, code, product, minimumSpend }) => {
    const orderId = `DEMO-${tool}`;
    const buyer = forFriend ? FRIEND : customer;
    const line = {
      row: 1, orderId, cancels: false, sku: SKU, title: TITLE, service: false, kind: 'sale' as const, quantity: 1,
      unitPrice: numericFromMoney(Math.max(minimumSpend, SMALL_ORDER)), placedLocal: '', customer: buyer, country: 'GB',
    };
    return {
      order: { orderId, customer: buyer, country: 'GB', cancels: false, placedAtMs: nowMs, lines: [line] },
      coupons: code === null ? [] : [code], extras: product === null ? [] : [product],
    };
  });
}
