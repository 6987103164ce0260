import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';

/** Customers to look at, spread by hash: the same order at every call with the same seed. `after` is how many to pass over. */
export async function sampleCustomers(db: Queryable, seed: string, page: { readonly after: number; readonly count: number }): Promise<CustomerId[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from customer where merged_into is null and erased_at is null order by md5(id::text || $1), id offset $2 limit $3`, [seed, page.after, page.count]);
  return rows.map(({ id }) => toCustomerId(id));
}
