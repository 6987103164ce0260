import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** A customer that became part of another one, as a person has said. */
export interface PastMerge {
  readonly customer: CustomerId;
  readonly into: CustomerId;
  readonly atMs: EpochMs;
  readonly by: string;
  readonly reason: string | null;
}

const COLUMNS = `g.customer_id as customer, g.into_id as "into", epoch_ms(g.at)::float8 as "atMs", g.by, g.reason`;

/** How a customer became part of another one; null: it goes on by itself. */
export async function mergeOf(db: Queryable, id: string): Promise<PastMerge | null> {
  const { rows } = await db.query<PastMerge>(`select ${COLUMNS} from customer_merge g where g.customer_id = $1`, [id]);
  return rows[0] ?? null;
}

/** Those who are part of a customer now, also by way of another part; the oldest first. */
export async function mergedParts(db: Queryable, id: CustomerId): Promise<readonly PastMerge[]> {
  const { rows } = await db.query<PastMerge>(`select ${COLUMNS} from customer_merge g join customer c on c.id = g.customer_id where c.merged_into = $1 order by g.id`, [id]);
  return rows;
}

/** SQL: a customer, named by `id`, and whoever is part of them: what was said and sent under the names of before is theirs. */
export const withParts = (id: string): string => `array(select ${id} union all select id from customer where merged_into = ${id})`;
