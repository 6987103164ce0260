/**
 * What people order next, foretold by what was known before a cut date: own repeats against item-item and popularity, and among
 * products new to the customer ours against item-item, recent popularity and tags alone. And how long the whole batch takes over the
 * real orders in PostgreSQL.
 *
 *   node --import tsx bench/products.ts [--json] [--quick]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { AdviceReport } from '../src/contracts/product-advice.ts';
import { adviseProducts } from '../src/domain/advise-products.ts';
import { DAY_MS } from '../src/domain/instant.ts';
import type { Bought, ProductAdvice, ProductHistory } from '../src/domain/product-advice.ts';
import { likenessOfItems, tagProfile } from '../src/domain/tag-profile.ts';
import { orderFormat } from '../src/intake/import/formats/registry.ts';
import { importOrders } from '../src/intake/import/import-orders.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { homeAt } from '../src/platform/home.ts';
import { migrateDatabase } from '../src/platform/migrations.ts';
import { adviseAllProducts } from '../src/store/product-advice.ts';
import { AdviceRenewal } from '../src/store/renew-advice.ts';
import { openTrial, type Trial } from './support/product-trial.ts';
import { ORDERS_FILE, realPurchases } from './support/real-orders.ts';
import { type Figure, printReport } from './support/report.ts';
import { openShop } from './support/shop.ts';

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } });

/** Numbers in the domain were chosen by what the first cut foretells of the time up to the second; judged is what comes after the second. */
const [CHOOSING_MS, JUDGING_MS] = [Date.UTC(2011, 5, 1), Date.UTC(2011, 8, 1)];
/** The day after the last order of the file. */
const END_MS = Date.UTC(2011, 11, 10);
const TOP = 10;
const USUAL_GAP_MS = 60 * DAY_MS;

/** Items of a list, best first. */
type List = readonly number[];

/** The lists of one customer by each way. */
interface Lists {
  readonly advice: ProductAdvice;
  readonly adviseMs: number;
  readonly again: List;
  readonly fresh: List;
  readonly itemItem: List;
  readonly newItemItem: List;
  readonly popularity: List;
  readonly newPopularity: List;
  readonly newTags: List;
}

function bestOf(scores: Iterable<readonly [number, number]>, left: (item: number) => boolean = () => true): List {
  return [...scores].filter(([item]) => left(item)).toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, TOP).map(([item]) => item);
}

/** The sum of plain cosines to what the customer has, the product itself left out. */
function itemItemScores(bought: readonly Bought[], neighbours: Trial['plainNeighbours']): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  for (const { item: seed } of bought) for (const { item, similarity } of neighbours[seed] ?? []) scores.set(item, (scores.get(item) ?? 0) + similarity);
  return scores;
}

function listsOf(history: ProductHistory, { model, cutMs, plainNeighbours }: Trial, numbers: ReadonlyMap<string, number>): Lists {
  const isNew = (item: number) => !owned.has(item);
  const owned = new Set(history.bought.map(({ item }) => item));
  const startedMs = performance.now();
  const advice = adviseProducts(history, model, { nowMs: cutMs, usualGapMs: USUAL_GAP_MS });
  const adviseMs = performance.now() - startedMs;
  const itemItem = itemItemScores(history.bought, plainNeighbours);
  const numbersOf = (list: readonly { readonly sku: string }[]) => list.slice(0, TOP).map(({ sku }) => numbers.get(sku) ?? -1);
  const tags = likenessOfItems(tagProfile(history, model.tags, cutMs), model.tags);
  const popularity = [...model.popularity.entries()];
  return {
    advice, adviseMs, again: numbersOf(advice.again), fresh: numbersOf(advice.fresh),
    itemItem: bestOf(itemItem), newItemItem: bestOf(itemItem, isNew),
    popularity: bestOf(popularity), newPopularity: bestOf(popularity, isNew), newTags: bestOf(tags.entries(), isNew),
  };
}

/** Over customers: at least one of ten in the basket, and the share of the ten that is. */
interface Score {
  readonly hits: number;
  readonly precision: number;
}

function scoreOf(list: List, basket: ReadonlySet<number>): Score {
  const found = list.filter((item) => basket.has(item)).length;
  return { hits: found > 0 ? 1 : 0, precision: found / TOP };
}

const mean = (scores: readonly Score[], what: keyof Score) => scores.reduce((sum, score) => sum + score[what], 0) / scores.length;

type Way = Exclude<keyof Lists, 'advice' | 'adviseMs'>;
const WHOLE: readonly Way[] = ['again', 'itemItem', 'popularity'];
const NEW: readonly Way[] = ['fresh', 'newItemItem', 'newPopularity', 'newTags'];

interface Result {
  readonly customers: number;
  readonly customersNew: number;
  /** By way: hit rate and precision. */
  readonly scores: Readonly<Record<string, { readonly hits: number; readonly precision: number }>>;
  readonly ownedInFresh: number;
  /** Hit rate of the own products that are due at the order, over those who have such. */
  readonly due: { readonly customers: number; readonly hits: number };
  readonly adviseMs: number;
}

