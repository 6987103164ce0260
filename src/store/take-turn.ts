import type { Queryable } from './pool.ts';

/**
 * Whether a duty that comes round once a period (a day, a week) is still to be done in this one: true for the first who asks. Ask in the transaction
 * that does it: what fails is asked for again.
 * @param duty the name of its row in the table `setting`
 * @param period what tells the periods apart, such as `2026-11-29` or `2026-W48`
 */
export async function takeTurn(db: Queryable, duty: string, period: string): Promise<boolean> {
  const { rowCount: isDone } = await db.query('select 1 from setting where key = $1 and value = to_jsonb($2::text)', [duty, period]);
  if (isDone === 1) return false;
  const { rowCount } = await db.query(
    `insert into setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do update set value = excluded.value where setting.value <> excluded.value`, [duty, period]);
  return rowCount === 1;
}
