import type { Queryable } from './pool.ts';

/** In which currencies customers have ordered, by the alphabet. */
export async function currenciesOfOrders(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ currency: string }>(`select distinct trim(currency) as currency from orders where kind = 'order' and value > 0 and customer_id is not null order by 1`);
  return rows.map(({ currency }) => currency);
}
