import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { gzip, HEADER, runImport, scratchFolder } from './order-fixture.ts';

const GOOD = '536365,85123A,LANTERN,6,2010-12-01 08:26:00,2.55,17850,United Kingdom';
const ALSO_GOOD = '536366,22633,HAND WARMER,2,2010-12-01 08:28:00,1.85,17851,France';
const fileOf = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`;

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => { folder = await scratchFolder(); });
afterAll(() => folder.remove());
beforeEach(async () => { database = await freshDatabase(); });
afterEach(() => database.drop());

const linesStored = async () => (await database.pool.query('select order_id, sku, quantity from order_line order by order_id, line_no')).rows;
const nothingStored = async () => {
  const { rows } = await database.pool.query(`select (select count(*) from customer)::int + (select count(*) from orders)::int
    + (select count(*) from order_line)::int + (select count(*) from product)::int + (select count(*) from shop)::int as rows`);
  expect(rows[0]).toEqual({ rows: 0 });
};

describe('rows that cannot be read', () => {
  it('go to the rejects file with line, column and reason, and their neighbours are kept', async () => {
    const file = await folder.write('dirty.csv', fileOf(
      GOOD, 'too,few', `${GOOD},one too many`, '536367,1,X,six,2010-12-01 08:26:00,"2,55",1,France', '=cmd(),1,X,1,2011-02-30 08:26:00,1,1,France',
      '536368,2,a\u0000b,1,2010-12-01 08:26:00,1,1,France', '"open,2,X,1,2010-12-01 08:26:00,1,1,France', ALSO_GOOD));
    const rejectsPath = path.join(folder.path, 'dirty.rejects.csv');
    const report = await runImport(database.pool, file, { rejectsPath });
    expect(report).toMatchObject({ rows: 8, rejects: 6 });
    expect(await linesStored()).toEqual([{ order_id: '536365', sku: '85123A', quantity: 6 }, { order_id: '536366', sku: '22633', quantity: 2 }]);
    expect((await readFile(rejectsPath, 'utf8')).split('\n')).toEqual([
      'line,column,field,value,reason',
      '3,2,,"too,few","has 2 fields, the header has 8"',
      `4,8,,"${`${GOOD},one too many`.slice(0, 80)}…","has 9 fields, the header has 8"`,
      '5,4,Quantity,six,is not a whole number',
      '5,6,UnitPrice,"2,55",has a decimal comma: write a point',
      '6,5,InvoiceDate,2011-02-30 08:26:00,is no real date and time',
      '7,3,Description,a\u0000b,holds a control character',
      '8,1,,"""open,2,X,1,2010-12-01 08:26:00,1,1,France",a quote is opened and not closed',
      '',
    ]);
  });

  it('make no rejects file when there are none', async () => {
    const rejectsPath = path.join(folder.path, 'none.rejects.csv');
    await runImport(database.pool, await folder.write('clean.csv', fileOf(GOOD)), { rejectsPath });
    await expect(stat(rejectsPath)).rejects.toThrow('ENOENT');
  });

  it('of 100 MB are one reject, at its line, without the memory to hold them', async () => {
    const huge = Buffer.concat([Buffer.from(`${fileOf(GOOD)}536369,`), Buffer.alloc(100 * 2 ** 20, 'x'), Buffer.from(`\n${ALSO_GOOD}\n`)]);
    const file = await folder.write('huge-line.csv', huge);
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    let most = 0;
    const report = await runImport(database.pool, file, {
      onProgress: () => { most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before); },
    });
    expect(report).toMatchObject({ rows: 3, rejects: 1 });
    expect(report.firstRejects[0]).toMatchObject({ line: 3, faults: [{ reason: 'the line is longer than 65536 characters' }] });
    expect(await linesStored()).toHaveLength(2);
    expect(most).toBeLessThan(64 * 2 ** 20);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['is missing', null, { code: 'file-missing', message: /no file/ }],
    ['is empty', '', { code: 'file-empty', message: /is empty/ }],
    ['holds only line ends', '\n\n', { code: 'file-empty', message: /no line/ }],
    ['has another header', 'customer_id,date,number_of_cds,dollar_value\n1,1997-01-01,1,2\n', { code: 'wrong-header', wayOut: 'this looks like --format cdnow' }],
    ['is separated by semicolons', fileOf(GOOD).replaceAll(',', ';'), { code: 'wrong-header', wayOut: /not separated by commas/ }],
    ['is UTF-16', Buffer.from(`\uFEFF${fileOf(GOOD)}`, 'utf16le'), { code: 'wrong-encoding', message: /line 1 is UTF-16/ }],
    ['is Latin-1', Buffer.from(fileOf(GOOD, GOOD.replace('LANTERN', '£5 LANTERN')), 'latin1'), { code: 'wrong-encoding', message: /line 3 is not UTF-8/ }],
  ])('because it %s: says so, and writes nothing', async (_, content, fault) => {
    const file = content === null ? path.join(folder.path, 'nowhere.csv') : await folder.write('bad.csv', content);
    const expected = Object.fromEntries(Object.entries(fault).map(([key, value]) => [key, value instanceof RegExp ? expect.stringMatching(value) : value]));
    await expect(runImport(database.pool, file)).rejects.toThrow(expect.objectContaining(expected));
    await nothingStored();
  });

  it.each([
    ['is no gzip file', fileOf(GOOD), 'not-gzip'],
    ['is cut off', gzip(fileOf(...Array.from({ length: 5_000 }, () => GOOD))).subarray(0, -20), 'gzip-broken'],
    ['is damaged', damaged(gzip(fileOf(...Array.from({ length: 5_000 }, (_, n) => GOOD.replace('536365', String(n)))))), 'gzip-broken'],
  ])('although it is named .gz, because it %s: says so, and writes nothing', async (_, content, code) => {
    await expect(runImport(database.pool, await folder.write('bad.csv.gz', content))).rejects.toThrow(expect.objectContaining({ code }));
    await nothingStored();
    const { rows } = await database.pool.query<{ state: string }>('select state from import_job');
    expect(rows.map(({ state }) => state)).toEqual(code === 'not-gzip' ? [] : ['failed']);
  });

  it('because a folder stands there', async () => {
    await expect(runImport(database.pool, folder.path)).rejects.toThrow(expect.objectContaining({ code: 'file-missing', message: expect.stringMatching('is not a file') }));
  });
});

describe('a readable file', () => {
  it('is the same packed or plain, with LF or CRLF, with a byte-order mark, with quotes and line ends in cells', async () => {
    const rows = [GOOD, '536370,"21730","GLASS ""STAR""\nFROSTED, SMALL",6,2010-12-01 08:26:00,4.25,17850,"United Kingdom"'];
    const variants: readonly (readonly [string, string | Buffer])[] = [
      ['plain.csv', fileOf(...rows)], ['packed.csv.gz', gzip(fileOf(...rows))], ['packed-by-another-name.csv', gzip(fileOf(...rows))],
      ['crlf.csv', fileOf(...rows).replaceAll('\n', '\r\n')], ['marked.csv', `\uFEFF${fileOf(...rows)}`], ['no-last-newline.csv', fileOf(...rows).trimEnd()],
    ];
    for (const [name, content] of variants) {
      const report = await runImport(database.pool, await folder.write(name, content), { shopId: name });
      expect(report, name).toMatchObject({ rows: 2, rejects: 0, counts: { lines: 2, newLines: 2 } });
    }
    const { rows: titles } = await database.pool.query<{ title: string }>(`select distinct replace(title, E'\\r', '') as title from product where sku = '21730'`);
    expect(titles).toEqual([{ title: 'GLASS "STAR"\nFROSTED, SMALL' }]);
  });

  it('keeps backslashes, tabs and quotes as they stand', async () => {
    await runImport(database.pool, await folder.write('odd.csv', fileOf(GOOD.replace('LANTERN', String.raw`back\slash \N \t` + '\ttab'))));
    const { rows } = await database.pool.query('select title from product');
    expect(rows).toEqual([{ title: `${String.raw`back\slash \N \t`}\ttab` }]);
  });

  it('with a header alone imports nothing, and that is no fault', async () => {
    expect(await runImport(database.pool, await folder.write('header.csv', fileOf()))).toMatchObject({ rows: 0, rejects: 0, counts: { lines: 0, saleValue: '0' } });
  });
});

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, Math.floor(copy.length / 2), Math.floor(copy.length / 2) + 40);
  return copy;
}
