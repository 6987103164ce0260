import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

const line = (sku: string, quantity: number) => ({ sku, title: `${sku} of clay`, quantity, unitPrice: 5_0000 });

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-11-30T12:00:00Z', 0);
  const id = await addCustomer(scene.pool, { external: 'ada' });
  await told(scene, id, { kind: 'order.placed', atMs: Date.UTC(2011, 8, 1, 10), change: { does: 'order', orderId: '1', value: 5_0000, currency: 'GBP', country: 'GB', lines: [line('LAMP', 40), line('MUG', 3)] } });
  await scene.pool.query(`update product set tags = '{light}', stock = 12, countries_not = '{DE}', price = 5, cost = 2.5, currency = 'GBP' where sku = 'LAMP'`);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, 'products', ...words);

test('before the first reckoning a product has no class, and it is said what gives one', async () => {
  expect((await touchline('show', 'lamp')).out).toContain('no class yet: `npx touchline products classify` gives one');
  expect((await touchline('list')).out).toBe('sku   net sales  class  margin  sent back  age  stock  title\nLAMP          –  –      –       –          –    12     LAMP of clay\nMUG           –  –      –       –          –    –      MUG of clay\n');
});

test('products are classified on demand, listed by class and shown with reason and figures', async () => {
  expect((await touchline('classify')).out).toMatch(/^star {4}1\nnew {5}0\nslow {4}1\nsteady {2}0\n2 products, in [\d.]+ s\n$/);
  expect(JSON.parse((await touchline('classify', '--json')).out)).toMatchObject({ schemaVersion: 1, classes: [{ name: 'star', products: 1 }, { name: 'new', products: 0 }, { name: 'slow', products: 1 }, { name: 'steady', products: 0 }] });
  expect((await touchline('list', '--class', 'star')).out).toBe('sku    net sales  class  margin  sent back  age   stock  title\nLAMP  GBP 200.00  star   50 %    0 %        90 d  12     LAMP of clay\n');
  expect(JSON.parse((await touchline('list', '--limit', '1', '--json')).out)).toMatchObject({
    schemaVersion: 1, currency: 'GBP', total: 2, products: [{ sku: 'LAMP', class: 'star', because: { code: 'product-class' }, figures: { netSales: '200.00', salesRank: 1, margin: 0.5, since: '2011-09-01T10:00:00.000Z' }, classAt: '2011-11-30T12:00:00.001Z' }],
  });
  expect((await touchline('list', '--limit', '1')).err).toContain('1 of 2: --limit shows more');
  await touchline('advise');
  expect((await touchline('show', 'lamp')).out).toBe([
    'LAMP  LAMP of clay', 'price 5.00 GBP · cost 2.50 GBP · stock 12', 'category none · tags light · 0 reviews', 'not offered in DE', 'advised to 1 who bought it before and 0 to whom it is new', '',
    'class star: number 1 of 2 by sales, 0 % sent back', 'since Wed 30 Nov 12:00, by the last 180 days:', '  net sales GBP 200.00, 40 sold, 0 sent back (0 %)', '  margin 50 %, first seen 90 days ago', '',
  ].join('\n'));
  expect((await touchline('show', 'LAMP', '--lang', 'zh-CN')).out).toContain('类别 star：销售额第 1 位，共 2 种，退货率 0%');
  expect(JSON.parse((await touchline('show', 'MUG', '--json')).out)).toMatchObject({ schemaVersion: 1, sku: 'MUG', class: 'slow', countriesNot: [], advised: { again: 1, fresh: 0 }, figures: { returnRate: null } });
  expect((await touchline('for', 'ada')).out).toMatch(/LAMP {4}LAMP of clay +due .*class star: number 1 of 2 by sales, 0 % sent back/);
});

test('whoever never ordered, and for whom nothing was found, sees what sells best as the policy offers it', async () => {
  await addCustomer(scene.pool, { external: 'new' });
  expect((await touchline('for', 'new')).out).toBe('nothing was found for this customer, who never ordered; shown instead\n  LAMP    LAMP of clay    popular in the shop; class star: number 1 of 2 by sales, 0 % sent back\n');
  expect(JSON.parse((await touchline('for', 'new', '--json')).out)).toMatchObject({ schemaVersion: 1, madeAtMs: null, again: [], fresh: [], popular: [{ sku: 'LAMP', title: 'LAMP of clay', because: [{ code: 'product-popular' }, { code: 'product-class' }] }] });
  await addCustomer(scene.pool, { external: 'german', country: 'DE' });
  expect(await touchline('for', 'german'), 'it is barred there').toMatchObject({ code: 1, err: expect.stringContaining('products advise') as string });
});

test('what is not there is refused with what was probably meant', async () => {
  expect(await touchline('list', '--class', 'stars')).toMatchObject({ code: 2, err: expect.stringMatching(/there is no class "stars"[^]*did you mean "star"/) as string });
  expect(await touchline('list', '--limit', '0')).toMatchObject({ code: 2, err: expect.stringContaining('a number from 1 to') as string });
  expect(await touchline('show', 'LAMPE')).toMatchObject({ code: 2, err: expect.stringMatching(/no product LAMPE[^]*did you mean "LAMP"/) as string });
  expect(await touchline('show', 'LAMP', '--shop', 'elsewhere')).toMatchObject({ code: 2, err: expect.stringContaining('no product LAMP in shop elsewhere') as string });
});

test('a policy without classes says so', async () => {
  await scene.pool.query(`update policy_version set definition = definition - 'products' where active`);
  expect(await touchline('classify')).toMatchObject({ code: 1, err: expect.stringContaining('names no classes of products') as string });
  expect((await touchline('show', 'LAMP')).out).toContain('the shop policy names no classes');
  expect(await column(scene.pool, `select class from product where sku = 'LAMP'`)).toEqual(['star']);
});
