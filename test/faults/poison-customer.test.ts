import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { claimPageBatch } from '../../src/store/page.ts';
import { loadKnownFacts } from '../../src/store/known-facts.ts';
import { aShopWithKey, basic, createTestApp, post } from '../integration/api/test-app.ts';
import { type LedgerScene, openLedger } from '../integration/ledger/ledger-scene.ts';
import { column, setDomainClock } from '../support/engine.ts';
import { addCustomers, applyCampaignText, oneMailCampaign } from './support/fire-shop.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });

test('orders that add up to more than the core can count stop neither their customer nor a page', async () => {
  const { pool } = scene;
  await setDomainClock(pool, '2011-11-29T10:00:00Z');
  const customers = await addCustomers(pool, 10, { prefix: 'page', country: 'IE', orders: 1 });
  const [shop] = await column<string>(pool, 'select id from shop');
  const key = await aShopWithKey(pool, shop);
  const api = createTestApp(pool);
  // Each of them is an amount that can be counted; three of them are not.
  for (const n of [1, 2, 3]) {
    const event = { event: 'order.placed', customer: 'page4', messageId: `huge-${n}`, properties: { orderId: `huge-${n}`, value: 400_000_000_000 } };
    expect((await post(api.app, '/v1/track', event, basic(key))).status).toBe(200);
    await api.applied();
  }
  expect(await column(pool, `select status from event_inbox order by id`)).toEqual(['applied', 'applied', 'applied']);

  await applyCampaignText(scene, oneMailCampaign('beside-the-huge', 'IE'));
  const run = await startCampaign(pool, 'beside-the-huge');
  await pool.query(`update campaign_run set state = 'sending' where id = $1`, [run]);
  await pool.query('insert into audience_member (run_id, customer_id) select $1, customer_id from identity', [run]);
  const { toSend } = await claimPageBatch(pool, scene.rules, run, 25);
  const huge = customers.find(({ external }) => external === 'page4')!;
  expect(new Set(toSend.map(({ message }) => message.customerId))).toEqual(new Set(customers.filter((one) => one !== huge).map(({ id }) => id)));
  // Whoever orders so much is a key account: their message waits for a second person.
  expect(await column(pool, 'select state from message where customer_id = $1', [huge.id])).toEqual(['draft']);
  await scene.advance(huge.id);
  const [facts] = (await loadKnownFacts(pool, [huge.id]));
  expect(facts?.customer.grossValue).toBe(Number.MAX_SAFE_INTEGER);
});
