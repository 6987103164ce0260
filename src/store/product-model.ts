import type { EpochMs } from '../domain/instant.ts';
import { type Neighbour, neighbourFinder } from '../domain/item-similarity.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { AdviceModel } from '../domain/product-advice.ts';
import { newTally, popularityOf, tallyPurchases } from '../domain/purchase-tally.ts';
import { tagIndexOf } from '../domain/tag-index.ts';
import { breather } from './breather.ts';
import type { Pool, Queryable } from './pool.ts';
import { type Catalogue, customersWithHistory, readHistories } from './product-histories.ts';

/** Customers whose purchases are read at a time, and products whose neighbours are written at a time. */
const SLICE = { customers: 150, items: 500 };

/** Told now and then: what is done, of how many. */
export type OnSlice = (done: number, total: number) => void;

/** What all customers bought before an instant, reckoned anew and stored: neighbours and popularity of every product. */
export async function reckonModel(pool: Pool, catalogue: Catalogue, beforeMs: EpochMs, onSlice: OnSlice): Promise<AdviceModel> {
  const tally = newTally(catalogue.items.length);
  for await (const customers of historyPages(pool, catalogue, beforeMs)) {
    for (const { history } of customers) tallyPurchases(tally, history.bought, catalogue.items, beforeMs);
    onSlice(0, catalogue.items.length);
  }
  const popularity = popularityOf(tally);
  const find = neighbourFinder(tally.baskets, catalogue.items.length);
  const neighbours: (readonly Neighbour[])[] = [];
  const breathe = breather();
  while (neighbours.length < catalogue.items.length) {
    const from = neighbours.length;
    for (let item = from; item < Math.min(from + SLICE.items, catalogue.items.length); item += 1) {
      neighbours.push(find(item).map(shortened));
      await breathe();
    }
    await saveNeighbours(pool, rowsOf({ catalogue, neighbours, popularity }, from));
    onSlice(neighbours.length, catalogue.items.length);
  }
  await forgetOthers(pool);
  return { items: catalogue.items, neighbours, popularity, tags: tagIndexOf(catalogue.items) };
}

/** Customers with their histories, page by page in the order of their ids. */
export async function* historyPages(db: Queryable, catalogue: Catalogue, beforeMs: EpochMs, from: CustomerId | null = null) {
  for (let after = from; ;) {
    const ids = await customersWithHistory(db, after, SLICE.customers);
    after = ids.at(-1) ?? null;
    if (after === null) return;
    yield await readHistories(db, catalogue, ids, beforeMs);
  }
}

/** As it is stored, so that a model that is read again says the same. */
const shortened = ({ item, similarity }: Neighbour): Neighbour => ({ item, similarity: Math.round(similarity * 1e6) / 1e6 });

interface Reckoned {
  readonly catalogue: Catalogue;
  readonly neighbours: AdviceModel['neighbours'];
  readonly popularity: AdviceModel['popularity'];
}

function rowsOf({ catalogue: { items }, neighbours, popularity }: Reckoned, from: number) {
  return neighbours.slice(from).map((list, index) => ({
    shop_id: items[from + index]?.shopId, sku: items[from + index]?.sku.toUpperCase(), popularity: popularity[from + index] ?? 0,
    neighbours: list.map(({ item, similarity }) => [items[item]?.sku.toUpperCase(), similarity]),
  }));
}

async function saveNeighbours(db: Queryable, rows: ReturnType<typeof rowsOf>): Promise<void> {
  await db.query(
    `insert into product_neighbour (shop_id, sku, neighbours, popularity)
     select shop_id, sku, neighbours, popularity from jsonb_to_recordset($1::jsonb) as n(shop_id text, sku text, neighbours jsonb, popularity float8) order by shop_id, sku
     on conflict (shop_id, sku) do update set neighbours = excluded.neighbours, popularity = excluded.popularity`, [JSON.stringify(rows)]);
}

/** Of products that are no longer there. */
async function forgetOthers(db: Queryable): Promise<void> {
  await db.query(
    `delete from product_neighbour n where not exists (select 1 from product p where p.shop_id = n.shop_id and upper(p.sku) = n.sku and p.kind = 'product')`);
}

/** The model as it was last stored; products that came since have no neighbours yet. */
export async function loadModel(db: Queryable, { items, numberOf }: Catalogue): Promise<AdviceModel> {
  const { rows } = await db.query<{ shop_id: string; sku: string; neighbours: [string, number][]; popularity: number }>(
    'select shop_id, sku, neighbours, popularity from product_neighbour');
  const neighbours: Neighbour[][] = items.map(() => []);
  const popularity = items.map(() => 0);
  const breathe = breather();
  for (const row of rows) {
    await breathe();
    const number = numberOf(row.shop_id, row.sku);
    if (number === undefined) continue;
    popularity[number] = row.popularity;
    neighbours[number] = row.neighbours.flatMap(([code, similarity]) => {
      const item = numberOf(row.shop_id, code);
      return item === undefined ? [] : [{ item, similarity }];
    });
  }
  return { items, neighbours, popularity, tags: tagIndexOf(items) };
}
