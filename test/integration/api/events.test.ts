import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { anOrder, aShopWithKey, basic, createTestApp, post, type TestApp, type Verdict } from './test-app.ts';

let database: TestDatabase;
let key: string;
let test: TestApp;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
afterEach(() => test.applied());
beforeEach(async () => {
  await database.pool.query('truncate event_inbox, customer, identity, customer_facts, customer_state, orders, order_line, product, write_key, contact_point, consent, suppression');
  key = await aShopWithKey(database.pool);
  test = createTestApp(database.pool);
});

const track = async (body: unknown, headers: Record<string, string> = basic(key)) => {
  const response = await post(test.app, '/v1/track', body, headers);
  return { status: response.status, verdict: await response.json() as Verdict };
};
const batch = async (events: unknown[], headers: Record<string, string> = basic(key)) => {
  const response = await post(test.app, '/v1/batch', { batch: events }, headers);
  return { status: response.status, verdict: await response.json() as Verdict };
};
const inbox = async () => (await database.pool.query<{ message_id: string; status: string; kind: string; reason: string | null; occurred_at: Date; wakes: boolean; payload: { properties: Record<string, unknown> } }>(
  'select * from event_inbox order by id')).rows;
const facts = async () => (await database.pool.query<{ order_count: number; gross_value: string }>(
  `select f.* from customer_facts f join identity i using (customer_id) where i.value = 'c-1'`)).rows[0];

/** The birthday that is kept of what was told, and the traits that were left out. */
const birthdays = async (told: string, number: string) => {
  const { verdict } = await track({ ...anOrder(), messageId: `birthday-${number}`, customer: `born-${number}`, traits: { birthday: told } });
  await test.applied();
  const { rows } = await database.pool.query<{ birthday: string | null }>(`select c.birthday from customer c join identity i on i.customer_id = c.id where i.value = $1`, [`born-${number}`]);
  return [rows[0]?.birthday ?? null, verdict.warnings.map(({ pointer }) => pointer)];
};

