import type { ScreenedCount } from '../domain/screening/screening-quality.ts';
import type { Queryable } from './pool.ts';

/** All screened inquiries, counted by country, band and verdict; parts of another one are counted with it. */
export async function countScreened(db: Queryable): Promise<readonly ScreenedCount[]> {
  const { rows } = await db.query<ScreenedCount>(
    `select trim(c.country) as country, i.band, i.verdict, count(*)::int as count from inquiry i join customer c on c.id = i.customer_id
     where i.band is not null and i.merged_into is null group by c.country, i.band, i.verdict order by c.country, i.band, i.verdict`);
  return rows;
}
