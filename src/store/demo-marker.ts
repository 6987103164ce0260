import type { Queryable } from './pool.ts';

/** True when this database holds the demo shop: only there may its clock be moved without asking twice. */
export async function isDemoShop(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ demo: boolean }>(`select (value)::boolean as demo from setting where key = 'demo'`);
  return rows[0]?.demo === true;
}
