import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoContactsFor } from '../../../src/intake/demo/demo-contacts.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { aPolicy } from '../../support/builders.ts';
import { HEADER, runImport, scratchFolder } from './order-fixture.ts';

// At 2011-12-10: one customer bought last week for the first time, one is silent for two usual gaps, one has been gone for a year, one only cancelled.
const ROWS = [
  '1,20001,A,10,2011-12-03 10:00:00,5.0,new,France',
  '2,20001,A,10,2011-06-01 10:00:00,5.0,at-risk,Germany', '3,20001,A,10,2011-08-01 10:00:00,5.0,at-risk,Germany', '4,20001,A,2,2011-08-11 10:00:00,5.0,at-risk,Germany',
  '5,20001,A,10,2010-12-01 10:00:00,5.0,lapsed,Spain',
  'C6,20001,A,-1,2011-12-01 10:00:00,5.0,canceller,Spain',
];

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let file: string;
beforeAll(async () => {
  folder = await scratchFolder();
  file = await folder.write('orders.csv', `${[HEADER, ...ROWS].join('\n')}\n`);
});
afterAll(() => folder.remove());
beforeEach(async () => {
  database = await freshDatabase();
  await database.pool.query(`insert into domain_clock (id, anchored_system, anchored_domain, factor, seen_system)
    values (1, clock_timestamp(), '2011-12-10T00:00Z', 1440, clock_timestamp())`);
});
afterEach(() => database.drop());

describe('the first look after an import', () => {
  it('stores the standing and wakes only those who are not lapsed, within a second or so each', async () => {
    expect((await runImport(database.pool, file)).woken).toBe(2);
    const { rows } = await database.pool.query(`select i.value as name, f.life_cycle, f.stage, s.wake_at is not null as woken, s.awaits
      from identity i join customer_facts f using (customer_id) join customer_state s using (customer_id) order by i.value`);
    expect(rows).toEqual([
      { name: 'at-risk', life_cycle: 'at-risk', stage: 'purchasing', woken: true, awaits: [] },
      { name: 'canceller', life_cycle: 'new', stage: 'aware', woken: false, awaits: [] },
      { name: 'lapsed', life_cycle: 'lapsed', stage: 'purchasing', woken: false, awaits: [] },
      { name: 'new', life_cycle: 'new', stage: 'purchasing', woken: true, awaits: [] },
    ]);
    const { rows: [spread] } = await database.pool.query(`select extract(epoch from max(wake_at) - touchline_now()) / 1440 < 1 as soon from customer_state`);
    expect(spread).toEqual({ soon: true });
  });

  it('notes warnings that stand already, without telling anybody: old history is no news', async () => {
    await runImport(database.pool, file, { rules: { policy: aPolicy({ warnings: { silence: { gaps: 1.5, floorDays: 10 }, returned: { withinDays: 14 } } }), cutPoints: null } });
    const { rows } = await database.pool.query(`select i.value as name, jsonb_path_query_array(f.warnings, '$[*].sign') as signs
      from identity i join customer_facts f using (customer_id) order by i.value`);
    expect(rows).toEqual([
      { name: 'at-risk', signs: ['silence'] }, { name: 'canceller', signs: ['return'] }, { name: 'lapsed', signs: [] }, { name: 'new', signs: [] },
    ]);
    expect((await database.pool.query('select 1 from decision')).rowCount).toBe(0);
  });

  it('leaves a wake-up alone that stands already', async () => {
    await runImport(database.pool, file);
    await database.pool.query(`update customer_state set wake_at = '2012-01-01T00:00Z', awaits = '{replied}' where wake_at is not null`);
    const grown = await folder.write('grown.csv', `${[HEADER, ...ROWS, '7,20001,A,1,2011-12-09 10:00:00,5.0,new,France'].join('\n')}\n`);
    expect((await runImport(database.pool, grown)).counts.newOrders).toBe(1);
    const { rows } = await database.pool.query(`select distinct wake_at at time zone 'UTC' = '2012-01-01' as kept from customer_state where wake_at is not null`);
    expect(rows).toEqual([{ kept: true }]);
  });

  it('knows the facts that decisions read', async () => {
    await runImport(database.pool, file);
    const { rows: [facts] } = await database.pool.query(`select f.order_count, f.gross_value::text, f.largest_order::text, f.usual_gap_hours,
        to_char(f.first_order_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as first_order, c.country
      from customer_facts f join identity i using (customer_id) join customer c on c.id = f.customer_id where i.value = 'at-risk'`);
    expect(facts).toEqual({
      order_count: 3, gross_value: '110.0000', largest_order: '50.0000', usual_gap_hours: (61 * 24 + 10 * 24) / 2, first_order: '2011-06-01 09:00', country: 'DE',
    });
    const { rows: [canceller] } = await database.pool.query(`select order_count, first_order_at, cancelled_value::text
      from customer_facts f join identity i using (customer_id) where i.value = 'canceller'`);
    expect(canceller).toEqual({ order_count: 0, first_order_at: null, cancelled_value: '5.0000' });
  });
});

describe('a dry run', () => {
  it('reports what a run would do and writes nothing', async () => {
    const dry = await runImport(database.pool, file, { dryRun: true });
    const { rows } = await database.pool.query(`select (select count(*)::int from orders) as orders, (select count(*)::int from customer) as customers, (select count(*)::int from import_job) as jobs`);
    expect(rows).toEqual([{ orders: 0, customers: 0, jobs: 0 }]);
    expect(dry.counts).toEqual((await runImport(database.pool, file)).counts);
    expect((await runImport(database.pool, file, { dryRun: true })).counts).toMatchObject({ newCustomers: 0, newOrders: 0, newLines: 0 });
  });
});

describe('demo contacts', () => {
  it('give every customer an invented address under a reserved domain, for the sandbox alone, with consent that says so', async () => {
    await runImport(database.pool, file, { afterFill: demoContactsFor('online-retail') });
    const { rows } = await database.pool.query(`select address, state, sandbox_only from contact_point order by address`);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toEqual({ address: 'customer-canceller@example.com', state: 'valid', sandbox_only: true });
    expect(rows.every(({ address }) => /^customer-[a-z0-9]+@example\.com$/.test(address))).toBe(true);
    const { rows: consents } = await database.pool.query(`select purpose, granted, source, bool_and(wording like 'Invented%') as honest, count(*)::int as customers
      from consent group by purpose, granted, source order by purpose`);
    expect(consents).toEqual([
      { purpose: 'marketing', granted: true, source: 'demo', honest: true, customers: 4 },
      { purpose: 'service', granted: true, source: 'demo', honest: true, customers: 4 },
    ]);
  });

  it('are given once, and never undo a withdrawal', async () => {
    await runImport(database.pool, file, { afterFill: demoContactsFor('online-retail') });
    await database.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at)
      select customer_id, 'email', 'marketing', false, 'link', 'unsubscribed', touchline_now() from identity where value = 'new'`);
    await runImport(database.pool, file, { afterFill: demoContactsFor('online-retail') });
    const { rows } = await database.pool.query(`select (select count(*)::int from contact_point) as addresses, (select count(*)::int from consent) as consents`);
    expect(rows).toEqual([{ addresses: 4, consents: 9 }]);
  });
});
