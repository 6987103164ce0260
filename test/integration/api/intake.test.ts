import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEvents, type ApplyPorts } from '../../../src/intake/events/apply-events.ts';
import { readTrack } from '../../../src/intake/events/read-events.ts';
import { buryEvents, leftOverEvents, receivedEvents, storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { aShopWithKey } from './test-app.ts';

let database: TestDatabase;
let ports: ApplyPorts;
const pokes: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  const { pool } = database;
  await aShopWithKey(pool);
  ports = {
    applyForCustomer: (owner, events) => applyForCustomer(pool, owner, events),
    bury: (ids, reason) => buryEvents(pool, ids, reason),
    poke: async (customerId) => { pokes.push(customerId); },
    pokeFailed: () => undefined,
  };
});
afterAll(() => database.drop());

/** Stores events one by one without applying them; answers their rows. */
async function store(...bodies: object[]): Promise<number[]> {
  const ids: number[] = [];
  for (const body of bodies) {
    const read = readTrack(body, { receivedSystemMs: Date.now(), addressTraits: { email: 'email' } });
    expect(read.faults).toEqual([]);
    const stored = await storeEvents(database.pool, { source: 'test', shopId: 'main' }, read.events.map(({ event }) => event));
    ids.push(...stored.map(({ inboxId }) => inboxId));
  }
  return ids;
}

const apply = async (ids: readonly number[]) => applyEvents(ports, await receivedEvents(database.pool, ids));

async function factsOf(customer: string) {
  const { rows } = await database.pool.query(
    `select f.order_count, f.gross_value, f.cancelled_value, f.largest_order, f.usual_gap_hours, f.first_order_at, f.last_order_at,
       f.inquiry_count, f.last_inquiry_at, f.last_reply_at, f.last_click_at,
       (select json_agg(json_build_array(o.external_id, o.kind, o.value, o.state) order by o.external_id) from orders o where o.customer_id = f.customer_id) as orders,
       (select granted from consent c where c.customer_id = f.customer_id order by id desc limit 1) as consent
     from customer_facts f join identity i on i.customer_id = f.customer_id where i.value = $1`, [customer]);
  return rows[0];
}

const day = (n: number) => new Date(Date.UTC(2011, 0, 1 + n, 12)).toISOString();

/** A year of one customer; names of customer and orders are given, so that the same year can be told twice. */
const aYear = (name: string) => [
  { event: 'order.placed', occurredAt: day(0), properties: { orderId: `${name}-1`, value: 100 } },
  { event: 'order.placed', occurredAt: day(30), properties: { orderId: `${name}-2`, value: 50 } },
  { event: 'order.placed', occurredAt: day(90), properties: { orderId: `${name}-3`, value: 80 } },
  { event: 'order.cancelled', occurredAt: day(31), properties: { orderId: `${name}-2` } },
  { event: 'order.refunded', occurredAt: day(95), properties: { orderId: `${name}-3`, amount: 30 } },
  { event: 'order.refunded', occurredAt: day(96), properties: { orderId: `${name}-3`, amount: 70 } },
  { event: 'inquiry.received', occurredAt: day(5) },
  { event: 'inquiry.received', occurredAt: day(50) },
  { event: 'replied', occurredAt: day(51) },
  { event: 'clicked', occurredAt: day(52) },
  { event: 'consent.given', occurredAt: day(1), properties: { channel: 'email', wording: 'yes' } },
  { event: 'consent.withdrawn', occurredAt: day(60), properties: { channel: 'email' } },
  { event: 'consent.given', occurredAt: day(61), properties: { channel: 'email', wording: 'yes again' } },
  { event: 'consent.withdrawn', occurredAt: day(62), properties: { channel: 'email' } },
].map((event, n) => ({ ...event, customer: name, messageId: `${name}-m${n}` }));

describe('facts of a customer', () => {
  it('are net of cancellations and refunds, which never exceed their order', async () => {
    await apply(await store(...aYear('plain')));
    expect(await factsOf('plain')).toMatchObject({
      order_count: 3, gross_value: '230.0000', cancelled_value: '130.0000', largest_order: '100.0000', usual_gap_hours: 45 * 24,
      inquiry_count: 2, last_inquiry_at: new Date(day(50)), last_reply_at: new Date(day(51)), last_click_at: new Date(day(52)), consent: false,
    });
  });

  it('end the same in whatever order the events arrive, in whatever portions they are applied, and when portions are repeated', async () => {
    await apply(await store(...aYear('model')));
    const text = JSON.stringify(await factsOf('model')).replaceAll('model', '?');
    let round = 0;
    await fc.assert(fc.asyncProperty(
      fc.shuffledSubarray(aYear('x').map((_event, n) => n), { minLength: 14 }), fc.integer({ min: 1, max: 14 }),
      async (order, portion) => {
        round += 1;
        const name = `shuffled-${round}`;
        const events = aYear(name);
        const ids = await store(...order.map((n) => events[n]!));
        for (let from = 0; from < ids.length; from += portion) {
          await Promise.all([apply(ids.slice(0, from + portion)), apply(ids.slice(0, from + portion))]);
        }
        expect(JSON.stringify(await factsOf(name)).replaceAll(name, '?')).toBe(text);
      }), { numRuns: 25 });
  });

  it('say which order was the first', async () => {
    const ids = await store(...aYear('first').slice(0, 2));
    await apply(ids);
    const { rows } = await database.pool.query<{ first: boolean }>(`select payload->'properties'->'first-order' as first from event_inbox where id = any($1) order by id`, [ids]);
    expect(rows.map(({ first }) => first)).toEqual([true, false]);
  });
});

