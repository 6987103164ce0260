import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MOST_TRIES, type TryOutcome, webhookCourse } from '../../../src/domain/webhook-course.ts';
import { addTestWebhook, dueWebhook, readWebhook, recordTry, retryWebhooks, takeWaitingWebhooks, webhookEndpoint } from '../../../src/store/webhooks.ts';
import { applyChangedPolicy, column } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

const ENDPOINT = 'https://shop.example/touchline';
let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await withEndpoint(ENDPOINT);
});
afterAll(() => scene.close());
beforeEach(() => scene.pool.query('delete from webhook'));

const withEndpoint = (url: string) => applyChangedPolicy(scene, (source) => source.replace(/^# webhooks: .*$/m, `webhooks: { url: "${url}" }`));
const answered = (status: number, retryAfterMs: number | null = null): TryOutcome => ({ kind: 'answered', status, retryAfterMs });
/** A webhook about a right: a test would be tried once only. */
async function aWebhook(): Promise<string> {
  const id = await addTestWebhook(scene.pool);
  await scene.pool.query(`update webhook set type = 'right.granted' where id = $1`, [id]);
  return id;
}
/** One try, as its activity makes it. */
async function tried(id: string, outcome: TryOutcome): Promise<void> {
  const due = await dueWebhook(scene.pool, id);
  if (due.kind !== 'now') throw new Error(`not due: ${JSON.stringify(due)}`);
  await recordTry(scene.pool, { webhook: due.webhook, outcome, course: webhookCourse(outcome, MOST_TRIES - due.triesLeft + 1) });
}
const longAgo = (id: string) => scene.pool.query(`update webhook set next_try_system = clock_timestamp() - interval '3 minutes' where id = $1`, [id]);
const take = () => takeWaitingWebhooks(scene.pool, 10);

test('a webhook is given one run, and another only when that one is lost', async () => {
  const id = await aWebhook();
  expect((await Promise.all([take(), take()])).flat()).toEqual([id]);
  expect(await take()).toEqual([]);
  await longAgo(id);
  expect(await take()).toEqual([id]);
});

test('a run that is started anew does not come before the rest that was asked for', async () => {
  const id = await aWebhook();
  await tried(id, answered(503, 600_000));
  expect(await dueWebhook(scene.pool, id)).toEqual({ kind: 'later', afterMs: expect.closeTo(600_000, -4) as number });
  expect(await take()).toEqual([]);
});

test('after the last try it has failed, until somebody lets it be tried anew', async () => {
  const id = await aWebhook();
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    await tried(id, { kind: 'failed', fault: 'cannot be reached (ECONNREFUSED)' });
    await scene.pool.query('update webhook set next_try_system = clock_timestamp() where id = $1 and state = \'waiting\'', [id]);
  }
  expect(await readWebhook(scene.pool, id)).toMatchObject({ state: 'failed', tries: MOST_TRIES, status: null, fault: 'cannot be reached (ECONNREFUSED)' });
  expect(await dueWebhook(scene.pool, id)).toEqual({ kind: 'over', how: 'failed' });
  expect(await retryWebhooks(scene.pool, null)).toEqual([id]);
  expect(await retryWebhooks(scene.pool, id)).toEqual([]);
  await tried(id, answered(200));
  expect(await readWebhook(scene.pool, id)).toMatchObject({ state: 'delivered', tries: 1, status: 200, fault: null });
});

test('a try that is recorded twice counts once: what was delivered stays delivered', async () => {
  const id = await aWebhook();
  const webhook = { id, url: ENDPOINT, body: '{}' };
  await recordTry(scene.pool, { webhook, outcome: answered(204), course: { kind: 'delivered' } });
  await recordTry(scene.pool, { webhook, outcome: answered(500), course: { kind: 'again', afterMs: 5_000 } });
  expect(await readWebhook(scene.pool, id)).toMatchObject({ state: 'delivered', tries: 1, status: 204 });
});

test('an endpoint that is gone keeps what waits; another address opens it, and no endpoint at all closes it', async () => {
  const [gone, waits] = [await aWebhook(), await aWebhook()];
  await tried(gone, answered(410));
  expect(await webhookEndpoint(scene.pool)).toEqual({ url: ENDPOINT, gone: true });
  expect(await take()).toEqual([]);
  expect(await dueWebhook(scene.pool, waits)).toEqual({ kind: 'over', how: 'waits for an endpoint' });
  await withEndpoint('https://other.example/touchline');
  expect(await take()).toEqual([waits]);
  expect(await dueWebhook(scene.pool, waits)).toMatchObject({ kind: 'now', webhook: { id: waits, url: 'https://other.example/touchline' } });
  await applyChangedPolicy(scene, (source) => source);
  expect(await dueWebhook(scene.pool, waits)).toEqual({ kind: 'over', how: 'waits for an endpoint' });
  expect(await column(scene.pool, 'select state from webhook where id = $1', [waits])).toEqual(['waiting']);
});
