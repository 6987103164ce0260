import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AdviceProgress } from '../../../src/contracts/product-advice.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import type { AgainCandidate, FreshCandidate } from '../../../src/domain/product-advice.ts';
import { readFactChange } from '../../../src/intake/events/read-fact-change.ts';
import { adviseAllProducts } from '../../../src/store/product-advice.ts';
import { readCatalogue, readHistories } from '../../../src/store/product-histories.ts';
import { loadModel } from '../../../src/store/product-model.ts';
import { AdviceRenewal, productAdviceDue } from '../../../src/store/renew-advice.ts';
import { saveAdvice } from '../../../src/store/save-advice.ts';
import { activePolicy, activePolicyOrdinal } from '../../../src/store/score-rules.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

const TODAY = '2011-11-29T12:00:00Z';
const TODAY_MS = Date.parse(TODAY);
const TITLES: Readonly<Record<string, string>> = { LAMP: 'RED LANTERN', towel: 'TEA TOWEL', GREEN: 'GREEN LANTERN', MUG: 'TEA MUG', POST: 'POSTAGE' };

let scene: LedgerScene;
let crowd: CustomerId[];
let orders = 0;

const tells = (id: CustomerId, kind: string, properties: object, atMs: number) =>
  told(scene, id, { kind, change: readFactChange(kind as 'order.placed', properties as never, '').change, atMs });

async function buys(id: CustomerId, daysAgo: number, ...skus: string[]): Promise<string> {
  const orderId = `o${orders += 1}`;
  await tells(id, 'order.placed', { order_id: orderId, products: skus.map((sku) => ({ sku, title: TITLES[sku.toUpperCase()] ?? TITLES[sku], price: 5, quantity: 2 })) }, TODAY_MS - daysAgo * DAY_MS);
  return orderId;
}

async function run(over: { from?: AdviceProgress; onProgress?: (progress: AdviceProgress) => void; asOfMs?: number; signal?: AbortSignal } = {}) {
  const policy = await activePolicy(scene.pool);
  return adviseAllProducts(scene.pool, { asOfMs: over.asOfMs ?? null, policy: policy!, policyOrdinal: await activePolicyOrdinal(scene.pool), from: over.from ?? null, signal: over.signal ?? new AbortController().signal, onProgress: over.onProgress ?? (() => undefined) });
}

async function listsOf(id: CustomerId): Promise<{ again: AgainCandidate[]; fresh: FreshCandidate[] }> {
  const { rows } = await scene.pool.query<{ again: AgainCandidate[]; fresh: FreshCandidate[] }>('select again, fresh from customer_products where customer_id = $1', [id]);
  return rows[0] ?? { again: [], fresh: [] };
}
const skus = (list: readonly { sku: string }[]) => list.map(({ sku }) => sku);
const everything = () => column<{ news: number; made_of: number }>(scene.pool, `select to_jsonb(p) - 'made_at' from customer_products p order by customer_id`);

/** Six customers with lamp and towel, some of whom bought the lamp twice; the shop sells four goods, and postage. */
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TODAY, 0);
  crowd = [];
  for (let n = 0; n < 6; n += 1) {
    const id = await addCustomer(scene.pool, { external: `crowd${n}` });
    crowd.push(id);
    await buys(id, 70, 'LAMP', 'towel', 'POST');
    if (n < 3) await buys(id, 40, 'lamp');
  }
  const other = await addCustomer(scene.pool, { external: 'other' });
  await buys(other, 30, 'GREEN', 'MUG');
  await scene.pool.query(`update product set kind = 'service' where sku = 'POST'`);
});
afterAll(() => scene.close());

