import type { Queryable } from './pool.ts';

/** True when a shop policy is in force. */
export async function hasActivePolicy(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>('select exists (select from policy_version where active) as found');
  return rows[0]?.found === true;
}
