import type { GrantInHand } from '../../store/demo-grants.ts';
import { type LaterOrder, valueOf } from './later-orders.ts';

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
  readonly forFriend: GrantInHand | null;
}

/** Customers use what they have with the next order that fits, and one newcomer comes with a friend's code. */
export function fillBaskets(orders: readonly LaterOrder[], { known, inHand, forFriend }: Shoppers): readonly DemoBasket[] {
  const sales = orders.filter(({ cancels }) => !cancels);
  const newcomer = sales.find(({ customer }) => !known.has(customer));
  return orders.map((order) => {
    const grants = inHand.filter((grant) => grant.customer === order.customer && sales.find((sale) => sale.customer === order.customer && fits(grant, sale)) === order);
    const brought = order === newcomer && forFriend !== null && fits(forFriend, order) ? [...grants, forFriend] : grants;
    return { order, coupons: brought.flatMap(({ code }) => code ?? []), extras: grants.flatMap(({ product }) => product ?? []) };
  });
}

const fits = ({ sinceMs, minimumSpend }: GrantInHand, order: LaterOrder) => order.placedAtMs >= sinceMs && valueOf(order) >= minimumSpend;
