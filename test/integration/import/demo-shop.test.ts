import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { conversationIdOf } from '../../../src/channels/skype/sandbox/people.ts';
import { addressOf, readReference } from '../../../src/channels/skype/reference.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEvents } from '../../../src/intake/events/apply-events.ts';
import { DemoOrderFeed } from '../../../src/intake/demo/demo-order-feed.ts';
import { DEMO_HISTORY_FILE, DEMO_LATER_FILE, DEMO_START_MS } from '../../../src/intake/demo/demo-shop.ts';
import { readPastContacts } from '../../../src/intake/demo/demo-past-contacts.ts';
import { loadDemoShop } from '../../../src/intake/demo/load-demo-shop.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { lifeCycleOf } from '../../../src/domain/life-cycle.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { addPastContacts } from '../../../src/store/customers-demo-past.ts';
import { readClock, setClock } from '../../../src/store/domain-clock.ts';
import { leftOverEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { applyStaff } from '../../../src/store/staff-of-policy.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { checksums } from './order-fixture.ts';

let database: TestDatabase;
let policy: ShopPolicy;
beforeAll(async () => {
  database = await freshDatabase();
  const parsed = parsePolicy(await readFile('touchline.yaml', 'utf8'), 'touchline.yaml');
  if (!('policy' in parsed)) throw new Error('touchline.yaml is not valid');
  ({ policy } = parsed);
});
afterAll(() => database.drop());

const applied: string[] = [];
const applyLeftOver = async () => applyEvents({
  applyForCustomer: (owner, events) => applyForCustomer(database.pool, owner, events),
  bury: () => Promise.reject(new Error('no event of the demo belongs to nobody')),
  poke: async (id) => { applied.push(id); },
  pokeFailed: () => undefined,
}, await leftOverEvents(database.pool, 1_000, 0));

describe('the demo shop', () => {
  it('begins with contacts of the days before, each once, by those who are of the staff', async () => {
    const other = await freshDatabase();
    const staff = policy.staff!.filter(({ id }) => id !== 'account-2');
    await inTransaction(other.pool, (tx) => applyStaff(tx, staff));
    await loadDemoShop(other.pool, { policy });
    await addPastContacts(other.pool, policy.shop.id, await readPastContacts());
    const { rows } = await other.pool.query(`select i.value as customer, l.by, l.how, to_char(l.at, 'MM-DD HH24:MI') as at, f.last_personal_contact_at = l.at as counts
      from contact_log l join customer_facts f using (customer_id) join identity i using (customer_id) order by l.at`);
    expect(rows).toEqual([
      { customer: '13870', by: 'account-1', how: 'visit', at: '11-03 14:30', counts: true },
      { customer: '13269', by: 'service-1', how: 'call', at: '11-04 11:30', counts: true },
      { customer: '13555', by: 'account-1', how: 'fair', at: '11-05 10:15', counts: true },
    ]);
    await other.drop();
  });

  it('fits into the repository', async () => {
    const sizes = await Promise.all([DEMO_HISTORY_FILE, DEMO_LATER_FILE].map(async (file) => (await stat(file)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
  });

  it('stands in mid-life: every stage of life is there, each reachable in the sandbox alone', async () => {
    const shop = await loadDemoShop(database.pool, { policy });
    expect(shop?.imported).toMatchObject({ rejects: 0, shop: { id: policy.shop.id } });
    const { distribution } = shop!.scored;
    for (const lifeCycle of ['new', 'active', 'at-risk', 'lapsed']) expect(distribution.lifeCycle.get(lifeCycle) ?? 0, lifeCycle).toBeGreaterThan(10);
    for (const level of ['1', '2', '3', '4']) expect(distribution.level.get(level) ?? 0, `level ${level}`).toBeGreaterThan(3);
    const { rows: groups } = await database.pool.query(`select f.level, count(distinct f.customer_id)::int as customers, count(g.id)::int as parts from customer_facts f left join group_part g using (customer_id)
      where f.level = 1 or g.id is not null group by f.level`);
    expect(groups).toEqual([{ level: 1, customers: distribution.level.get('1'), parts: 4 * distribution.level.get('1')! }]);
    const { rows: [reach] } = await database.pool.query(`select count(*)::int as customers, bool_and(p.sandbox_only and p.address like 'customer-%@example.com') as invented,
      count(distinct c.country)::int > 10 as across_borders from customer c left join contact_point p on p.customer_id = c.id and p.channel = 'email'`);
    const { rows: [chats] } = await database.pool.query(`select count(*)::int > 10 as some, bool_and(p.sandbox_only and p.address ~ '^[A-Z]{2}[.][0-9]{20}$' and c.country <> 'GB') as invented_abroad
      from contact_point p join customer c on c.id = p.customer_id where p.channel = 'whatsapp'`);
    expect(chats).toEqual({ some: true, invented_abroad: true });
    const { rows: conversations } = await database.pool.query<{ address: string; local: boolean; reference: unknown; agreed: number }>(`select p.address, p.sandbox_only and c.country = 'GB' as local, p.reference,
      (select count(*)::int from consent n where n.customer_id = p.customer_id and n.channel = 'skype' and n.granted and n.source = 'demo') as agreed
      from contact_point p join customer c on c.id = p.customer_id where p.channel = 'skype'`);
    expect(conversations.length).toBeGreaterThan(10);
    expect(conversations.every(({ address, local, reference, agreed }) => {
      const read = readReference(reference);
      return local && agreed === 2 && read !== null && addressOf(read) === address && read.conversationId === conversationIdOf(read.userId);
    })).toBe(true);
    expect(reach).toEqual({ customers: shop!.imported.counts.customers, invented: true, across_borders: true });
  });

  it('runs at a day per minute from its start on', async () => {
    const clock = await readClock(database.pool);
    expect(clock.factor).toBe(1_440);
    expect(clock.nowMs - DEMO_START_MS).toBeGreaterThanOrEqual(0);
    expect(clock.nowMs - DEMO_START_MS).toBeLessThan(DAY_MS);
  });

  it('gives no cause to wake the lapsed, and many to become at risk within the first days', async () => {
    const { rows } = await database.pool.query<{ id: string; life_cycle: string; woken: boolean }>(`
      select customer_id as id, life_cycle, wake_at is not null as woken from customer_facts join customer_state using (customer_id) where order_count > 0`);
    expect(rows.filter(({ life_cycle, woken }) => life_cycle === 'lapsed' && woken)).toEqual([]);
    const active = rows.filter(({ life_cycle }) => life_cycle === 'active' || life_cycle === 'new');
    expect(active.every(({ woken }) => woken)).toBe(true);
    const snapshots = await loadSnapshots(database.pool, active.map(({ id }) => toCustomerId(id)), 0);
    const turning = [...snapshots.values()].filter(({ customer }) => lifeCycleOf(customer, policy, DEMO_START_MS + 3 * DAY_MS).lifeCycle === 'at-risk');
    expect(turning.length).toBeGreaterThan(10);
  });

  it('is left alone when it is loaded again', async () => {
    const before = await checksums(database.pool);
    expect(await loadDemoShop(database.pool, { policy })).toBeNull();
    expect(await checksums(database.pool)).toEqual(before);
  });

  it('gets its real later orders as events when demo time reaches them, once each, customers of the first hour included', async () => {
    const feed = new DemoOrderFeed(policy.shop.id);
    await setClock(database.pool, { atMs: DEMO_START_MS + 3 * DAY_MS, factor: 0 });
    const fed = await feedAll(feed);
    expect(fed).toBeGreaterThan(10);
    await applyLeftOver();
    const { rows: [inbox] } = await database.pool.query(`select count(*) filter (where kind in ('order.placed', 'order.cancelled', 'order.refunded'))::int as told,
      count(*) filter (where status not in ('applied', 'ignored'))::int as stuck from event_inbox where source = 'demo'`);
    expect(inbox).toEqual({ told: fed, stuck: 0 });
    expect(await feedAll(feed)).toBe(0);
    expect(await feedAll(new DemoOrderFeed(policy.shop.id))).toBe(0);

    const { rows: [first] } = await database.pool.query(`select count(*)::int > 3 as several, bool_and(p.sandbox_only) as invented, bool_and(n.granted) as agreed
      from event_inbox e join contact_point p using (customer_id) join consent n using (customer_id)
      where e.kind = 'order.placed' and e.payload->'properties'->>'first-order' = 'true' and n.purpose = 'marketing'`);
    expect(first).toEqual({ several: true, invented: true, agreed: true });
  });

  it('ends, a month later, with every sale of its later file in the books', async () => {
    await setClock(database.pool, { atMs: DEMO_START_MS + 40 * DAY_MS, factor: 0 });
    await feedAll(new DemoOrderFeed(policy.shop.id));
    for (;;) if ((await applyLeftOver()).applied === 0) break;
    const { rows: [books] } = await database.pool.query(`select sum(o.value)::text as value, count(*)::int as orders from orders o
      where o.kind = 'order' and o.value > 0 and o.placed_at >= '2011-11-07T00:00Z'`);
    const { rows: [facts] } = await database.pool.query(`select count(*)::int as broken from customer_facts f where f.gross_value <>
      (select coalesce(sum(o.value), 0) from orders o where o.customer_id = f.customer_id and o.kind = 'order')`);
    expect(books).toEqual(await salesOfLaterFile());
    expect(facts).toEqual({ broken: 0 });
  });
});

async function feedAll(feed: DemoOrderFeed): Promise<number> {
  let total = 0;
  for (;;) {
    const fed = await feed.feedDueOrders(database.pool);
    if (fed === 0) return total;
    total += fed;
  }
}

async function salesOfLaterFile(): Promise<{ value: string; orders: number }> {
  const rows = gunzipSync(await readFile(DEMO_LATER_FILE)).toString('utf8').trimEnd().split('\n').slice(1).map((row) => row.split(','));
  const sales = rows.filter((cells) => !cells[0]!.startsWith('C') && Number(cells.at(-5)) > 0 && Number(cells.at(-3)) > 0);
  const thousandths = sales.reduce((sum, cells) => sum + Number(cells.at(-5)) * Math.round(Number(cells.at(-3)) * 1_000), 0);
  return { value: `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, '0')}0`, orders: new Set(sales.map(([order]) => order)).size };
}
