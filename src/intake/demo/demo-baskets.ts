import type { GrantInHand } from '../../store/demo-grants.ts';
import type { LaterOrder } from './later-orders.ts';

/** A real order, with what the demo invents beside it: nobody in 2011 had a code of this shop. */
export interface DemoBasket {
  readonly order: LaterOrder;
  readonly coupons: readonly string[];
  /** Products asked for on top, at no price: a sample, a trial. */
  readonly extras: readonly string[];
}

interface Shoppers {
  /** External ids that the shop knows. */
  readonly known: ReadonlySet<string>;
  readonly inHand: readonly GrantInHand[];
  readonly codeForFriend: string | null;
}

/** Customers use what they have with their next order, and one newcomer comes with a friend's code. */
export function fillBaskets(orders: readonly LaterOrder[], { known, inHand, codeForFriend }: Shoppers): readonly DemoBasket[] {
  const sales = orders.filter(({ cancels }) => !cancels);
  const newcomer = sales.find(({ customer }) => !known.has(customer));
  return orders.map((order) => {
    const isNext = sales.find(({ customer }) => customer === order.customer) === order;
    const grants = isNext ? inHand.filter(({ customer }) => customer === order.customer) : [];
    const own = grants.flatMap(({ code }) => code ?? []);
    return {
      order,
      coupons: order === newcomer && codeForFriend !== null ? [...own, codeForFriend] : own,
      extras: grants.flatMap(({ product }) => product ?? []),
    };
  });
}
