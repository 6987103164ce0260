import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { AdviceModel } from '../domain/product-advice.ts';
import type { AdviceProgress, AdviceReport } from '../contracts/product-advice.ts';
import type { Pool, Queryable } from './pool.ts';
import { classifyProducts } from './classify-products.ts';
import { type Catalogue, HAS_TASTE, readCatalogue } from './product-histories.ts';
import { historyPages, loadModel, reckonModel } from './product-model.ts';
import { saveAdvice } from './save-advice.ts';

/** What a run of the batch is told. */
export interface AdviceRequest {
  /** Orders before it count; null: the domain clock. */
  readonly asOfMs: EpochMs | null;
  readonly policy: ShopPolicy;
  /** Which version of the policy it is; null: one that is not applied. */
  readonly policyOrdinal: number | null;
  /** Where a run that died stood: its instant counts, and who was done by then is not done again. */
  readonly from: AdviceProgress | null;
  readonly signal: AbortSignal;
  /** Told after each slice of a few hundred customers or products. */
  readonly onProgress: (progress: AdviceProgress) => void;
}

/**
 * Classifies products, then reckons anew which of them are alike and which fit each customer, in slices; between them others have their turn, and a slice that is
 * done stays done. Running it twice changes nothing.
 */
export async function adviseAllProducts(pool: Pool, request: AdviceRequest): Promise<AdviceReport> {
  const startedMs = performance.now();
  const asOfMs = request.from?.asOfMs ?? request.asOfMs ?? await justAfterNow(pool);
  const total = await customersToAdvise(pool);
  const tell = (progress: Omit<AdviceProgress, 'asOfMs'>) => {
    request.signal.throwIfAborted();
    request.onProgress({ asOfMs, ...progress });
  };
  if (request.from === null || request.from.phase === 'classifying') {
    await classifyProducts(pool, { asOfMs, policy: request.policy, onSlice: (done, all) => tell({ phase: 'classifying', after: null, advised: 0, done, total: all }) });
  }
  const catalogue = await readCatalogue(pool);
  const model = await modelFor(pool, { catalogue, asOfMs, from: request.from, tell });
  let { after, advised } = request.from ?? { after: null, advised: 0 };
  for await (const customers of historyPages(pool, catalogue, asOfMs, toId(after))) {
    await saveAdvice(pool, customers, model, { nowMs: asOfMs, usualGapMs: request.policy.silence.usualGapDays * DAY_MS });
    [after, advised] = [customers.at(-1)?.id ?? after, advised + customers.length];
    tell({ phase: 'choosing', after, advised, done: advised, total });
  }
  await forgetTheGone(pool);
  const report = { asOfMs, customers: advised, products: catalogue.items.length, neighbours: model.neighbours.reduce((sum, { length }) => sum + length, 0), seconds: Math.round((performance.now() - startedMs) / 100) / 10 };
  await finish(pool, { ...report, policyOrdinal: request.policyOrdinal });
  return report;
}

const toId = (id: string | null): CustomerId | null => (id === null ? null : toCustomerId(id));

interface ModelScene {
  readonly catalogue: Catalogue;
  readonly asOfMs: EpochMs;
  readonly from: AdviceProgress | null;
  readonly tell: (progress: Omit<AdviceProgress, 'asOfMs'>) => void;
}

/** Whoever goes on with a run that had begun to choose finds its model stored. */
function modelFor(pool: Pool, { catalogue, asOfMs, from, tell }: ModelScene): Promise<AdviceModel> {
  if (from?.phase === 'choosing') return loadModel(pool, catalogue);
  return reckonModel(pool, catalogue, asOfMs, (done, total) => tell({ phase: 'comparing', after: null, advised: 0, done, total }));
}

/** By the domain clock; what was told in this very millisecond counts. */
export async function justAfterNow(db: Queryable): Promise<EpochMs> {
  const { rows } = await db.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
  return Number(rows[0]?.now_ms) + 1;
}

async function customersToAdvise(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from customer c where c.erased_at is null and c.merged_into is null and ${HAS_TASTE}`);
  return rows[0]?.count ?? 0;
}

/** Customers who were erased, or merged into another. */
async function forgetTheGone(db: Queryable): Promise<void> {
  for (const table of ['customer_products', 'customer_interest']) {
    await db.query(`delete from ${table} t using customer c where c.id = t.customer_id and (c.erased_at is not null or c.merged_into is not null)`);
  }
}

async function finish(db: Queryable, report: AdviceReport & Pick<AdviceRequest, 'policyOrdinal'>): Promise<void> {
  await db.query(
    `insert into setting (key, value) select 'product-advice', $1::jsonb || jsonb_build_object('atMs', epoch_ms(touchline_now()), 'madeSystemMs', epoch_ms(clock_timestamp()))
     on conflict (key) do update set value = excluded.value`, [JSON.stringify(report)]);
}
