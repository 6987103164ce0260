import type { ShopPolicy } from '../domain/policy.ts';
import type { Queryable } from './pool.ts';

/** Whether matters of a team of this name may be asked for: the policy has it, or names no teams at all, or names it no more and something was with it. */
export async function mayBeAskedFor(db: Queryable, team: string, { teams }: Pick<ShopPolicy, 'teams'>): Promise<boolean> {
  if (teams === undefined || teams.some(({ name }) => name === team)) return true;
  const { rows: [row] } = await db.query<{ has: boolean }>(
    'select exists (select 1 from inquiry where team = $1) or exists (select 1 from sla_clock where team = $1) or exists (select 1 from approval where team = $1) as has', [team]);
  return row?.has ?? false;
}
