import { adviseProducts } from '../domain/advise-products.ts';
import type { AdviceModel, AdviceTime } from '../domain/product-advice.ts';
import { breather } from './breather.ts';
import type { Queryable } from './pool.ts';
import type { KnownCustomer } from './product-histories.ts';

// What was told of a customer since the history was read leaves the row stale: `made_of` says how much it knows.
const SAVE_SQL = `
insert into customer_products (customer_id, again, fresh, made_at, news, made_of)
select id, again, fresh, instant($2), news, news from jsonb_to_recordset($1::jsonb) as r(id uuid, again jsonb, fresh jsonb, news int) order by id
on conflict (customer_id) do update set again = excluded.again, fresh = excluded.fresh, made_at = excluded.made_at, made_of = excluded.made_of`;

/** Chooses products for these customers and stores the lists. */
export async function saveAdvice(db: Queryable, customers: readonly KnownCustomer[], model: AdviceModel, time: AdviceTime): Promise<void> {
  const breathe = breather();
  const rows = [];
  for (const { id, history, news } of customers) {
    rows.push({ id, news, ...adviseProducts(history, model, time) });
    await breathe();
  }
  await db.query(SAVE_SQL, [JSON.stringify(rows), time.nowMs]);
}
