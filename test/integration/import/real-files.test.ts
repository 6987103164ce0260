import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerText } from '../../../src/cli/customer-report.ts';
import { csvOf } from '../../../src/cli/customers.ts';
import { findCustomers } from '../../../src/store/customers-find.ts';
import { showCustomer } from '../../../src/store/customers-show.ts';
import { scoreCustomers } from '../../../src/store/score.ts';
import { aPolicy } from '../../support/builders.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { checksums, REAL_DATA, runImport, scratchFolder } from './order-fixture.ts';

describe('the real Online Retail file', () => {
  let database: TestDatabase;
  beforeAll(async () => { database = await freshDatabase(); });
  afterAll(() => database.drop());

  it('gives the published figures to the last digit, and the same again when it is imported twice', async () => {
    const file = path.join(REAL_DATA, 'online-retail.csv.gz');
    const first = await runImport(database.pool, file);
    expect(first).toMatchObject({ rows: 541_909, rejects: 0, woken: 0 });
    expect(first.unknownCountries.size).toBe(0);
    expect(first.counts).toEqual({
      lines: 541_909, customers: 4_372, orders: 22_064, cancellations: 3_836, products: 3_958,
      saleLines: 530_104, cancelledLines: 9_288, freeLines: 1_179, adjustmentLines: 1_338,
      anonymousLines: 135_080, zeroPriceLines: 2_515, serviceLines: first.counts.serviceLines, duplicateLines: 5_268,
      ordersWithTwoCustomers: 0, knownSaleLines: 397_884, customersWithOrders: 4_338,
      knownSaleValue: '8911407.9040', saleValue: first.counts.saleValue, cancelledValue: first.counts.cancelledValue,
      newCustomers: 4_372, newOrders: 25_900, newLines: 541_909,
    });

    const before = await checksums(database.pool);
    const second = await runImport(database.pool, file);
    expect(second.counts).toMatchObject({ lines: 541_909, newCustomers: 0, newOrders: 0, newLines: 0 });
    expect(await checksums(database.pool)).toEqual(before);
  }, 120_000);

  it('keeps in its tables what rule R1 counts', async () => {
    const { rows } = await database.pool.query(`
      select count(*)::int as lines, count(distinct o.customer_id)::int as customers, count(distinct o.external_id)::int as invoices,
        count(distinct l.sku)::int as skus, sum(l.quantity * l.unit_price)::text as revenue
      from order_line l join orders o on o.shop_id = l.shop_id and o.external_id = l.order_id where l.kind = 'sale' and o.customer_id is not null`);
    expect(rows[0]).toEqual({ lines: 397_884, customers: 4_338, invoices: 18_532, skus: 3_665, revenue: '8911407.9040' });
  });

  it('knows goods from services as the products-only rule does', async () => {
    const { rows } = await database.pool.query(`
      select count(distinct o.external_id)::int as invoices, count(distinct o.customer_id)::int as customers, count(distinct l.sku)::int as skus
      from order_line l join orders o on o.shop_id = l.shop_id and o.external_id = l.order_id join product p on p.shop_id = l.shop_id and p.sku = l.sku
      where l.kind = 'sale' and o.customer_id is not null and p.kind = 'product'`);
    expect(rows[0]).toEqual({ invoices: 18_402, customers: 4_334, skus: 3_659 });
  });

  it('keeps facts whose sums are those of the lines', async () => {
    const { rows } = await database.pool.query(`select count(*) filter (where order_count > 0)::int as buyers, sum(order_count)::int as orders,
      sum(gross_value)::text as gross, sum(cancelled_value)::text as cancelled from customer_facts`);
    const { rows: lines } = await database.pool.query(`select (-sum(l.quantity * l.unit_price))::text as cancelled
      from order_line l join orders o on o.shop_id = l.shop_id and o.external_id = l.order_id where l.kind = 'cancelled' and o.customer_id is not null`);
    expect(rows[0]).toEqual({ buyers: 4_338, orders: 18_532, gross: '8911407.9040', cancelled: lines[0]?.cancelled });
  });

  it('reads British summer and winter time as the instants they were', async () => {
    const { rows } = await database.pool.query<{ external_id: string; at: string }>(`
      select external_id, to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at from orders where external_id in ('536365', '581587', '561055')
      order by external_id`);
    const raw = gunzipSync(await readFile(path.join(REAL_DATA, 'online-retail.csv.gz'))).toString('utf8');
    const summer = new RegExp(String.raw`^561055,.*,(2011-07-\d\d) (\d\d):(\d\d):\d\d,`, 'm').exec(raw)!;
    const summerHour = String(Number(summer[2]) - 1).padStart(2, '0');
    expect(rows.map(({ at }) => at)).toEqual(['2010-12-01 08:26', `${summer[1]} ${summerHour}:${summer[3]}`, '2011-12-09 12:50']);
  });

  it('scores gross by cut-points to the published total, equal values equally', async () => {
    const { score } = await scoreCustomers(database.pool, {
      asOf: '2011-12-10', asOfMs: Date.UTC(2011, 11, 10), basis: 'gross', rule: 'cut-points', policy: aPolicy(),
    });
    expect({ customers: score.customers, total: score.total }).toEqual({ customers: 4_338, total: 89_114_079_040 });
    const { rows } = await database.pool.query(`select count(*)::int as unequal from (
      select order_count from customer_facts where order_count > 0 group by order_count having count(distinct frequency_score) > 1) u`);
    expect(rows[0]).toEqual({ unequal: 0 });
  });

  it('exports, ordered by external id, what an independent count over the raw file comes to', async () => {
    let csv = '';
    for await (const text of csvOf(database.pool, () => undefined)) csv += text;
    const [header, ...lines] = csv.trimEnd().split('\n').map((line) => line.split(','));
    expect(header).toEqual(['external_id', 'recency_days', 'frequency', 'monetary', 'r', 'f', 'm', 'stage', 'life_cycle', 'tier', 'level']);
    expect(lines).toHaveLength(4_372);
    expect(lines.map(([id]) => id)).toEqual(lines.map(([id]) => id!).toSorted());
    const buyers = lines.filter(([, , frequency]) => frequency !== '0');
    expect(new Map(buyers.map(([id, recency, frequency, monetary]) => [id, `${recency} ${frequency} ${Math.round(Number(monetary) * 1_000)}`]))).toEqual(await countedByHand());
    // Rule B in other words: the share of customers with a strictly smaller value decides, whatever the interpolation.
    const days = buyers.map(([, recency]) => Number(recency)).toSorted((a, b) => a - b);
    for (const [, recency, , , r] of buyers) {
      const share = days.filter((day) => day < Number(recency)).length / (days.length - 1);
      expect([5 - Math.floor(Math.max(share - 1e-9, 0) * 5), 5 - Math.ceil(share * 5)], `recency ${recency}`).toContain(Number(r));
    }
  });

  it('explains a customer of the file by the cut-points of that scoring', async () => {
    const [found] = await findCustomers(database.pool, '12347');
    const text = customerText((await showCustomer(database.pool, found!.id))!, found!, aPolicy());
    expect(text).toContain('Scored as of 2011-12-10 by gross value, rule cut-points');
    expect(text).toContain('Frequency 5 of 5: 7 orders is above 6 orders (more is better).');
    expect(text).toContain('Recency 5 of 5: 3 days is not above 13.8 days (fewer is better).');
    expect(await findCustomers(database.pool, 'nobody')).toEqual([]);
  });

  it('scores by rank into five cells of equal size, which parts equal values', async () => {
    const { distribution } = await scoreCustomers(database.pool, {
      asOf: '2011-12-10', asOfMs: Date.UTC(2011, 11, 10), basis: 'gross', rule: 'ranks', policy: aPolicy(),
    });
    expect(Object.fromEntries(distribution.frequency)).toEqual({ none: 34, 1: 868, 2: 868, 3: 867, 4: 868, 5: 867 });
    const { rows } = await database.pool.query(`select count(distinct frequency_score)::int as scores from customer_facts where order_count = 1`);
    expect(rows[0]).toEqual({ scores: 2 });
  });

  it('counts only what was known at the beginning of the analysis day', async () => {
    const { score } = await scoreCustomers(database.pool, {
      asOf: '2011-06-01', asOfMs: Date.UTC(2011, 4, 31, 23), basis: 'gross', rule: 'cut-points', policy: aPolicy(),
    });
    const { rows } = await database.pool.query(`select count(distinct customer_id)::int as customers, (sum(value) * 10000)::bigint::text as total
      from orders where kind = 'order' and value > 0 and customer_id is not null and placed_at < '2011-05-31T23:00Z'`);
    expect({ customers: score.customers, total: String(score.total) }).toEqual(rows[0]);
    expect(score.customers).toBeLessThan(4_338);
  });
});