describe('an event', () => {
  it('is stored and answered, then applied to its customer, whose run is poked', async () => {
    const { status, verdict } = await track(anOrder());
    expect(status).toBe(200);
    expect(verdict).toMatchObject({ ok: true, stored: 1, repeated: 0, errors: [] });

    await test.applied();
    expect(await inbox()).toMatchObject([{ message_id: 'm-1', status: 'applied', kind: 'order.placed', wakes: true, payload: { properties: { 'first-order': true, value: 19.9 } } }]);
    expect(await facts()).toMatchObject({ order_count: 1, gross_value: '19.9000' });
    expect(test.pokes).toMatchObject([{ kind: 'order.placed' }]);
  });

  it('is understood in Segment form, with the order lines', async () => {
    await track({
      type: 'track', event: 'Order Completed', userId: 'c-1', messageId: 's-1', timestamp: '2011-12-01T10:00:00.000Z',
      properties: { order_id: 'S1', total: 30, currency: 'EUR', products: [{ sku: 'A', price: 10, quantity: 2 }, { product_id: 'B', price: '10.00' }] },
      context: { traits: { email: 'Ann@Example.com', country: 'de', timezone: 'Europe/Berlin' } },
    });
    await test.applied();
    const { rows: lines } = await database.pool.query('select sku, quantity, unit_price, kind from order_line order by line_no');
    expect(lines).toEqual([{ sku: 'A', quantity: 2, unit_price: '10.0000', kind: 'sale' }, { sku: 'B', quantity: 1, unit_price: '10.0000', kind: 'sale' }]);
    const { rows: [customer] } = await database.pool.query('select country, time_zone from customer');
    expect(customer).toEqual({ country: 'DE', time_zone: 'Europe/Berlin' });
  });

  it('may tell a telephone number: it is kept as a name of the customer, and says in which country its clock stands', async () => {
    await track({ ...anOrder(), traits: { country: 'GB', phone: '+86 138 0013 8000' } });
    await test.applied();
    expect((await database.pool.query('select country, time_zone, phone_country from customer')).rows).toEqual([{ country: 'GB', time_zone: null, phone_country: 'CN' }]);
    expect((await database.pool.query(`select value from identity where kind = 'phone'`)).rows).toEqual([{ value: '+8613800138000' }]);
  });

  it('brings an address unverified and without consent, and marks a reserved one as invented', async () => {
    await track({ ...anOrder(), traits: { email: 'ann@example.com' } });
    await test.applied();
    const { rows } = await database.pool.query('select channel, address, state, sandbox_only from contact_point');
    expect(rows).toEqual([{ channel: 'email', address: 'ann@example.com', state: 'unverified', sandbox_only: true }]);
    expect((await database.pool.query('select 1 from consent')).rowCount).toBe(0);
  });

  it('keeps the event and leaves out a bad trait, and says so', async () => {
    const { verdict } = await track({ ...anOrder(), traits: { timeZone: 'Mars/Olympus', email: 'not an address' } });
    expect(verdict).toMatchObject({ ok: true, stored: 1 });
    expect(verdict.warnings.map(({ pointer }) => pointer).toSorted()).toEqual(['/traits/email', '/traits/timeZone']);
  });

  it('keeps a birthday without its year, and leaves out a day that does not exist', async () => {
    expect(await birthdays('1984-02-29', '1')).toEqual(['02-29', []]);
    expect(await birthdays('12-31', '2')).toEqual(['12-31', []]);
    expect(await birthdays('1984-02-30', '3')).toEqual([null, ['/traits/birthday']]);
    expect(await birthdays('31.12.1984', '4')).toEqual([null, ['/traits/birthday']]);
  });

  it('changes facts once, however often and under whatever load it is repeated', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => track(anOrder())));
    await test.applied();
    expect(answers.reduce((sum, { verdict }) => sum + verdict.stored, 0)).toBe(1);
    expect(answers.reduce((sum, { verdict }) => sum + verdict.repeated, 0)).toBe(11);
    expect(await facts()).toMatchObject({ order_count: 1, gross_value: '19.9000' });
  });

  it('counts an order once although two systems tell it under different message ids', async () => {
    await batch([anOrder({ messageId: 'a' }), anOrder({ messageId: 'b' })]);
    await test.applied();
    expect(await facts()).toMatchObject({ order_count: 1 });
    expect((await inbox()).map(({ status, reason }) => [status, reason])).toEqual([['applied', null], ['ignored', 'order-known']]);
  });

  it('without a message id but with a time is recognised when it is repeated', async () => {
    const body = { ...anOrder(), messageId: undefined };
    expect((await track(body)).verdict.stored).toBe(1);
    expect((await track(body)).verdict).toMatchObject({ stored: 0, repeated: 1 });
  });

  it('without message id and time counts each time: two inquiries may say the same', async () => {
    const body = { event: 'inquiry.received', customer: 'c-1' };
    await track(body);
    await track(body);
    await test.applied();
    const { rows: [row] } = await database.pool.query<{ inquiry_count: number }>('select inquiry_count from customer_facts');
    expect(row!.inquiry_count).toBe(2);
  });

  it('with an unknown name is kept with the reason, not dropped', async () => {
    const { verdict } = await track({ event: 'Product Clicked', userId: 'c-1', messageId: 'v-1' });
    expect(verdict.ignored).toEqual([{ index: 0, messageId: 'v-1', reason: 'browsing-event' }]);
    expect(await inbox()).toMatchObject([{ status: 'ignored', reason: 'browsing-event', kind: 'Product Clicked' }]);
  });

  it('is stored also while Temporal is down; nothing is reported as failed', async () => {
    test = createTestApp(database.pool, { temporalDown: true });
    expect((await track(anOrder())).status).toBe(200);
    await test.applied();
    expect(await inbox()).toMatchObject([{ status: 'applied', wakes: true }]);
    expect(test.reports).toEqual([]);
  });

  it('wakes for a click only when the run waits for clicks', async () => {
    await track(anOrder());
    await test.applied();
    await track({ event: 'clicked', customer: 'c-1', messageId: 'k-1' });
    await test.applied();
    await database.pool.query(`update customer_state set awaits = '{clicked}'`);
    await track({ event: 'clicked', customer: 'c-1', messageId: 'k-2' });
    await test.applied();
    expect((await inbox()).slice(1).map(({ status, reason, wakes }) => [status, reason, wakes])).toEqual([['ignored', 'not-awaited', false], ['applied', null, true]]);
    expect(test.pokes.map(({ kind }) => kind)).toEqual(['order.placed', 'clicked']);
  });

  it('goes to the customer that the named one was merged into', async () => {
    await track(anOrder());
    await track(anOrder({ customer: 'c-2', messageId: 'm-2' }, { orderId: '1002' }));
    await test.applied();
    await database.pool.query(`update customer set merged_into = (select customer_id from identity where value = 'c-1') where id = (select customer_id from identity where value = 'c-2')`);
    await track(anOrder({ customer: 'c-2', messageId: 'm-3' }, { orderId: '1003' }));
    await test.applied();
    expect(await facts()).toMatchObject({ order_count: 2 });
  });

  it('never lies in the future, and a fresh one takes its place on a demo clock', async () => {
    await database.pool.query(`insert into domain_clock values (1, clock_timestamp(), '2011-12-10T00:00Z', 1, clock_timestamp())`);
    try {
      const now = new Date().toISOString();
      await batch([anOrder({ messageId: 'fresh', occurredAt: now }), anOrder({ messageId: 'future', occurredAt: '2031-01-01T00:00:00Z' }), anOrder({ messageId: 'old', occurredAt: '2010-01-01T00:00:00Z' })]);
      const at = Object.fromEntries((await inbox()).map((row) => [row.message_id, row.occurred_at.toISOString().slice(0, 10)]));
      expect(at).toEqual({ fresh: '2011-12-10', future: '2011-12-10', old: '2010-01-01' });
    } finally {
      await database.pool.query('delete from domain_clock');
    }
  });
});

