import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { webhookKey } from '../../../src/platform/webhook-key.ts';
import { postWebhook, retryAfterMs } from '../../../src/webhooks/post.ts';
import { hangs, startWebhookReceiver, type WebhookReceiver, withStatus } from '../../support/webhook-receiver.ts';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const BODY = JSON.stringify({ type: 'order.tagged', timestamp: '2011-11-29T12:00:00.000Z', data: { orderId: '536365 – é', tag: 'free-shipping' } });
let receiver: WebhookReceiver;
beforeAll(async () => { receiver = await startWebhookReceiver(); });
afterAll(() => receiver.close());
beforeEach(() => { receiver.received.length = 0; });

const post = (url = receiver.url, limitMs = 2_000) => postWebhook({ id: 'msg_1', url, body: BODY }, { keys: [webhookKey(SECRET)!], privateHosts: [], limitMs });

test('what arrives is signed, and is what was sent', async () => {
  receiver.answer(withStatus(204));
  expect(await post()).toEqual({ kind: 'answered', status: 204, retryAfterMs: null });
  const [one] = receiver.received;
  expect(new Webhook(SECRET).verify(one!.body, one!.headers as Record<string, string>)).toEqual(JSON.parse(BODY));
  expect(one!.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_1' });
});

test('each answer is told as it is, with the rest it asks for', async () => {
  receiver.answer(withStatus(500), withStatus(503, { 'retry-after': '120' }), withStatus(410), withStatus(429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }));
  expect(await post()).toEqual({ kind: 'answered', status: 500, retryAfterMs: null });
  expect(await post()).toEqual({ kind: 'answered', status: 503, retryAfterMs: 120_000 });
  expect(await post()).toEqual({ kind: 'answered', status: 410, retryAfterMs: null });
  expect(await post()).toMatchObject({ kind: 'answered', status: 429, retryAfterMs: expect.closeTo(60_000, -4) as number });
});

test('a redirect is an answer and not a way: nobody goes there', async () => {
  receiver.answer(withStatus(307, { location: receiver.url.replace('/touchline', '/elsewhere') }));
  expect(await post()).toMatchObject({ kind: 'answered', status: 307 });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/touchline']);
});

test('whoever says nothing is left after the time limit', async () => {
  receiver.answer(hangs);
  const startedAt = performance.now();
  expect(await post(receiver.url, 300)).toEqual({ kind: 'failed', fault: 'no answer within 0.3 s' });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('an answer without an end is no reason to wait', async () => {
  receiver.answer((response) => { response.writeHead(200); response.write('x'); });
  expect(await post()).toEqual({ kind: 'answered', status: 200, retryAfterMs: null });
});

test.each([
  ['https://10.0.0.5/hook', /private address/], ['https://169.254.169.254/latest/meta-data', /private address/], ['https://[::ffff:10.0.0.1]/', /private address/],
  ['https://2130706433/', /cannot be reached/], ['http://shop.example/', /http shows/], ['file:///etc/passwd', /not by file/], ['nowhere', /not an address/],
])('%s is not called: %s', async (url, fault) => {
  expect(await post(url)).toEqual({ kind: 'failed', fault: expect.stringMatching(fault) as string });
});

test('a closed port is told by its code', async () => {
  expect(await post('http://127.0.0.1:1/')).toEqual({ kind: 'failed', fault: 'cannot be reached (ECONNREFUSED)' });
});

test.each([[undefined, null], ['0', 0], ['12', 12_000], ['soon', null], ['-5', null], ['Tue, 29 Nov 2011 12:00:30 GMT', 30_000], ['Tue, 29 Nov 2011 11:00:00 GMT', 0]])('Retry-After %s', (header, ms) => {
  expect(retryAfterMs(header, Date.parse('2011-11-29T12:00:00Z'))).toBe(ms);
});
