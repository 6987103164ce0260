import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-11-30T12:00:00Z');
  const id = await addCustomer(scene.pool, { external: 'ada' });
  const lamp = { sku: 'LAMP', title: 'RED LANTERN', quantity: 1, unitPrice: 5_0000 };
  for (const [orderId, day] of [['1', 5], ['2', 15]] as const) {
    await told(scene, id, { kind: 'order.placed', atMs: Date.UTC(2011, 10, day, 10), change: { does: 'order', orderId, value: 5_0000, currency: 'GBP', country: 'GB', lines: [lamp] } });
  }
  await scene.pool.query(`insert into product (shop_id, sku, title) select id, 'GREEN', 'GREEN LANTERN' from shop limit 1`);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, 'products', ...words);

test('products are chosen for everybody, and both lists of a customer are shown with their reasons', async () => {
  expect(await touchline('for', 'ada')).toMatchObject({ code: 1, err: expect.stringContaining('products advise') as string });
  expect((await touchline('advise')).out).toMatch(/^as of 2011-12-01: 1 customer advised on 2 products with 0 neighbours, in [\d.]+ s\n$/);
  expect((await touchline('for', 'ada')).out).toBe([
    'as of Thu 1 Dec 00:00', '',
    'own products again', '  LAMP    RED LANTERN  due 2011-11-25  bought 2× before, due again 10 days after the last time; class new: number 1 of 1 by sales, first seen 25 days ago; not known: return-rate', '',
    'new products', '  GREEN   GREEN LANTERN    like what the customer likes: lantern; class new: nothing sold in 180 days, first seen 0 days ago', '',
  ].join('\n'));
  expect((await touchline('for', 'ada', '--lang', 'zh-CN')).out).toContain('曾购买 2 次，距上次 10 天后应再购');
  expect(JSON.parse((await touchline('for', 'ada', '--json')).out)).toMatchObject({ schemaVersion: 1, stale: false, again: [{ sku: 'LAMP', title: 'RED LANTERN', times: 2 }], fresh: [{ sku: 'GREEN' }] });
  expect(JSON.parse((await touchline('advise', '--as-of', '2011-11-10', '--json')).out)).toMatchObject({ schemaVersion: 1, asOf: '2011-11-10', customers: 1, products: 2 });
  expect(await column(scene.pool, `select again->0->>'times' from customer_products`)).toEqual(['1']);
});

test('a day that is none, and a customer whom nobody knows, are refused', async () => {
  expect(await touchline('advise', '--as-of', '2011-02-30')).toMatchObject({ code: 2, err: expect.stringContaining('there is no day 2011-02-30') as string });
  expect(await touchline('for', 'nobody')).toMatchObject({ code: 2, err: expect.stringContaining('no customer nobody') as string });
});