const refused = async (response: Promise<Response> | Response) => {
  const answer = await response;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return { status: answer.status, problem: await answer.json() as { code: string; detail: string; errors?: unknown[] }, answer };
};

describe('bad input', () => {
  it('one bad event in a batch of 100 keeps the 99 others and is told by its place', async () => {
    const events = Array.from({ length: 100 }, (_, n) => anOrder({ messageId: `m-${n}`, customer: `c-${n}` }, { orderId: `o-${n}` }));
    events[41] = anOrder({ messageId: 'm-41' }, { orderId: 'o-41', value: 'a lot' });
    const { status, verdict } = await batch(events);
    expect(status).toBe(200);
    expect(verdict).toMatchObject({ ok: false, stored: 99, errors: [{ index: 41, messageId: 'm-41', code: 'not-money', pointer: '/batch/41/properties/value' }] });
    await test.applied();
    expect((await database.pool.query(`select 1 from event_inbox where status = 'applied'`)).rowCount).toBe(99);
  });

  it.each([
    ['JSON nested 5,000 deep', `{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`, 'too-deep'],
    ['a NUL', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":"a\\u0000b"}}', 'nul-character'],
    ['a lone surrogate', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":"\\ud800"}}', 'lone-surrogate'],
    ['a lone surrogate in a key', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"\\udc00":1}}', 'lone-surrogate'],
    ['a number beyond all bounds', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":1e400000}}', 'number-out-of-range'],
    ['an integer that would be rounded', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":12345678901234567890}}', 'number-out-of-range'],
    ['__proto__', '{"event":"replied","customer":"c-1","messageId":"bad","properties":{"__proto__":{"admin":true}}}', 'forbidden-key'],
    ['more than 1,000 keys', `{"event":"replied","customer":"c-1","messageId":"bad","properties":{${Array.from({ length: 1_100 }, (_, n) => `"k${n}":1`).join(',')}}}`, 'too-many-keys'],
    ['more than 32 KB', `{"event":"replied","customer":"c-1","messageId":"bad","properties":{"x":"${'y'.repeat(33_000)}"}}`, 'event-too-large'],
    ['no name', '{"customer":"c-1","messageId":"bad"}', 'missing'],
    ['nobody it is about', '{"event":"replied","messageId":"bad"}', 'no-customer'],
    ['a time that is none', '{"event":"replied","customer":"c-1","messageId":"bad","occurredAt":"yesterday"}', 'not-an-instant'],
    ['a negative amount', '{"event":"order.placed","customer":"c-1","messageId":"bad","properties":{"orderId":"9","value":-1}}', 'negative-amount'],
    ['text instead of an event', '"order.placed"', 'not-an-object'],
  ])('an event with %s is refused alone, its neighbour is kept', async (_name, bad, code) => {
    const response = await post(test.app, '/v1/batch', `{"batch":[${bad},${JSON.stringify(anOrder())}]}`, basic(key));
    const verdict = await response.json() as Verdict;
    expect(response.status).toBe(200);
    expect(verdict.stored).toBe(1);
    expect(verdict.errors[0]).toMatchObject({ index: 0, code });
    expect((await inbox()).map(({ message_id }) => message_id)).toEqual(['m-1']);
  });

  it('an event of 1 MB is refused before it is parsed', async () => {
    const { status, problem } = await refused(post(test.app, '/v1/track', anOrder({}, { note: 'x'.repeat(1_000_000) }), basic(key)));
    expect([status, problem.code]).toEqual([413, 'body-too-large']);
  });

  it('a gzip bomb stops at the limit; honest gzip is taken', async () => {
    const gzip = { ...basic(key), 'Content-Encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20), { level: 1 });
    expect(bomb.byteLength).toBeGreaterThan(500 * 1024);
    const small = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20), { level: 9 });
    expect(small.byteLength).toBeLessThan(500 * 1024);
    expect((await refused(post(test.app, '/v1/track', small, gzip))).status).toBe(413);
    const heapBefore = process.memoryUsage().rss;
    expect((await refused(post(test.app, '/v1/track', bomb, gzip))).status).toBe(413);
    expect(process.memoryUsage().rss - heapBefore).toBeLessThan(50 * 1024 * 1024);
    expect((await post(test.app, '/v1/track', gzipSync(JSON.stringify(anOrder())), gzip)).status).toBe(200);
    expect((await refused(post(test.app, '/v1/track', 'plain', gzip))).problem.code).toBe('bad-gzip');
  });

  it('broken JSON is told with its place and without an echo', async () => {
    const { status, problem } = await refused(post(test.app, '/v1/track', '{\n  "event": order}', basic(key)));
    expect(status).toBe(400);
    expect(problem.detail).toContain('line 2, column 12');
    expect(JSON.stringify(problem)).not.toContain('order}');
  });

  it.each([
    ['text', { 'Content-Type': 'text/plain' }, '{}', 415],
    ['an unknown packing', { 'Content-Encoding': 'br' }, '{}', 415],
    ['no UTF-8', {}, new Uint8Array([0x7b, 0xff, 0x7d]), 400],
    ['no batch', {}, '{}', 400],
    ['2,501 events', {}, JSON.stringify({ batch: Array.from({ length: 2_501 }, () => 1) }), 400],
    ['a poisoned context', {}, '{"batch":[],"context":{"x":"\\u0000"}}', 400],
  ])('a batch with %s is refused as a whole', async (_name, headers, body, status) => {
    expect((await refused(post(test.app, '/v1/batch', body, { ...basic(key), ...headers }))).status).toBe(status);
    expect(await inbox()).toEqual([]);
  });

  it('a charset beside application/json is fine', async () => {
    expect((await post(test.app, '/v1/track', anOrder(), { ...basic(key), 'Content-Type': 'application/json; charset=utf-8' })).status).toBe(200);
  });
});

describe('the write key', () => {
  it.each([
    ['none', {}],
    ['a wrong secret', { Authorization: `Bearer tlw_${'a'.repeat(10)}_${'0'.repeat(64)}` }],
    ['something else', { Authorization: 'Digest x' }],
    ['an empty user', basic('')],
  ])('%s is refused with 401 and nothing is stored', async (_name, headers) => {
    const response = await post(test.app, '/v1/track', anOrder(), headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Basic');
    expect(await inbox()).toEqual([]);
  });

  it('works as Basic user, as Bearer token and in the body', async () => {
    expect((await track(anOrder({ messageId: '1' }))).status).toBe(200);
    expect((await track(anOrder({ messageId: '2' }), { Authorization: `Bearer ${key}` })).status).toBe(200);
    expect((await track({ ...anOrder({ messageId: '3' }), writeKey: key }, {})).status).toBe(200);
    expect((await inbox()).map((row) => JSON.stringify(row)).join()).not.toContain(key);
  });

  it('with the right id and a wrong secret, or revoked, is refused', async () => {
    const forged = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await track(anOrder(), basic(forged))).status).toBe(401);
    await database.pool.query('update write_key set revoked_at = now()');
    expect((await track(anOrder())).status).toBe(401);
  });
});
