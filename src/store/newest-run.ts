import type { Queryable } from './pool.ts';

/** Id of a campaign's newest run, which is its workflow id too; null when it never ran. */
export async function newestRunOf(db: Queryable, campaign: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>('select id from campaign_run where campaign = $1 order by run_number desc limit 1', [campaign]);
  return rows[0]?.id ?? null;
}