describe('an event that cannot be applied', () => {
  it('is set aside with a reason; the events before and after it are applied', async () => {
    const ids = await store(
      { event: 'inquiry.received', customer: 'poison', messageId: 'p1' },
      { event: 'order.placed', customer: 'poison', messageId: 'p2', properties: { orderId: 'p', value: 10 } },
      { event: 'order.placed', customer: 'poison', messageId: 'p3', properties: { orderId: 'q', value: 10, products: [{ sku: 'A', price: 1, quantity: 5 }] } },
      { event: 'inquiry.received', customer: 'poison', messageId: 'p4' });
    await database.pool.query(`update event_inbox set payload = jsonb_set(payload, '{change}', '{"does":"magic"}') where message_id = 'p2'`);
    // A line of the order is there already, without its order: the tables refuse the second one.
    await database.pool.query(`insert into order_line values ('main', 'q', 1, 'A', 'sale', 1, 1)`);
    expect(await apply(ids)).toEqual({ applied: 2, ignored: 0, deadLetters: 2 });
    const { rows } = await database.pool.query<{ status: string; reason: string | null }>('select status, reason from event_inbox where id = any($1) order by id', [ids]);
    expect(rows.map(({ status }) => status)).toEqual(['applied', 'dead_letter', 'dead_letter', 'applied']);
    expect(rows[1]!.reason).toContain('cannot be read');
    expect(await factsOf('poison')).toMatchObject({ inquiry_count: 2, order_count: 0 });
  });

  it('of an erased customer changes nothing', async () => {
    await apply(await store({ event: 'inquiry.received', customer: 'gone', messageId: 'g1' }));
    await database.pool.query(`update customer set erased_at = now() where id = (select customer_id from identity where value = 'gone')`);
    expect(await apply(await store({ event: 'inquiry.received', customer: 'gone', messageId: 'g2' }))).toMatchObject({ ignored: 1 });
    expect(await factsOf('gone')).toMatchObject({ inquiry_count: 1 });
  });
});

const told = (n: number, type: string, address: string) => ({ event: 'contact-point.bounced', customer: 'b', messageId: `b-${type}-${n}`, properties: { channel: 'email', type, address } });

describe('bounces and complaints', () => {
  it('suppress the address at once when hard, after the third when soft', async () => {
    await apply(await store({ event: 'inquiry.received', customer: 'b', messageId: 'b-0', traits: { email: 'hard@shop.test' } }));
    await database.pool.query(`insert into contact_point (customer_id, channel, address) select customer_id, 'email', 'soft@shop.test' from identity where value = 'b'`);
    await apply(await store(told(1, 'hard', 'HARD@shop.test'), told(1, 'soft', 'soft@shop.test'), told(2, 'soft', 'soft@shop.test')));
    const states = async () => (await database.pool.query(`select address, state from contact_point p join identity i using (customer_id) where i.value = 'b' order by address`)).rows;
    expect(await states()).toEqual([{ address: 'hard@shop.test', state: 'bounced' }, { address: 'soft@shop.test', state: 'unverified' }]);
    await apply(await store(told(3, 'soft', 'soft@shop.test')));
    expect(await states()).toMatchObject([{ state: 'bounced' }, { state: 'bounced' }]);
    const { rows } = await database.pool.query(`select s.address, s.purpose, s.reason from suppression s join identity i using (customer_id) where i.value = 'b' order by s.id`);
    expect(rows).toEqual([{ address: 'hard@shop.test', purpose: '*', reason: 'bounced' }, { address: 'soft@shop.test', purpose: '*', reason: 'bounced' }]);
  });
});

describe('events left over by a crash', () => {
  it('are found and applied later, and their customers poked', async () => {
    const ids = await store({ event: 'inquiry.received', customer: 'late', messageId: 'l1' });
    await database.pool.query(`update event_inbox set received_system = clock_timestamp() - interval '1 minute' where id = any($1)`, [ids]);
    const before = pokes.length;
    const left = await leftOverEvents(database.pool, 100, 5_000);
    expect(left.map(({ inboxId }) => inboxId)).toEqual(ids);
    await applyEvents(ports, left);
    expect(await leftOverEvents(database.pool, 100, 5_000)).toEqual([]);
    expect(pokes.length).toBe(before + 1);
  });
});
