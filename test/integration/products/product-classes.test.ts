import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { readFactChange } from '../../../src/intake/events/read-fact-change.ts';
import { importProducts } from '../../../src/intake/import/import-products.ts';
import { classifyProducts, type StoredClassReason } from '../../../src/store/classify-products.ts';
import { adviseAllProducts } from '../../../src/store/product-advice.ts';
import { productAdviceDue } from '../../../src/store/renew-advice.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { activePolicy, activePolicyOrdinal } from '../../../src/store/score-rules.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

const TODAY_MS = Date.parse('2011-11-29T12:00:00Z');
const CLASSES = `products:
  window-days: 100
  return-rate-from-sold: 10
  classes:
    - class: star
      when: { sales-rank: { top: 30% }, margin: { at-least: 40% } }
    - class: new
      when: { age-days: { at-most: 20 } }
    - class: slow
      when: { sales-rank: { bottom: 30% } }
    - class: steady
      otherwise: true
  offer:
    - for: { stage: [aware, interested] }
      classes: [star, new]
    - otherwise: true
      classes: [star, steady, new]
`;

let scene: LedgerScene;
let buyer: CustomerId;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let orders = 0;

const applyPolicy = async (products: string) => {
  const text = readFileSync('touchline.yaml', 'utf8').replace(/^products:\n(?:[ #].*\n|\n)*/m, '');
  await applyPolicyFile(scene.pool, await folder.write('policy.yaml', `${text}\n${products}`), scene.channels);
};
const tells = (kind: string, properties: object, daysAgo: number) =>
  told(scene, buyer, { kind, change: readFactChange(kind as 'order.placed', properties as never, '').change, atMs: TODAY_MS - daysAgo * DAY_MS });
async function buys(daysAgo: number, ...lines: { sku: string; quantity: number; price: number }[]): Promise<string> {
  const orderId = `o${orders += 1}`;
  await tells('order.placed', { order_id: orderId, products: lines.map((line) => ({ ...line, title: line.sku })) }, daysAgo);
  return orderId;
}
const imports = async (text: string) => importProducts(scene.pool, { path: await folder.write('products.csv', text), shopId: (await column<string>(scene.pool, 'select id from shop'))[0]!, dryRun: false, rejectsPath: null });
const classify = async () => classifyProducts(scene.pool, { asOfMs: TODAY_MS, policy: (await activePolicy(scene.pool))!, onSlice: () => undefined });
const reasonOf = async (sku: string) => (await column<StoredClassReason>(scene.pool, 'select class_reason from product where sku = $1', [sku]))[0]!;
const classes = () => column<string>(scene.pool, `select sku || ' ' || coalesce(class, '-') from product order by sku collate "C"`);

/** Six goods with their sales, and postage. */
beforeAll(async () => {
  scene = await openLedger();
  folder = await scratchFolder();
  await setDomainClock(scene.pool, '2011-11-29T12:00:00Z', 0);
  await applyPolicy(CLASSES);
  buyer = await addCustomer(scene.pool, { external: 'buyer' });
  await buys(200, { sku: 'LAMP', quantity: 500, price: 10 }, { sku: 'OLD', quantity: 1, price: 3 });
  await buys(90, { sku: 'LAMP', quantity: 20, price: 10 }, { sku: 'MUG', quantity: 30, price: 5 }, { sku: 'POST', quantity: 1, price: 900 });
  await buys(50, { sku: 'lamp', quantity: 10, price: 10 }, { sku: 'TOWEL', quantity: 4, price: 2 });
  await buys(10, { sku: 'FRESH', quantity: 4, price: 4 });
  await imports('sku,title,cost,currency,stock,countries-not\nLAMP,Lantern,5,GBP,7,\nMUG,Mug,1,USD,,\nNEVER,Never sold,1,GBP,,\nFRESH,Fresh,,,0,\nTOWEL,Towel,,,,DE|FR\n');
  await scene.pool.query(`update product set kind = 'service' where sku = 'POST'`);
});
afterAll(async () => { await folder.remove(); await scene.close(); });

describe('every product', () => {
  test('has the class that its figures within the window give it, with both stored; postage has none', async () => {
    expect(await classify()).toEqual([{ name: 'star', products: 2 }, { name: 'new', products: 2 }, { name: 'slow', products: 2 }, { name: 'steady', products: 1 }]);
    // Two spellings of the lantern have one class; the mug's cost is in another currency than its orders.
    expect(await classes()).toEqual(['FRESH new', 'LAMP star', 'MUG steady', 'NEVER new', 'OLD slow', 'POST -', 'TOWEL slow', 'lamp star']);
    expect(await reasonOf('LAMP')).toEqual({
      because: { code: 'product-class', params: { class: 'star', rank: 1, ranked: 5, margin: 50 } },
      figures: { netSales: 300_0000, salesRank: 1, ranked: 5, margin: 0.5, sold: 30, returned: 0, returnRate: 0, sinceMs: TODAY_MS - 200 * DAY_MS, ageDays: 200 },
    });
    expect(await reasonOf('MUG')).toMatchObject({ because: { params: { class: 'steady', rank: 3 } }, figures: { margin: null } });
    expect(await reasonOf('TOWEL')).toMatchObject({ figures: { sold: 4, returnRate: null } });
    expect(await reasonOf('OLD')).toMatchObject({ because: { params: { class: 'slow', windowDays: 100 } }, figures: { salesRank: null, sold: 0, ageDays: 200 } });
  });

  test('keeps its class since the day it was given; a second reckoning changes nothing', async () => {
    const all = () => column<object>(scene.pool, 'select to_jsonb(p) from product p order by sku');
    const before = await all();
    await classify();
    expect(await all()).toEqual(before);
    await classifyProducts(scene.pool, { asOfMs: TODAY_MS + 30 * DAY_MS, policy: (await activePolicy(scene.pool))!, onSlice: () => undefined });
    expect(await column(scene.pool, `select (epoch_ms(class_at)::float8 - ${TODAY_MS}) / ${DAY_MS} from product where sku in ('LAMP', 'NEVER') order by sku`), 'the one that never sold is old by now').toEqual([0, 30]);
    expect(await reasonOf('NEVER'), 'it was first seen thirty days before').toMatchObject({ figures: { ageDays: 30, sinceMs: TODAY_MS } });
    await classify();
  });

  test('loses what came back: a whole order, a part, and a line of an imported cancellation', async () => {
    const whole = await buys(40, { sku: 'MUG', quantity: 10, price: 5 });
    const part = await buys(40, { sku: 'MUG', quantity: 10, price: 5 });
    await tells('order.cancelled', { order_id: whole }, 39);
    await tells('order.refunded', { order_id: part, total: 20, products: [{ sku: 'mug', quantity: 4, price: 5 }] }, 38);
    await scene.pool.query(`insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value) select id, 'C1', 'cancellation', $1, instant($2), 'GBP', 10 from shop`, [buyer, TODAY_MS - 5 * DAY_MS]);
    await scene.pool.query(`insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) select id, 'C1', 1, 'MUG', 'cancelled', -2, 5 from shop`);
    await classify();
    expect(await reasonOf('MUG')).toMatchObject({ figures: { sold: 50, returned: 16, returnRate: 0.32, netSales: 170_0000 } });
    // Told first as a part and then as a whole: it does not come back twice.
    await tells('order.cancelled', { order_id: part }, 30);
    await classify();
    expect(await reasonOf('MUG')).toMatchObject({ figures: { sold: 50, returned: 22, netSales: 140_0000 } });
  });

  test('that an import is writing now is left to the next time, and nobody waits', async () => {
    const tx = await scene.pool.connect();
    try {
      await tx.query(`begin; update product set class = 'mine' where sku = 'LAMP'`);
      await classify();
      await tx.query('commit');
    } finally {
      tx.release();
    }
    expect((await classes()).filter((one) => /^lamp/i.test(one))).toEqual(['LAMP mine', 'lamp star']);
    await classify();
    expect(await classes()).toContain('LAMP star');
  });

  test('has none any more under a policy that names none', async () => {
    await applyPolicy('');
    expect(await classify()).toEqual([]);
    expect(await column(scene.pool, 'select sku from product where class is not null or class_reason is not null or class_at is not null')).toEqual([]);
    await applyPolicy(CLASSES);
    await classify();
  });
});

const run = async (over: Partial<Parameters<typeof adviseAllProducts>[1]> = {}) => adviseAllProducts(scene.pool, {
  asOfMs: TODAY_MS, policy: (await activePolicy(scene.pool))!, policyOrdinal: await activePolicyOrdinal(scene.pool), from: null, signal: new AbortController().signal, onProgress: () => undefined, ...over,
});

describe('the batch of the day', () => {
  test('classifies first and tells of it; one that goes on behind that does not begin again', async () => {
    await scene.pool.query(`update product set class = 'unknown'`);
    const phases: string[] = [];
    await run({ onProgress: ({ phase }) => { phases.push(phase); } });
    expect([...new Set(phases)]).toEqual(['classifying', 'comparing', 'choosing']);
    expect(await classes()).toContain('LAMP star');
    await scene.pool.query(`update product set class = 'unknown'`);
    await run({ from: { asOfMs: TODAY_MS, phase: 'comparing', after: null, advised: 0, done: 0, total: 1 } });
    expect(await classes()).toContain('LAMP unknown');
    await run({ from: { asOfMs: TODAY_MS, phase: 'classifying', after: null, advised: 0, done: 1, total: 9 } });
    expect(await classes()).toContain('LAMP star');
  });

  test('is stopped between two slices', async () => {
    const stop = new AbortController();
    await expect(run({ signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  test('is due after another policy, and after a product list when the last one is not just over', async () => {
    await run();
    expect(await productAdviceDue(scene.pool)).toBe(false);
    await applyPolicy(CLASSES.replace('top: 30%', 'top: 31%'));
    expect(await productAdviceDue(scene.pool)).toBe(true);
    await run();
    expect(await productAdviceDue(scene.pool)).toBe(false);
    await imports('sku,stock\nMUG,4\n');
    expect(await productAdviceDue(scene.pool)).toBe(false);
    await scene.pool.query(`update setting set value = value || jsonb_build_object('madeSystemMs', epoch_ms(clock_timestamp()) - 6 * 60000) where key = 'product-advice'`);
    await scene.pool.query(`update setting set value = value || jsonb_build_object('importedSystemMs', epoch_ms(clock_timestamp()) - 60000) where key = 'product-list'`);
    expect(await productAdviceDue(scene.pool)).toBe(true);
    await run();
  });
});

describe('decisions', () => {
  const source = new RulesSource({});
  const shopProducts = async () => (await source.load(scene.pool)).products;

  test('know the best sellers of each class that are on sale, from a copy that is renewed after an import and a reckoning', async () => {
    await applyPolicy(CLASSES);
    await classify();
    // FRESH is sold out, NEVER never sold, OLD did not sell lately.
    expect((await shopProducts()).popular.map(({ sku, classed }) => `${sku} ${classed?.name}`)).toEqual(['LAMP star', 'lamp star', 'MUG steady', 'TOWEL slow']);
    expect((await shopProducts()).popular[0]).toMatchObject({ onSale: true, countriesNot: [], classed: { because: { code: 'product-class' } } });
    await scene.pool.query(`update product set stock = 0 where sku = 'MUG'`);
    expect((await shopProducts()).popular, 'nobody told of it').toHaveLength(4);
    await imports('sku,stock,countries-not\nMUG,0,\nLAMP,7,US\n');
    expect((await shopProducts()).popular.map(({ sku, countriesNot }) => [sku, countriesNot])).toEqual([['LAMP', ['US']], ['lamp', []], ['TOWEL', ['DE', 'FR']]]);
    await applyPolicy('');
    expect((await shopProducts()).popular).toEqual([]);
    await applyPolicy(CLASSES);
  });

  test('know where products of promotions are barred', async () => {
    // touchline.yaml has a sample of 71053 and a gift of 85099B.
    expect((await shopProducts()).barred).toEqual({});
    await imports('sku,countries-not\n71053,DE|FR\n85099b,US\nMUG,DE\n');
    expect((await shopProducts()).barred).toEqual({ 71053: ['DE', 'FR'], '85099B': ['US'] });
  });

  test('know the class of what was found for a customer', async () => {
    await classify();
    await scene.pool.query(`insert into customer_products (customer_id, fresh, made_at) select $1, jsonb_build_array(jsonb_build_object('shopId', id, 'sku', 'MUG', 'score', 1, 'because', '[]'::jsonb)), touchline_now() from shop
      on conflict (customer_id) do update set fresh = excluded.fresh`, [buyer]);
    const snapshot = (await loadSnapshots(scene.pool, [buyer], 24, ['LAMP', '71053'])).get(buyer)!;
    const known = new Map(snapshot.products.known.map(({ sku, classed }) => [sku, classed]));
    expect(known.get('LAMP')).toMatchObject({ name: 'star', because: { code: 'product-class', params: { rank: 1 } } });
    await scene.pool.query(`update product set class = null where sku = 'LAMP'`);
    expect((await loadSnapshots(scene.pool, [buyer], 24, ['LAMP'])).get(buyer)!.products.known.find(({ sku }) => sku === 'LAMP')).toMatchObject({ classed: null });
  });
});