function judge(trial: Trial): Result {
  const numbers = new Map(trial.model.items.map(({ sku }, number) => [sku, number]));
  const scores: Partial<Record<Way, Score[]>> = {};
  const dueScores: Score[] = [];
  let [ownedInFresh, adviseMs] = [0, 0];
  for (const [customer, basket] of trial.nextBaskets) {
    const history = trial.histories.get(customer)!;
    const lists = listsOf(history, trial, numbers);
    adviseMs += lists.adviseMs;
    const owned = new Set(history.bought.map(({ item }) => item));
    const newBasket = new Set([...basket.items].filter((item) => !owned.has(item)));
    for (const way of WHOLE) (scores[way] ??= []).push(scoreOf(lists[way], basket.items));
    if (newBasket.size > 0) for (const way of NEW) (scores[way] ??= []).push(scoreOf(lists[way], newBasket));
    ownedInFresh += lists.advice.fresh.filter(({ sku }) => owned.has(numbers.get(sku) ?? -1)).length;
    const due = lists.advice.again.filter(({ dueAtMs }) => dueAtMs <= basket.atMs).slice(0, TOP).map(({ sku }) => numbers.get(sku) ?? -1);
    if (due.length > 0) dueScores.push(scoreOf(due, basket.items));
  }
  return {
    customers: scores.again?.length ?? 0, customersNew: scores.fresh?.length ?? 0, ownedInFresh, adviseMs,
    due: { customers: dueScores.length, hits: mean(dueScores, 'hits') },
    scores: Object.fromEntries(Object.entries(scores).map(([way, list]) => [way, { hits: mean(list, 'hits'), precision: mean(list, 'precision') }])),
  };
}

/** The real file imported into a database of its own, and everybody advised, as a worker does it once a day. */
async function wholeBatch(): Promise<{ readonly report: AdviceReport; readonly renewMs: number }> {
  const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-bench-')));
  try {
    const { url } = await startEmbeddedPostgres(home);
    await migrateDatabase(url);
    const { pool, policy } = await openShop(url, 'smtp://127.0.0.1:1');
    await importOrders(pool, { path: ORDERS_FILE, format: orderFormat('online-retail')!, rules: { policy, cutPoints: null } });
    const report = await adviseAllProducts(pool, { asOfMs: END_MS, policy, policyOrdinal: null, from: null, signal: new AbortController().signal, onProgress: () => undefined });
    await pool.query('update customer_products set news = news + 1 where customer_id in (select customer_id from customer_products order by customer_id limit 25)');
    const renewal = new AdviceRenewal();
    const startedMs = performance.now();
    await renewal.renew(pool);
    const renewMs = performance.now() - startedMs;
    await pool.end();
    return { report, renewMs };
  } finally {
    await stopEmbeddedPostgres(home);
    await rm(home.root, { recursive: true, force: true });
  }
}

const lines = await realPurchases();
const chosenOn = options.quick ? null : judge(openTrial(lines, CHOOSING_MS, JUDGING_MS));
const judged = judge(openTrial(lines, JUDGING_MS, Number.POSITIVE_INFINITY));
const { report: batch, renewMs } = await wholeBatch();
const { scores } = judged;
const rates = (what: string, way: Way): Figure[] => [
  { what: `${what}: at least one of ten is bought`, unit: 'share', value: scores[way]?.hits ?? 0 },
  { what: `${what}: of ten are bought`, unit: 'share', value: scores[way]?.precision ?? 0 },
];
const ratio = (ours: Way, theirs: Way) => (scores[ours]?.hits ?? 0) / (scores[theirs]?.hits ?? 1);
printReport({
  bench: 'products', seed: 0, rounds: 1, raw: { judged, chosenOn, batch }, size: { lines: lines.length, customers: judged.customers, customersNew: judged.customersNew, quick: options.quick },
  figures: [
    { what: 'own products again, against item-item', unit: 'ratio', value: ratio('again', 'itemItem'), goal: { atLeast: 1 } },
    { what: 'new products, ours against recent popularity', unit: 'ratio', value: ratio('fresh', 'newPopularity'), goal: { atLeast: 1 } },
    { what: 'new products, ours against item-item', unit: 'ratio', value: ratio('fresh', 'newItemItem') },
    { what: 'whole batch over the real orders', unit: 's', value: batch.seconds, goal: { atMost: 60 } },
    { what: '25 customers renewed after an order, the model read first', unit: 's', value: renewMs / 1000 },
    { what: 'owned products among the new ones', unit: 'products', value: judged.ownedInFresh, goal: { atMost: 0 } },
    ...rates('next basket, own products again', 'again'), ...rates('next basket, item-item', 'itemItem'), ...rates('next basket, recent popularity', 'popularity'),
    { what: `next basket, own products that were due, ${judged.due.customers} customers: at least one of ten is bought`, unit: 'share', value: judged.due.hits },
    ...rates('new products, ours', 'fresh'), ...rates('new products, item-item', 'newItemItem'),
    ...rates('new products, recent popularity', 'newPopularity'), ...rates('new products, tags alone', 'newTags'),
  ],
}, options.json);
