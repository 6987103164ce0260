import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { checksums, HEADER, REAL_DATA, runImport, scratchFolder } from './order-fixture.ts';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let realRows: readonly string[];
beforeAll(async () => {
  folder = await scratchFolder();
  const text = gunzipSync(await readFile(path.join(REAL_DATA, 'online-retail.csv.gz'))).toString('utf8');
  realRows = text.trimEnd().split('\n').slice(1);
});
afterAll(() => folder.remove());
beforeEach(async () => { database = await freshDatabase(); });
afterEach(() => database.drop());

const importRows = async (rows: readonly string[]) => runImport(database.pool, await folder.write('slice.csv', `${[HEADER, ...rows].join('\n')}\n`));
const emptyTables = () => database.pool.query('truncate customer, identity, customer_facts, customer_state, product, orders, order_line, shop, import_job');

describe('an order history in parts', () => {
  it('ends in the same tables, whichever part comes first, repeated or overlapping', async () => {
    // The busiest part of the file: cancellations, duplicates, anonymous sales, two countries for one customer.
    const rows = realRows.slice(0, 4_000);
    await importRows(rows);
    const whole = await checksums(database.pool);
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 3_999 }), fc.integer({ min: 1, max: 2_000 })), { maxLength: 3 }), async (slices) => {
      await emptyTables();
      for (const [from, length] of slices) await importRows(wholeOrders(rows, from, length));
      await importRows(rows);
      expect(await checksums(database.pool)).toEqual(whole);
    }), { numRuns: 8 });
  }, 120_000);

  it('ends in the same tables in any order of its rows', async () => {
    const rows = realRows.slice(20_000, 22_000);
    await importRows(rows);
    const inOrder = await checksums(database.pool);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }), async (order) => {
      await emptyTables();
      await importRows(order.map((index) => rows[index]!));
      expect(await checksums(database.pool)).toEqual(inOrder);
    }), { numRuns: 4 });
  }, 120_000);

  it('cut in the middle of an order still adds up to all its lines', async () => {
    const rows = Array.from({ length: 6 }, (_, n) => `700001,2000${n},THING,${n + 1},2011-03-01 10:00:00,1.5,18000,France`);
    await importRows(rows.slice(3));
    await importRows(rows.slice(0, 4));
    const { rows: [order] } = await database.pool.query(`select value::text, line_count, (select gross_value::text from customer_facts) as gross,
      (select count(*)::int from order_line) as lines, (select count(distinct line_no)::int from order_line) as numbers from orders`);
    expect(order).toEqual({ value: '31.5000', line_count: 6, gross: '31.5000', lines: 6, numbers: 6 });
  });

  it('keeps exact duplicates, and does not add to them when it comes again', async () => {
    const line = '700002,21000,THING,1,2011-03-01 10:00:00,1.5,18000,France';
    const report = await importRows([line, line, line]);
    expect(report.counts).toMatchObject({ duplicateLines: 2, newLines: 3 });
    expect((await importRows([line, line])).counts.newLines).toBe(0);
    expect((await importRows([line, line, line, line])).counts.newLines).toBe(1);
  });
});

describe('an interrupted import', () => {
  it('leaves nothing behind but a note, and goes through when it is started again', async () => {
    const file = path.join(REAL_DATA, 'online-retail.csv.gz');
    const stop = new AbortController();
    const onProgress = (read: number, size: number) => { if (read > size / 3) stop.abort(); };
    await expect(runImport(database.pool, file, { signal: stop.signal, onProgress })).rejects.toThrow(expect.objectContaining({ code: 'interrupted' }));
    const { rows } = await database.pool.query(`select state, (select count(*)::int from orders) as orders, (select count(*)::int from shop) as shops from import_job`);
    expect(rows).toEqual([{ state: 'interrupted', orders: 0, shops: 0 }]);
    expect((await importRows(realRows.slice(0, 500))).counts.newLines).toBe(500);
  }, 60_000);

  it('by Ctrl-C during the set-based part ends at once and writes nothing', async () => {
    const stop = new AbortController();
    const locker = await database.pool.connect();
    await locker.query('begin');
    await locker.query('lock table order_line in exclusive mode'); // the import will wait in the middle of its statements
    const importing = runImport(database.pool, await folder.write('waits.csv', `${[HEADER, ...realRows.slice(0, 500)].join('\n')}\n`), { signal: stop.signal });
    const ended = expect(importing).rejects.toThrow(expect.objectContaining({ code: 'interrupted' }));
    await untilWaiting();
    stop.abort();
    await ended;
    await locker.query('rollback');
    locker.release();
    expect((await database.pool.query('select count(*)::int as orders from orders')).rows).toEqual([{ orders: 0 }]);
  });

  it('by SIGKILL leaves nothing behind, and the next import takes note of it', async () => {
    const file = path.join(REAL_DATA, 'online-retail.csv.gz');
    const child = fork(new URL('import-child.ts', import.meta.url), [database.url, file], { execArgv: ['--import', 'tsx'] });
    await once(child, 'message'); // a third of the file has been read
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await database.pool.query('select state from import_job')).rows).toEqual([{ state: 'running' }]);
    await importRows(realRows.slice(0, 500));
    const { rows } = await database.pool.query(`select state, (select count(*)::int from order_line) as lines from import_job order by id`);
    expect(rows).toEqual([{ state: 'interrupted', lines: 500 }, { state: 'done', lines: 500 }]);
  }, 60_000);
});

describe('two imports at once', () => {
  it('into one shop: the second is refused with a reason', async () => {
    const locker = await database.pool.connect();
    await locker.query('begin');
    await locker.query(`select pg_advisory_xact_lock(hashtext('touchline.import'), hashtext('online-retail'))`);
    await expect(importRows(realRows.slice(0, 10))).rejects.toThrow(expect.objectContaining({ code: 'import-running' }));
    await locker.query('rollback');
    locker.release();
    expect((await importRows(realRows.slice(0, 10))).counts.newLines).toBe(10);
  });

  it('into a shop that sells in another currency: refused', async () => {
    await importRows(realRows.slice(0, 10));
    await expect(runImport(database.pool, path.join(REAL_DATA, 'cdnow-sample.csv.gz'), { format: 'cdnow', shopId: 'online-retail' }))
      .rejects.toThrow(expect.objectContaining({ code: 'shop-differs', message: 'shop online-retail sells in GBP, this file in USD' }));
  });
});

/** Rows from one place on, extended to whole orders at both ends. */
function wholeOrders(rows: readonly string[], from: number, length: number): readonly string[] {
  const wanted = new Set(rows.slice(from, from + length).map((row) => row.split(',')[0]));
  return rows.filter((row) => wanted.has(row.split(',')[0]));
}

async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(`select 1 from pg_locks where not granted and relation = 'order_line'::regclass`);
    if (rows.length > 0) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
