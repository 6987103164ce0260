import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { readFactChange } from '../../../src/intake/events/read-fact-change.ts';
import type { EventKind } from '../../../src/domain/event.ts';
import type { JsonObject } from '../../../src/intake/events/event-fields.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { told } from '../verify/lively-shop.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';

let scene: LedgerScene;
let customers = 0;
beforeAll(async () => {
  scene = await openLedger();
});
beforeEach(() => setDomainClock(scene.pool, TUESDAY_NOON));
afterAll(() => scene.close());

async function newCustomer(orders: readonly string[]): Promise<CustomerId> {
  const id = await addCustomer(scene.pool, { external: `sloping${customers += 1}`, orders: orders.map((day) => `${day}T10:00:00Z`) });
  await recomputeFacts(scene.pool, [id]);
  return id;
}
const tells = async (id: CustomerId, kind: EventKind, properties: JsonObject) => {
  await told(scene, id, { kind, change: readFactChange(kind, properties, '').change });
  await scene.advance(id);
};
const factsOf = async (id: CustomerId) => (await loadSnapshots(scene.pool, [id], 0)).get(id)!.customer;
const signsOf = async (id: CustomerId) => (await factsOf(id)).warnings.map(({ sign }) => sign);
const day = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 10));
const codesOf = async (id: CustomerId) => (await column<{ because: { code: string } }[]>(scene.pool, 'select reasons from decision where customer_id = $1 order by sequence', [id]))
  .flatMap((lines) => lines.map(({ because }) => because.code)).filter((code) => code.startsWith('warn'));

test('orders keep the last eight of themselves beside the facts, and the smaller ones raise a warning by themselves', async () => {
  const id = await newCustomer([]);
  for (const [number, value] of [100, 120, 110, 90, 100, 100, 100, 20, 30, 25].entries()) {
    await setDomainClock(scene.pool, `2011-11-${10 + number}T10:00:00Z`);
    await tells(id, 'order.placed', { orderId: `basket-${number}`, value });
  }
  const { recentOrders, orderCount } = await factsOf(id);
  expect(orderCount).toBe(10);
  expect(recentOrders.map(({ value }) => value / 10_000)).toEqual([110, 90, 100, 100, 100, 20, 30, 25]);
  expect(new Date(recentOrders.at(-1)!.atMs).toISOString()).toMatch(/^2011-11-19T10:00:0/);
  expect(await signsOf(id)).toEqual(['falling-basket']);
  expect(await codesOf(id), 'once').toEqual(['warned-of-falling-basket']);
});

test('a silence warns by the clock alone, is woken for, and an order ends it', async () => {
  const id = await newCustomer(['2011-10-01', '2011-10-15', '2011-10-29']);
  await setDomainClock(scene.pool, '2011-11-04T10:00:00Z');
  await scene.advance(id);
  expect(await signsOf(id)).toEqual([]);
  const [wakeAt] = await column<Date>(scene.pool, 'select wake_at from customer_state where customer_id = $1', [id]);
  expect(wakeAt!.toISOString(), 'one and a half gaps of fourteen days').toBe('2011-11-19T10:00:00.000Z');
  await setDomainClock(scene.pool, '2011-11-19T10:00:00Z');
  await scene.advance(id);
  expect(await factsOf(id)).toMatchObject({ warnings: [{ sign: 'silence', because: { params: { days: 21, gaps: 1.5, usualGapDays: 14 } } }] });
  await tells(id, 'order.placed', { orderId: 'back-again', value: 40 });
  expect(await signsOf(id)).toEqual([]);
  expect(await codesOf(id)).toEqual(['warned-of-silence', 'warning-ended']);
});

test('accepted marketing counts until the customer opens, clicks, answers, asks or orders', async () => {
  const { id, message } = await withReadyMessage(scene, 'unanswering');
  const unanswered = async () => (await factsOf(id)).unansweredTouches;
  await scene.tell(id, message, await scene.take(message), { outcome: 'accepted', providerId: null, detail: '250' });
  expect(await unanswered()).toBe(1);
  await told(scene, id, { kind: 'delivered', change: { does: 'receipt', stamp: 'delivered', message } });
  expect(await unanswered(), 'a delivery is no answer').toBe(1);
  const answers = [
    ['opened', { does: 'receipt', stamp: 'opened', message }], ['clicked', { does: 'receipt', stamp: 'clicked', message }], ['replied', { does: 'reply', message: null }],
    ['inquiry.received', { does: 'inquiry' }], ['order.placed', readFactChange('order.placed', { orderId: 'answered', value: 10 }, '').change],
  ] as const;
  for (const [kind, change] of answers) {
    await scene.pool.query('update customer_facts set unanswered_touches = 4 where customer_id = $1', [id]);
    await told(scene, id, { kind, change });
    expect(await unanswered(), kind).toBe(0);
  }
});

test('an acceptance that only a delivery tells of counts too', async () => {
  const { id, message } = await withReadyMessage(scene, 'doubting');
  await scene.tell(id, message, await scene.take(message), { outcome: 'unknown', code: 'connection-lost', detail: 'lost' });
  expect((await factsOf(id)).unansweredTouches, 'nobody knows that it left').toBe(0);
  await told(scene, id, { kind: 'delivered', change: { does: 'receipt', stamp: 'delivered', message } });
  expect((await factsOf(id)).unansweredTouches).toBe(1);
});

test('returns, refunds and complaints warn for their time; an inquiry of another kind does not', async () => {
  const id = await newCustomer(['2011-11-20']);
  await tells(id, 'inquiry.received', { kind: 'question' });
  expect(await signsOf(id)).toEqual([]);
  await tells(id, 'inquiry.received', { kind: 'complaint' });
  await tells(id, 'return.opened', {});
  expect(await signsOf(id)).toEqual(['complaint', 'return']);
  await setDomainClock(scene.pool, '2011-12-13T12:01:00Z');
  await scene.advance(id);
  expect(await signsOf(id), 'fourteen days later').toEqual(['complaint']);
  const refunded = await newCustomer([]);
  await tells(refunded, 'order.placed', { orderId: 'to-refund', value: 50 });
  await tells(refunded, 'order.refunded', { orderId: 'to-refund', value: 20 });
  expect(await signsOf(refunded)).toEqual(['return']);
});

test('roles are taken and left by events, each at its own time; the first order makes a buyer', async () => {
  const id = await newCustomer(['2011-11-20']);
  await tells(id, 'role.taken', { role: 'seller' });
  await tells(id, 'role.taken', { role: 'seller' });
  const roles = async () => (await factsOf(id)).rolePeriods.map(({ role, fromMs, untilMs }) => [role, day(fromMs), day(untilMs)]);
  expect(await roles()).toEqual([['seller', '2011-11-29', null]]);
  expect(await column(scene.pool, `select reason from event_inbox where customer_id = $1 and kind = 'role.taken' order by id`, [id])).toEqual([null, 'role-known']);
  await setDomainClock(scene.pool, '2011-12-13T12:01:00Z');
  await tells(id, 'role.left', { role: 'seller' });
  expect(await roles()).toEqual([['seller', '2011-11-29', '2011-12-13']]);
});

test('a role that does not exist is told at its place', () => {
  expect(readFactChange('role.taken', { role: 'agent' }, '/properties').faults).toEqual([{ code: 'unknown-value', detail: 'expected one of buyer, seller', pointer: '/properties/role' }]);
  expect(readFactChange('role.left', {}, '/properties').faults).toEqual([{ code: 'missing', detail: 'expected "role", one of buyer, seller', pointer: '/properties' }]);
});
