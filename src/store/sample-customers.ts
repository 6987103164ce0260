import type { Queryable } from './pool.ts';

/** Customers to look at, spread by hash: the same ones at every call with the same seed. */
export async function sampleCustomers(db: Queryable, seed: string, count: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from customer where merged_into is null and erased_at is null order by md5(id::text || $1), id limit $2`, [seed, count]);
  return rows.map(({ id }) => id);
}