describe('the batch over a shop', () => {
  test('is due when there are orders and none was made, and again after a day of the shop’s clock or an import', async () => {
    expect(await productAdviceDue(scene.pool)).toBe(true);
    await run();
    expect(await productAdviceDue(scene.pool)).toBe(false);
    const agedBySystem = (minutes: number) => scene.pool.query(
      `update setting set value = value || jsonb_build_object('madeSystemMs', epoch_ms(clock_timestamp()) - $1::int * 60000) where key = 'product-advice'`, [minutes]);
    await setDomainClock(scene.pool, '2011-11-30T12:00:00Z', 0);
    // A clock that runs fast: not every few seconds.
    expect(await productAdviceDue(scene.pool)).toBe(false);
    await agedBySystem(6);
    expect(await productAdviceDue(scene.pool)).toBe(true);
    await setDomainClock(scene.pool, TODAY, 0);
    expect(await productAdviceDue(scene.pool)).toBe(false);
    await scene.pool.query(
      `insert into import_job (file_name, format, shop_id, state, started_system, ended_system) select 'f', 'f', id, 'done', clock_timestamp(), clock_timestamp() from shop limit 1`);
    expect(await productAdviceDue(scene.pool)).toBe(true);
    await run();
    expect(await productAdviceDue(scene.pool)).toBe(false);
  });

  test('finds own products due again and new ones, with reasons, and never postage; spellings of a code are one product', async () => {
    await run();
    const [twice, once] = [await listsOf(crowd[0]!), await listsOf(crowd[5]!)];
    expect(twice.again).toMatchObject([
      { sku: 'LAMP', times: 2, dueAtMs: TODAY_MS - 10 * DAY_MS, because: [{ code: 'product-due-again', params: { times: 2, gapDays: 30 } }] },
      { sku: 'towel', times: 1, dueAtMs: TODAY_MS - 40 * DAY_MS },
    ]);
    // One order: the usual gap of the shop.
    const usualGapDays = (await activePolicy(scene.pool))!.silence.usualGapDays;
    expect(once.again[0]).toMatchObject({ times: 1, dueAtMs: TODAY_MS - (70 - usualGapDays) * DAY_MS });
    expect(skus(twice.fresh)).toEqual(['GREEN', 'MUG']);
    expect(twice.fresh[0]?.because).toEqual([{ code: 'product-shares-tags', params: { tags: 'lantern' } }]);
    expect(await column(scene.pool, `select neighbours->0->>0 from product_neighbour where sku = 'LAMP'`)).toEqual(['TOWEL']);
    const newcomer = await addCustomer(scene.pool, { external: 'newcomer' });
    await buys(newcomer, 2, 'LAMP');
    await run();
    expect((await listsOf(newcomer)).fresh).toMatchObject([{ sku: 'towel', because: [{ code: 'product-also-bought', params: { with: 'RED LANTERN' } }] }, { sku: 'GREEN' }]);
  });

  test('goes by the product list: tags, stock, and countries to which a product is not sold; what it leaves open hinders nothing', async () => {
    const itemOf = async (sku: string) => (await readCatalogue(scene.pool)).items.find((item) => item.sku === sku);
    expect(await itemOf('MUG')).toMatchObject({ tags: [], onSale: true, countriesNot: [] });
    await scene.pool.query(`update product set tags = '{gift,kitchen}', stock = 0, countries_not = '{FR}' where sku = 'MUG'`);
    expect(await itemOf('MUG')).toMatchObject({ tags: ['gift', 'kitchen'], onSale: false, countriesNot: ['FR'] });
    await run();
    expect(skus((await listsOf(crowd[0]!)).fresh)).toEqual(['GREEN']);
    await scene.pool.query(`update product set stock = 1 where sku = 'MUG'`);
    expect(await itemOf('MUG')).toMatchObject({ onSale: true });
    await scene.pool.query(`update product set tags = null, stock = null, countries_not = null where sku = 'MUG'`);
    await run();
    expect(skus((await listsOf(crowd[0]!)).fresh)).toEqual(['GREEN', 'MUG']);
  });

  test('keeps what was sent back out of both lists, told by a cancellation, by a part of one, or by a cancelled line', async () => {
    const [whole, line] = [await addCustomer(scene.pool, { external: 'whole' }), await addCustomer(scene.pool, { external: 'line' })];
    await buys(whole, 20, 'LAMP');
    const cancelled = await buys(whole, 10, 'towel', 'GREEN');
    await tells(whole, 'order.cancelled', { order_id: cancelled }, TODAY_MS - 9 * DAY_MS);
    await buys(line, 20, 'LAMP');
    const document = await buys(line, 10, 'towel');
    await scene.pool.query(`insert into order_line (shop_id, order_id, line_no, sku, kind, quantity, unit_price) select shop_id, order_id, 2, 'TOWEL', 'cancelled', -2, 5 from order_line where order_id = $1`, [document]);
    const part = await addCustomer(scene.pool, { external: 'part' });
    await tells(part, 'order.placed', { order_id: 'part', products: [{ sku: 'LAMP', price: 5, quantity: 3 }, { sku: 'towel', price: 5, quantity: 2 }] }, TODAY_MS - 9 * DAY_MS);
    for (const quantity of [1, 1]) await tells(part, 'order.refunded', { order_id: 'part', total: 10, products: [{ sku: 'lamp', quantity }, { sku: 'towel', quantity }] }, TODAY_MS - 8 * DAY_MS);
    expect(await column(scene.pool, `select line_no || ' ' || sku || ' ' || quantity from order_line where order_id = 'part/cancelled' order by line_no`)).toEqual(['1 lamp -1', '2 towel -1', '3 lamp -1', '4 towel -1']);
    await run();
    expect(skus((await listsOf(part)).again)).toEqual(['LAMP']);
    expect(skus((await listsOf(part)).fresh)).not.toContain('towel');
    expect(skus((await listsOf(whole)).again)).toEqual(['LAMP']);
    expect(skus((await listsOf(whole)).fresh)).not.toContain('towel');
    expect(skus((await listsOf(line)).again)).toEqual(['LAMP']);
    expect(skus((await listsOf(line)).fresh)).not.toContain('towel');
  });

  test('knows nothing of what came after its date', async () => {
    const late = await addCustomer(scene.pool, { external: 'late' });
    await buys(late, 30, 'LAMP');
    await buys(late, 3, 'MUG');
    await run({ asOfMs: TODAY_MS - 10 * DAY_MS });
    expect(skus((await listsOf(late)).again)).toEqual(['LAMP']);
    await run();
    expect(skus((await listsOf(late)).again).toSorted()).toEqual(['LAMP', 'MUG']);
  });

  test('that dies on the way is gone on with where it stood, by the same instant, and comes to the same', async () => {
    await run();
    const whole = await everything();
    await scene.pool.query(`update customer_products set again = '[]', fresh = '[]'`);
    let stood: AdviceProgress | undefined;
    const dies = run({ onProgress: (progress) => { if ((stood = progress).phase === 'choosing') throw new Error('the worker dies'); } });
    await expect(dies).rejects.toThrow('the worker dies');
    expect(stood).toMatchObject({ phase: 'choosing', asOfMs: TODAY_MS + 1, done: whole.length, total: whole.length });
    expect(await column(scene.pool, `select count(*)::int from setting where key = 'product-advice' and (value->>'customers')::int = $1`, [whole.length])).toEqual([1]);
    // Of those who are done none is done again: what is changed by hand stays.
    await scene.pool.query(`update customer_products set fresh = '[]' where customer_id = $1`, [crowd[0]]);
    await setDomainClock(scene.pool, '2011-12-05T12:00:00Z', 0);
    expect(await run({ from: stood! })).toMatchObject({ asOfMs: TODAY_MS + 1, customers: whole.length });
    expect((await listsOf(crowd[0]!)).fresh).toEqual([]);
    // From its beginning it does everything again.
    await setDomainClock(scene.pool, TODAY, 0);
    await run({ from: { ...stood!, after: null, advised: 0 } });
    expect(await everything()).toEqual(whole);
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    await expect(run({ signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow(/abort/i);
  });

  test('forgets customers who were erased', async () => {
    const gone = await addCustomer(scene.pool, { external: 'gone' });
    await buys(gone, 5, 'LAMP');
    await tells(gone, 'product.viewed', { sku: 'MUG' }, TODAY_MS - DAY_MS);
    await run();
    expect((await listsOf(gone)).again).not.toEqual([]);
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [gone]);
    await run();
    expect(await column(scene.pool, 'select customer_id from customer_products where customer_id = $1 union all select customer_id from customer_interest where customer_id = $1', [gone])).toEqual([]);
  });
});

describe('between two runs of the batch', () => {
  const renewal = new AdviceRenewal();
  beforeEach(() => run());

  test('a customer who orders is advised anew, from the neighbours of the last run', async () => {
    const id = await addCustomer(scene.pool, { external: 'orders-anew' });
    await buys(id, 0, 'LAMP');
    expect(await renewal.renew(scene.pool)).toBe(1);
    const renewed = await listsOf(id);
    expect(skus(renewed.again)).toEqual(['LAMP']);
    expect(skus(renewed.fresh)[0]).toBe('towel');
    expect(await renewal.renew(scene.pool)).toBe(0);
    await buys(id, 0, 'towel');
    await renewal.renew(scene.pool);
    expect(skus((await listsOf(id)).fresh)).not.toContain('towel');
  });

  test('renewing says what the batch says of the same orders', async () => {
    const whole = await everything();
    await scene.pool.query('update customer_products set news = news + 1');
    while (await renewal.renew(scene.pool) > 0);
    expect(await everything()).toEqual(whole.map((row) => ({ ...row, news: row.news + 1, made_of: row.made_of + 1 })));
  });

  test('what is told while a list is made leaves it stale', async () => {
    const id = await addCustomer(scene.pool, { external: 'in-between' });
    await buys(id, 1, 'LAMP');
    const staleBy = () => column(scene.pool, 'select news - made_of from customer_products where customer_id = $1', [id]);
    const catalogue = await readCatalogue(scene.pool);
    const read = () => readHistories(scene.pool, catalogue, [id], TODAY_MS + 1);
    const save = async (customers: Awaited<ReturnType<typeof read>>) => saveAdvice(scene.pool, customers, await loadModel(scene.pool, catalogue), { nowMs: TODAY_MS + 1, usualGapMs: DAY_MS });
    const before = await read();
    await buys(id, 0, 'MUG');
    await save(before);
    expect(await staleBy()).toEqual([1]);
    await save(await read());
    expect(await staleBy()).toEqual([0]);
  });

  test('a look at a product, or a question about it, shows in the tags; both are remembered up to fifty', async () => {
    const id = await addCustomer(scene.pool, { external: 'looks' });
    await tells(id, 'product.viewed', { product_id: 'lamp' }, TODAY_MS - 2 * DAY_MS);
    await tells(id, 'product.viewed', { sku: 'LAMP' }, TODAY_MS - DAY_MS);
    await tells(id, 'product.viewed', { name: 'a view without a code' }, TODAY_MS - DAY_MS);
    await tells(id, 'inquiry.received', { product: 'MUG' }, TODAY_MS - DAY_MS);
    await tells(id, 'inquiry.received', { product: { nested: true } }, TODAY_MS - DAY_MS);
    expect((await scene.pool.query('select sku, what, times, epoch_ms(at)::float8 as at from customer_interest where customer_id = $1 order by sku', [id])).rows).toEqual([
      { sku: 'LAMP', what: 'viewed', times: 2, at: TODAY_MS - DAY_MS }, { sku: 'MUG', what: 'asked-for', times: 1, at: TODAY_MS - DAY_MS },
    ]);
    await renewal.renew(scene.pool);
    expect(skus((await listsOf(id)).fresh).toSorted()).toEqual(['GREEN', 'LAMP', 'MUG', 'towel']);
    expect(await column(scene.pool, `select status || ' ' || reason from event_inbox where customer_id = $1 and kind = 'product.viewed'`, [id])).toEqual(Array.from({ length: 3 }, () => 'ignored not-awaited'));
    for (let n = 0; n < 55; n += 1) await tells(id, 'product.viewed', { sku: `S${n}` }, TODAY_MS - 5 * DAY_MS + n);
    const remembered = await column<string>(scene.pool, 'select sku from customer_interest where customer_id = $1', [id]);
    expect(remembered).toHaveLength(50);
    expect(remembered).toEqual(expect.arrayContaining(['LAMP', 'MUG', 'S54', 'S7']));
    expect(remembered).not.toContain('S0');
  });
});

test('before the first run there is nothing to renew by', async () => {
  const empty = await openLedger();
  const id = await addCustomer(empty.pool, { external: 'first' });
  await told(empty, id, { kind: 'order.placed', change: readFactChange('order.placed', { order_id: '1', products: [{ sku: 'A', price: 1 }] }, '').change });
  expect(await new AdviceRenewal().renew(empty.pool)).toBe(0);
  await empty.close();
});
