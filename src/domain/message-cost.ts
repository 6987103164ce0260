import type { Money } from './customer.ts';

/** What a provider asks for one delivered message. */
export interface MessagePrice {
  /** ISO 3166-1 alpha-2 of the receiver's number; null: every country without a row of its own. */
  readonly country: string | null;
  readonly category: string;
  /** Null: charged, and nobody knows how much. */
  readonly amount: Money | null;
  readonly currency: string;
  /** The first day on which it counts, as yyyy-mm-dd. */
  readonly from: string;
  /** Of the shop's own table: it stands above the general one. */
  readonly isOwn: boolean;
}

/** One message that would be charged. */
export interface Charge {
  readonly country: string | null;
  readonly category: string;
}

/** Sums by currency, and what nobody knows the price of. */
export interface MessageCost {
  readonly amounts: Readonly<Record<string, Money>>;
  readonly unknown: readonly (Charge & { readonly count: number })[];
}

/** The price in force on a day: the shop's own before the general, the country's before that of all, the newest; null: none. */
export function priceOn(prices: readonly MessagePrice[], { country, category }: Charge, day: string): MessagePrice | null {
  const fitting = prices.filter((price) => price.category === category && price.from <= day && (price.country === null || price.country === country));
  const rank = (price: MessagePrice) => `${price.isOwn ? 1 : 0}${price.country === null ? 0 : 1}${price.from}`;
  return fitting.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))[0] ?? null;
}

/** What the messages of a day would cost. */
export function costOf(charges: readonly Charge[], prices: readonly MessagePrice[], day: string): MessageCost {
  const amounts: Record<string, Money> = {};
  const unknown = new Map<string, Charge & { count: number }>();
  for (const charge of charges) {
    const price = priceOn(prices, charge, day);
    if (price?.amount != null) {
      amounts[price.currency] = (amounts[price.currency] ?? 0) + price.amount;
      continue;
    }
    const key = `${charge.country ?? ''}/${charge.category}`;
    unknown.set(key, { ...charge, count: (unknown.get(key)?.count ?? 0) + 1 });
  }
  return { amounts, unknown: [...unknown.values()] };
}

/** Adds a day's cost to another's. */
export function sumOfCosts(costs: readonly MessageCost[]): MessageCost {
  const amounts: Record<string, Money> = {};
  const unknown = new Map<string, Charge & { count: number }>();
  for (const cost of costs) {
    for (const [currency, amount] of Object.entries(cost.amounts)) amounts[currency] = (amounts[currency] ?? 0) + amount;
    for (const { count, ...charge } of cost.unknown) {
      const key = `${charge.country ?? ''}/${charge.category}`;
      unknown.set(key, { ...charge, count: (unknown.get(key)?.count ?? 0) + count });
    }
  }
  return { amounts, unknown: [...unknown.values()] };
}

/** `0.0512` in 1/10,000 units, without the rounding of binary fractions. */
export function moneyFromText(text: string): Money {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(whole) * 10_000 + Number(fraction.padEnd(4, '0'));
}
