import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCatalogue } from '../../../src/store/product-histories.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column } from '../../support/engine.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scene = await openLedger();
  folder = await scratchFolder();
});
afterAll(async () => { await folder.remove(); await scene.close(); });

/** `touchline import products` of a file with this text. */
async function importing(text: string, ...words: string[]) {
  const file = await folder.write('products.csv', text);
  return touchlineOn(scene.pool, 'import', 'products', file, '--rejects', `${file}.rejects`, ...words);
}
const stored = (sku: string) => column<object>(scene.pool, `select jsonb_build_object('title', title, 'tags', tags, 'price', price, 'currency', trim(currency), 'cost', cost, 'stock', stock, 'url', url,
  'pictures', pictures, 'countries', countries_not, 'reviews', reviews) from product where sku = $1`, [sku]);

test('a list brings in what products are called, cost and look like; one without a picture, a price or a review has none', async () => {
  const list = [
    'id,title,tags,price,cost,stock,link,image_link,countries-not,reviews',
    'lamp-1,Lantern,Light|garden| light,12.50 GBP,4.20,5,https://shop.example/l,https://shop.example/1.jpg|https://shop.example/2.jpg,de|FR,"[{""rating"": 5, ""source"": ""own shop"", ""text"": ""Lovely""}]"',
    'PLAIN,Cushion,,,,,,,,',
  ].join('\n');
  const dry = await importing(list, '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('dry run: nothing was written') as string });
  expect(await stored('LAMP-1')).toEqual([]);
  expect(JSON.parse((await importing(list, '--json')).out)).toMatchObject({ rows: 2, rejects: 0, counts: { products: 2, newProducts: 2 } });
  expect(await stored('LAMP-1')).toEqual([{
    title: 'Lantern', tags: ['light', 'garden'], price: 12.5, currency: 'GBP', cost: 4.2, stock: 5, url: 'https://shop.example/l',
    pictures: ['https://shop.example/1.jpg', 'https://shop.example/2.jpg'], countries: ['DE', 'FR'], reviews: [{ rating: 5, source: 'own shop', text: 'Lovely' }],
  }]);
  expect(await stored('PLAIN')).toEqual([{ title: 'Cushion', tags: [], price: null, currency: null, cost: null, stock: null, url: null, pictures: [], countries: [], reviews: [] }]);
});

test('what a file has no column for stays; the same file again changes nothing, and of two rows of a code the last counts', async () => {
  const again = await importing('sku,stock\nLAMP-1,3\nlamp-1,0\n', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ rows: 2, counts: { products: 1, newProducts: 0 } });
  expect(await stored('LAMP-1')).toMatchObject([{ title: 'Lantern', stock: 0, price: 12.5, tags: ['light', 'garden'] }]);
  const { items } = await readCatalogue(scene.pool);
  expect(items.find(({ sku }) => sku === 'LAMP-1')).toMatchObject({ onSale: false, tags: ['light', 'garden'], countriesNot: ['DE', 'FR'] });
  expect(items.find(({ sku }) => sku === 'PLAIN'), 'nobody counted it: it is taken as there').toMatchObject({ onSale: true });
});

test('a code that orders spell in small letters stays one product', async () => {
  await scene.pool.query(`insert into product (shop_id, sku, title) select id, 'towel-9', 'Towel' from shop limit 1`);
  expect(JSON.parse((await importing('sku,stock\nTOWEL-9,7\n', '--json')).out)).toMatchObject({ counts: { products: 1, newProducts: 0 } });
  expect(await column(scene.pool, `select sku || ' ' || title || ' ' || stock from product where upper(sku) = 'TOWEL-9'`)).toEqual(['towel-9 Towel 7']);
});

test('a feed may have an id beside the code, a description before the title, and words for what is there', async () => {
  const feed = ['id,sku,description,title,availability', '4711,FEED-1,A long story,Lantern,in_stock', '4712,FEED-2,Another,Mug,out of stock', '4713,FEED-3,A third,Cup,Preorder'].join('\n');
  expect(JSON.parse((await importing(feed, '--json')).out)).toMatchObject({ rejects: 0, counts: { newProducts: 3 } });
  expect(await column(scene.pool, `select concat_ws(' ', sku, title, coalesce(stock::text, 'there')) from product where sku like 'FEED%' or sku like '47%' order by sku`))
    .toEqual(['FEED-1 Lantern there', 'FEED-2 Mug 0', 'FEED-3 Cup 0']);
});

test('every cell that cannot be read is told with its line and column, and its neighbours are kept', async () => {
  const { code, err } = await importing([
    'sku,price,cost,stock,url,pictures,countries-not,reviews',
    'FINE,1,1,1,,,,',
    'BAD-1,-3,1 EUR,-1,javascript:alert(1),http://plain.example/x.jpg,Germany,"[{""rating"": 9, ""source"": ""x"", ""text"": ""y""}]"',
    'BAD-2,5 GBP,4 EUR,1,,,,',
    ',1,,,,,,',
  ].join('\n'));
  expect(code).toBe(6);
  for (const reason of ['line 3: price is below zero', 'stock is below zero', 'url is no address', 'pictures holds something that is no https address', 'countries-not holds "Germany", which is no country code: did you mean DE?', 'reviews is no list', 'line 4: price names two currencies: GBP and EUR', 'line 5: sku is empty']) {
    expect(err).toContain(reason);
  }
  expect(err).toContain('3 of 4 rows could not be read');
  expect(await stored('FINE')).toHaveLength(1);
  expect(await column(scene.pool, `select sku from product where sku like 'BAD%'`)).toEqual([]);
});

test('a file that is no product list is refused as a whole', async () => {
  expect(await importing('name,price\nLantern,1\n')).toMatchObject({ code: 3, err: expect.stringContaining('missing sku') as string });
});

test('countries are those of ISO 3166, each that is none is told with what was probably meant', async () => {
  const { code, err } = await importing('sku,countries-not\nNATION-1,de|FR\nNATION-2,UK\nNATION-3,XQ|QZ|US\n');
  expect(code).toBe(6);
  for (const reason of ['line 3: countries-not holds "UK", which is no country code: did you mean GB?', 'line 4: countries-not holds "XQ", which is no country code: write two letters of ISO 3166 such as DE', 'holds "QZ"']) expect(err).toContain(reason);
  expect(await stored('NATION-1')).toMatchObject([{ countries: ['DE', 'FR'] }]);
});

test('products may be priced in different currencies, one product in one only', async () => {
  const { code, err } = await importing('sku,price\nMONEY-1,5 GBP\nMONEY-2,6 EUR\nmoney-1,7 EUR\nMONEY-2,8 EUR\n');
  expect(code).toBe(6);
  expect(err).toContain('line 4: price names EUR, and a row above gives MONEY-1 in GBP: a product has one price');
  expect(await stored('MONEY-1')).toMatchObject([{ price: 5, currency: 'GBP' }]);
  expect(await stored('MONEY-2')).toMatchObject([{ price: 8, currency: 'EUR' }]);
});