describe('the CDNOW files', () => {
  let database: TestDatabase;
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  beforeAll(async () => { [database, folder] = await Promise.all([freshDatabase(), scratchFolder()]); });
  afterAll(() => Promise.all([database.drop(), folder.remove()]));

  it('read the published sample exactly: 2,357 customers, 6,919 purchases', async () => {
    const report = await runImport(database.pool, path.join(REAL_DATA, 'cdnow-sample.csv.gz'), { format: 'cdnow' });
    expect(report).toMatchObject({ rows: 6_919, rejects: 0, shop: { id: 'cdnow', currency: 'USD' } });
    expect(report.counts).toMatchObject({ customers: 2_357, orders: 6_919, newOrders: 6_919, saleValue: '244091.9400' });
    const { rows } = await database.pool.query(`select sum(l.quantity)::int as cds, sum(l.quantity * l.unit_price)::text as value from order_line l`);
    expect(rows[0]).toEqual({ cds: await cdsIn('cdnow-sample.csv.gz'), value: '244091.9400' });
  });

  it('take the whole log on top of its sample without counting a purchase twice', async () => {
    const report = await runImport(database.pool, path.join(REAL_DATA, 'cdnow-purchases.csv.gz'), { format: 'cdnow' });
    expect(report.counts).toMatchObject({ customers: 23_570, orders: 69_659, newOrders: 69_659 - 6_919, newCustomers: 23_570 - 2_357 });
  });

  it('do not care in which order the rows stand', async () => {
    const text = gunzipSync(await readFile(path.join(REAL_DATA, 'cdnow-sample.csv.gz'))).toString('utf8');
    const [header, ...rows] = text.trimEnd().split('\n');
    const before = await checksums(database.pool);
    const report = await runImport(database.pool, await folder.write('reversed.csv', [header, ...rows.toReversed()].join('\n')), { format: 'cdnow' });
    expect(report.counts).toMatchObject({ newOrders: 0, newLines: 0 });
    expect(await checksums(database.pool)).toEqual(before);
  });
});

