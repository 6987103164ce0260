import type { Queryable } from './pool.ts';

/** Whoever keeps a copy of what the shop's list says of products reads it anew when this number has changed. */
export const LIST_VERSION_SQL = `(select (value->>'version')::int from setting where key = 'product-list')`;

const SIGNS = { imported: `jsonb_build_object('importedSystemMs', epoch_ms(clock_timestamp()))`, classified: `'{}'::jsonb` } as const;

/** Tells that products were imported or classified; an import is a reason to reckon anew which of them fit whom. */
export async function noteProductList(db: Queryable, what: keyof typeof SIGNS): Promise<void> {
  await db.query(
    `insert into setting as s (key, value) values ('product-list', jsonb_build_object('version', 1) || ${SIGNS[what]})
     on conflict (key) do update set value = s.value || excluded.value || jsonb_build_object('version', (s.value->>'version')::int + 1)`);
}
