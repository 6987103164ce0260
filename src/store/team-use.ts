import type { Queryable } from './pool.ts';

/** Whether anything was ever with a team of this name: what a policy names no more may still have matters that run. */
export async function hasMatters(db: Queryable, team: string): Promise<boolean> {
  const { rows: [row] } = await db.query<{ has: boolean }>(
    'select exists (select 1 from inquiry where team = $1) or exists (select 1 from sla_clock where team = $1) or exists (select 1 from approval where team = $1) as has', [team]);
  return row?.has ?? false;
}
