import { toCustomerId } from '../domain/ids.ts';
import { DAY_MS } from '../domain/instant.ts';
import type { AdviceModel } from '../domain/product-advice.ts';
import type { Pool, Queryable } from './pool.ts';
import { justAfterNow } from './product-advice.ts';
import { type Catalogue, readCatalogue, readHistories } from './product-histories.ts';
import { loadModel } from './product-model.ts';
import { saveAdvice } from './save-advice.ts';
import { activePolicy } from './score-rules.ts';

/** A clock that runs fast asks for a day's reckoning every few seconds. */
const LEAST_SYSTEM_MINUTES = 5;

// Once a day of the shop's clock (one that was set back counts as another day), after a product list, another policy and an import of orders: whoever has just brought orders
// wants to see what comes of them.
const DUE_SQL = `
with last as (
  select (value->>'atMs')::float8 as at_ms, (value->>'madeSystemMs')::float8 as made_ms, (value->>'policyOrdinal')::int as policy_ordinal from setting where key = 'product-advice'
)
select exists (select 1 from policy_version where active) and (exists (select 1 from order_line) or exists (select 1 from product)) and (not exists (select 1 from last) or exists (
  select 1 from last where (at_ms <= epoch_ms(touchline_now()) - 86400000 or at_ms > epoch_ms(touchline_now())
      or exists (select 1 from setting l where l.key = 'product-list' and (l.value->>'importedSystemMs')::float8 > made_ms)) and made_ms <= epoch_ms(clock_timestamp()) - ${LEAST_SYSTEM_MINUTES} * 60000
    or policy_ordinal <> (select ordinal from policy_version where active)
    or exists (select 1 from import_job j where j.state = 'done' and epoch_ms(j.ended_system) > made_ms))) as due`;

/** Whether the product advice of all customers has to be reckoned anew. */
export async function productAdviceDue(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ due: boolean }>(DUE_SQL);
  return rows[0]?.due ?? false;
}

/** Rows renewed at one look: some hundred thousand a day, and none notices. */
const MOST_AT_ONCE = 25;
/** The model of a shop takes a second to read: it is kept while it is used. */
const KEPT_MS = 10 * 60_000;

interface KeptModel {
  /** Of which run of the batch it is. */
  readonly madeSystemMs: number;
  readonly readAt: number;
  readonly catalogue: Catalogue;
  readonly model: AdviceModel;
}

/** Renews what is advised to customers of whom something new was told, a few at each look, between two runs of the batch. */
export class AdviceRenewal {
  #kept: KeptModel | null = null;

  /** Answers how many were renewed. Before the first run of the batch there is nothing to renew by. */
  async renew(pool: Pool): Promise<number> {
    const { rows } = await pool.query<{ id: string }>(
      `select p.customer_id as id from customer_products p join customer c on c.id = p.customer_id
       where p.news <> p.made_of and c.erased_at is null and c.merged_into is null order by p.made_at nulls first limit $1`, [MOST_AT_ONCE]);
    if (this.#kept !== null && performance.now() - this.#kept.readAt > KEPT_MS) this.#kept = null;
    const policy = rows.length === 0 ? null : await activePolicy(pool);
    const kept = policy === null ? null : await this.#model(pool);
    if (policy === null || kept === null) return 0;
    const nowMs = await justAfterNow(pool);
    const customers = await readHistories(pool, kept.catalogue, rows.map(({ id }) => toCustomerId(id)), nowMs);
    await saveAdvice(pool, customers, kept.model, { nowMs, usualGapMs: policy.silence.usualGapDays * DAY_MS });
    return customers.length;
  }

  async #model(pool: Pool): Promise<KeptModel | null> {
    const { rows } = await pool.query<{ made_ms: number }>(`select (value->>'madeSystemMs')::float8 as made_ms from setting where key = 'product-advice'`);
    const [last] = rows;
    if (last === undefined) return null;
    if (this.#kept?.madeSystemMs === last.made_ms) return this.#kept;
    const catalogue = await readCatalogue(pool);
    this.#kept = { madeSystemMs: last.made_ms, readAt: performance.now(), catalogue, model: await loadModel(pool, catalogue) };
    return this.#kept;
  }
}
