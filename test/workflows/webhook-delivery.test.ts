import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookRunId } from '../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { retryWebhooks, webhookEndpoint } from '../../src/store/webhooks.ts';
import { touchlineOn } from '../support/command-line.ts';
import { addCustomer, applyChangedPolicy, column, eventually, setDomainClock, startTestEngine, type TestEngine, WEBHOOK_SECRET } from '../support/engine.ts';
import { type ReceivedWebhook, startWebhookReceiver, type WebhookReceiver, withStatus } from '../support/webhook-receiver.ts';
import { told } from '../integration/verify/lively-shop.ts';

let touchline: TestEngine;
let receiver: WebhookReceiver;
let id: CustomerId;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  touchline = await startTestEngine();
  await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
  await applyChangedPolicy(touchline, (source) => source.replace(/^# webhooks: .*$/m, `webhooks: { url: "${receiver.url}" }`));
  id = await addCustomer(touchline.pool, { external: 'silver' });
  await touchline.pool.query(`update customer_facts set tier = 'B', tier_since = touchline_now() where customer_id = $1`, [id]);
});
afterAll(async () => {
  await touchline.close();
  await receiver.close();
});

const orders = (orderId: string) => told(touchline, id, { kind: 'order.placed', change: { does: 'order', orderId, value: 99_900, currency: 'GBP', country: 'GB', lines: [] } });
const rowOf = async (orderId: string) => (await column<{ id: string; state: string; tries: number; fault: string | null }>(
  touchline.pool, `select to_jsonb(w) from webhook w where data->>'orderId' = $1`, [orderId]))[0]!;
const isNow = (orderId: string, state: string) => eventually(`${orderId} is ${state}`, async () => (await rowOf(orderId)).state === state);
const bodyOf = ({ body, headers }: ReceivedWebhook) => new Webhook(WEBHOOK_SECRET).verify(body, headers as Record<string, string>);

test('a webhook arrives signed, after the rest that was asked for, under one id and with nothing personal', async () => {
  receiver.answer(withStatus(503, { 'retry-after': '7' }), withStatus(204));
  await orders('1');
  await isNow('1', 'delivered');
  const [first, second] = receiver.received as [ReceivedWebhook, ReceivedWebhook];
  expect(receiver.received).toHaveLength(2);
  expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(7_000);
  const row = await rowOf('1');
  expect([first, second].map(({ headers }) => headers['webhook-id'])).toEqual([row.id, row.id]);
  expect(second.body).toBe(first.body);
  expect(bodyOf(second)).toEqual({
    type: 'order.tagged', timestamp: expect.stringMatching(/^2011-11-29T12:0/) as string,
    data: { orderId: '1', tag: 'free-shipping', right: 'free-shipping', shopId: 'online-retail', customerId: id, externalId: 'silver' },
  });
  expect(row).toMatchObject({ tries: 2, fault: null, status: 204 });
  const history = JSON.stringify(await touchline.temporal.client.workflow.getHandle(webhookRunId(row.id)).fetchHistory());
  expect(history).not.toContain(Buffer.from('free-shipping').toString('base64'));
}, 60_000);

test('an endpoint that is gone gets nothing more until a test arrives; what waited and what failed arrive then', async () => {
  receiver.received.length = 0;
  receiver.answer(withStatus(410));
  await orders('2');
  await isNow('2', 'failed');
  expect(await webhookEndpoint(touchline.pool)).toEqual({ url: receiver.url, gone: true });
  await orders('3');
  const refused = await touchlineOn(touchline.pool, 'webhooks', 'test');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('answered 410') as string });
  expect(receiver.received.map(({ headers, body }) => (headers['webhook-id'] as string).startsWith('msg_test') || body.includes('"orderId":"2"'))).toEqual([true, true]);

  receiver.answer(withStatus(200));
  expect(await touchlineOn(touchline.pool, 'webhooks', 'test')).toMatchObject({ code: 0, out: expect.stringMatching(/took msg_test_\w+ \(200\)/) as string });
  await isNow('3', 'delivered');
  expect(await retryWebhooks(touchline.pool, (await rowOf('2')).id)).toHaveLength(1);
  await isNow('2', 'delivered');
  expect((await touchlineOn(touchline.pool, 'verify', '--only', 'webhook-as-recorded', '--only', 'right-leaves-once')).code).toBe(0);
}, 90_000);