/** Customer → days, orders and thousandths of a pound, by rule R1, straight from the text of the file. */
async function countedByHand(): Promise<Map<string | undefined, string>> {
  const rows = gunzipSync(await readFile(path.join(REAL_DATA, 'online-retail.csv.gz'))).toString('utf8').trimEnd().split('\n').slice(1);
  const counted = new Map<string, { orders: Set<string>; lastDay: string; thousandths: number }>();
  for (const cells of rows.map((row) => row.split(','))) {
    const [order, quantity, time, price, customer] = [cells[0]!, Number(cells.at(-5)), cells.at(-4)!, Number(cells.at(-3)), cells.at(-2)!];
    if (customer === '' || order.startsWith('C') || quantity <= 0 || price <= 0) continue;
    const seen = counted.get(customer) ?? { orders: new Set<string>(), lastDay: '', thousandths: 0 };
    const lastDay = time.slice(0, 10) > seen.lastDay ? time.slice(0, 10) : seen.lastDay;
    counted.set(customer, { orders: seen.orders.add(order), lastDay, thousandths: seen.thousandths + quantity * Math.round(price * 1_000) });
  }
  return new Map([...counted].map(([customer, { orders, lastDay, thousandths }]) =>
    [customer, `${(Date.parse('2011-12-10') - Date.parse(lastDay)) / 86_400_000} ${orders.size} ${thousandths}`]));
}

async function cdsIn(name: string): Promise<number> {
  const rows = gunzipSync(await readFile(path.join(REAL_DATA, name))).toString('utf8').trimEnd().split('\n').slice(1);
  return rows.reduce((sum, row) => sum + Number(row.split(',').at(-2)), 0);
}
