import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

const SAVE_SETTING = 'insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value';

/** Marks this database as the demo shop, whose later orders are fed from that instant on. */
export async function markDemoShop(db: Queryable, fedThroughMs: EpochMs): Promise<void> {
  await db.query(SAVE_SETTING, ['demo', 'true']);
  await saveFedThrough(db, fedThroughMs);
}

/** Domain time up to which later orders have been told, with now; null when this is no demo shop. */
export async function demoProgress(db: Queryable): Promise<{ fedThroughMs: EpochMs; nowMs: EpochMs } | null> {
  const { rows } = await db.query<{ fed_through: number; now_ms: string }>(
    `select (value)::float8 as fed_through, epoch_ms(touchline_now()) as now_ms from setting where key = 'demo-fed-through'`);
  const [row] = rows;
  return row === undefined ? null : { fedThroughMs: row.fed_through, nowMs: Number(row.now_ms) };
}

export async function saveFedThrough(db: Queryable, fedThroughMs: EpochMs): Promise<void> {
  await db.query(SAVE_SETTING, ['demo-fed-through', JSON.stringify(fedThroughMs)]);
}

/** Which of these external ids the shop knows already. */
export async function knownExternalIds(db: Queryable, shopId: string, externalIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ value: string }>(
    `select value from identity where shop_id = $1 and kind = 'external' and value = any($2::text[])`, [shopId, externalIds]);
  return new Set(rows.map(({ value }) => value));
}
