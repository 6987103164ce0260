import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboxPayload } from '../../../src/contracts/tracking.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { tellChangedRights } from '../../../src/store/tell-rights.ts';
import { webhookEndpoint } from '../../../src/store/webhooks.ts';
import { addCustomer, applyChangedPolicy, column, setDomainClock } from '../../support/engine.ts';
import { HEADER, runImport, scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  await compareAll();
});
afterAll(() => scene.close());

const ENDPOINT = 'webhooks: { url: "https://shop.example/touchline" }\n';
const withEndpoint = (source: string) => source.replace('# carried-out: { by: webhook } ', 'carried-out: { by: webhook } ').replace(/^# webhooks: .*$/m, ENDPOINT);
const compareAll = () => tellChangedRights(scene.pool, scene.rules.source, 1_000);
const noonMs = Date.parse(TUESDAY_NOON);

/** A customer of this tier and these marks, as a scoring would have left them. */
async function standing(external: string, tier: string, marks: readonly string[] = []): Promise<CustomerId> {
  const id = await addCustomer(scene.pool, { external });
  await scene.pool.query(`update customer_facts set tier = $2, marks = $3, tier_since = touchline_now() where customer_id = $1`, [id, tier, marks]);
  return id;
}
const orders = (id: CustomerId, orderId: string, atMs?: number) => told(scene, id, {
  kind: 'order.placed', change: { does: 'order', orderId, value: 99_900, currency: 'GBP', country: 'GB', lines: [] }, ...(atMs === undefined ? {} : { atMs }),
});
const tasksOf = (id: CustomerId) => column<string>(scene.pool, `select kind || coalesce(' for ' || team, '') || ': ' || what from task where customer_id = $1 order by id`, [id]);
const webhooksOf = (id: CustomerId) => column<object>(scene.pool, `select jsonb_build_object('type', type) || data from webhook where data->>'customerId' = $1::text order by origin`, [id]);
const occasionsOf = (id: CustomerId) => column<string>(scene.pool, `select id from right_occasion where customer_id = $1 order by id`, [id]);

describe('a right that comes with an order', () => {
  test('leaves with the order, once: a tag without an endpoint is a task', async () => {
    const id = await standing('silver', 'B');
    await orders(id, '900001');
    await orders(id, '900001');
    expect(await tasksOf(id)).toEqual(['order-tag for home-desk: tag order 900001 "free-shipping"']);
    expect(await occasionsOf(id)).toEqual([`${id}/free-shipping/order/online-retail/900001`]);
  });

  test('leaves for nobody without it, for no order that was cancelled before it was told, and for none that is no news', async () => {
    const bronze = await standing('bronze', 'C');
    await orders(bronze, '900002');
    const late = await standing('late', 'A');
    await orders(late, '900003', noonMs - 8 * DAY_MS);
    await told(scene, late, { kind: 'order.cancelled', change: { does: 'cancellation', orderId: '900004', amount: null, newState: 'cancelled' } });
    await orders(late, '900004');
    expect([await occasionsOf(bronze), await occasionsOf(late)]).toEqual([[], []]);
    await orders(late, '900005', noonMs - 6 * DAY_MS);
    expect(await occasionsOf(late)).toHaveLength(1);
  });

  test('is committed with the order or not at all', async () => {
    const id = await standing('cut', 'A');
    const payload: InboxPayload = { customer: null, traits: null, properties: {}, change: { does: 'order', orderId: '900006', value: 1, currency: 'GBP', country: 'GB', lines: [] }, told: {} };
    const [stored] = await storeEvents(scene.pool, { source: 'test', shopId: 'online-retail' }, [{ messageId: 'cut', kind: 'order.placed', time: { ageMs: null, atMs: null }, ignoredBecause: null, payload }]);
    const event = { inboxId: stored!.inboxId, shopId: 'online-retail', customerId: id, kind: 'order.placed', payload };
    await scene.pool.query('alter table task rename to task_away');
    await expect(applyForCustomer(scene.pool, { shopId: 'online-retail', customerId: id }, [event])).rejects.toThrow();
    await scene.pool.query('alter table task_away rename to task');
    expect(await column(scene.pool, `select external_id from orders where external_id = '900006'`)).toEqual([]);
    await Promise.all([1, 2].map(() => applyForCustomer(scene.pool, { shopId: 'online-retail', customerId: id }, [event])));
    expect(await tasksOf(id)).toHaveLength(1);
  });

  test('does not leave for what a file tells', async () => {
    const id = await standing('17851', 'A');
    const folder = await scratchFolder();
    await runImport(scene.pool, await folder.write('orders.csv', `${HEADER}\n910001,85123A,HEART,6,2011-11-28 08:26:00,2.55,17851,United Kingdom\n`));
    await folder.remove();
    expect(await column(scene.pool, `select count(*)::int from orders where customer_id = $1`, [id])).toEqual([1]);
    expect(await occasionsOf(id)).toEqual([]);
  });
});

describe('a right that stands', () => {
  test('is told by the decision that gives and takes it, in turn', async () => {
    const id = await standing('rises', 'D');
    await scene.pool.query(`insert into score_version (as_of, basis, rule, cut_points, customers, total, created_at) select now(), 'net', 'cut-points', $1, 1, 1, now() where not exists (select 1 from score_version)`, [
      JSON.stringify({ forDecisions: { version: 1, tierFromValue: { A: 10_000_0000, B: 5_000_0000, C: 1_000_0000, D: 0 }, vipFromValue: 20_000_0000, coreFromOrders: null, qualityFromScore: null } })]);
    const worth = async (amount: number) => {
      await scene.pool.query('update customer_facts set gross_value = $2, order_count = 1, first_order_at = touchline_now(), last_order_at = touchline_now() where customer_id = $1', [id, amount]);
      await scene.advance(id);
    };
    await worth(30_000);
    await worth(31_000);
    expect(await tasksOf(id)).toEqual(['right for key-accounts: choose who looks after this customer']);
    await worth(10);
    await worth(30_000);
    expect(await tasksOf(id)).toEqual(['', 'no longer: ', ''].map((word) => `right for key-accounts: ${word}choose who looks after this customer`));
    expect(await occasionsOf(id)).toEqual([1, 2, 3].map((n) => `${id}/named-contact/${n}`));
  });

  test('is told after a new policy to whoever has it already, on new terms anew, and its end by the way of its beginning', async () => {
    const gold = await standing('gold', 'A');
    await compareAll();
    expect(await webhooksOf(gold)).toEqual([]);
    await applyChangedPolicy(scene, withEndpoint);
    expect(await webhookEndpoint(scene.pool)).toEqual({ url: 'https://shop.example/touchline', gone: false });
    await compareAll();
    await compareAll();
    const about = { right: 'easier-returns', shopId: 'online-retail', customerId: gold, externalId: 'gold' };
    expect(await webhooksOf(gold)).toEqual([{ type: 'right.granted', days: 60, ...about }]);

    await applyChangedPolicy(scene, (source) => withEndpoint(source).replace('days: 60', 'days: 90'));
    await compareAll();
    await applyChangedPolicy(scene, (source) => withEndpoint(source).replace('for: { tier: A }', 'for: { mark: vip }'));
    await compareAll();
    expect(await webhooksOf(gold)).toEqual([{ type: 'right.granted', days: 60, ...about }, { type: 'right.granted', days: 90, ...about }, { type: 'right.ended', days: 90, ...about }]);
  });

  test('ends for whoever is erased, and an address never goes along as the name of a customer', async () => {
    await applyChangedPolicy(scene, withEndpoint);
    const id = await standing('ada@example.com', 'A');
    await scene.pool.query(`delete from setting where key = 'rights-compared'`);
    await compareAll();
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
    await scene.pool.query(`delete from setting where key = 'rights-compared'`);
    await compareAll();
    expect(await webhooksOf(id)).toMatchObject([{ type: 'right.granted' }, { type: 'right.ended' }]);
    expect(JSON.stringify(await webhooksOf(id))).not.toContain('@');
    await orders(id, '900010');
    expect(await occasionsOf(id)).toHaveLength(2);
  });

  test('is compared page by page; two who compare at once tell nothing twice', async () => {
    await scene.pool.query(`delete from setting where key = 'rights-compared'`);
    const before = await column<number>(scene.pool, 'select count(*)::int from right_occasion');
    for (let pages = 0; pages < 50; pages += 1) await Promise.all([1, 2].map(() => tellChangedRights(scene.pool, scene.rules.source, 2)));
    expect(await column(scene.pool, `select value->>'after' from setting where key = 'rights-compared'`)).toEqual([null]);
    expect(await column(scene.pool, 'select count(*)::int from right_occasion')).toEqual(before);
  });
});

test('with an endpoint an order tag is a webhook that names the order', async () => {
  const id = await standing('tagged', 'B');
  await orders(id, '900020');
  expect(await webhooksOf(id)).toEqual([{ type: 'order.tagged', right: 'free-shipping', tag: 'free-shipping', orderId: '900020', shopId: 'online-retail', customerId: id, externalId: 'tagged' }]);
  expect(await column(scene.pool, `select id from webhook where data->>'orderId' = '900020'`)).toEqual([expect.stringMatching(/^msg_[0-9a-f]{32}$/)]);
});
