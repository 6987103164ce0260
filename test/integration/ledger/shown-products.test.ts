import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { addCustomer } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from './ledger-scene.ts';

let scene: LedgerScene;
let customer: CustomerId;
let nobody: CustomerId;

/** A shop of three thousand products, one of which was found for the customer. */
beforeAll(async () => {
  scene = await openLedger();
  customer = await addCustomer(scene.pool, { external: 'found' });
  nobody = await addCustomer(scene.pool, { external: 'new' });
  await scene.pool.query(`insert into product (shop_id, sku, title, stock) select shop.id, 'P' || n, 'product', 1 from shop, generate_series(1, 3000) n`);
  await scene.pool.query(`insert into product (shop_id, sku, title, stock, countries_not) select id, 'towel-9', 'towel', 0, '{DE}' from shop`);
  await scene.pool.query(`insert into customer_products (customer_id, again, fresh, made_at)
    select $1, '[]', jsonb_build_array(jsonb_build_object('shopId', id, 'sku', 'P7', 'score', 1, 'because', '[]'::jsonb)), touchline_now() from shop`, [customer]);
  await scene.pool.query('analyze product, customer_products');
});
afterAll(() => scene.close());

const knownTo = async (id: CustomerId, named: readonly string[]) => (await loadSnapshots(scene.pool, [id], 24, named)).get(id)!.products.known.map(({ sku }) => sku);

test('a decision knows of the products found for its customer and of those that campaigns name, whatever their capitals, each once', async () => {
  expect(await knownTo(customer, ['p12', 'P7', 'towel-9', 'nowhere'])).toEqual(['P12', 'P7', 'towel-9']);
  expect(await knownTo(nobody, [])).toEqual([]);
  const towel = (await loadSnapshots(scene.pool, [nobody], 24, ['towel-9'])).get(nobody)!.products.known;
  expect(towel).toMatchObject([{ sku: 'towel-9', onSale: false, countriesNot: ['DE'] }]);
});

test('a decision looks products up by their keys and never goes through all of them', async () => {
  await inTransaction(scene.pool, async (tx) => {
    const scans = async () => (await tx.query<{ n: number }>(`select seq_scan::int as n from pg_stat_xact_user_tables where relname = 'product'`)).rows[0]!.n;
    const before = await scans();
    expect((await loadSnapshots(tx, [customer, nobody], 24, ['P12'])).get(customer)!.products.known).toHaveLength(2);
    expect(await scans() - before).toBe(0);
  });
});
