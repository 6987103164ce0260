import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';
import { addCustomers } from '../faults/support/fire-shop.ts';
import { killPart, type PartProcess, startPart } from '../support/part-process.ts';

const AUDIENCE = 600;
/** Three batches of 50: one claimed ahead, one leaving, one being recorded. */
const MOST_IN_FLIGHT = 150;
let touchline: TestEngine;
let worker: PartProcess | null = null;
beforeAll(async () => {
  touchline = await startTestEngine();
  await touchline.engine().stop();
});
afterAll(async () => {
  worker?.signal('SIGKILL');
  await touchline.restart(); // close() stops an engine: give it one
  await touchline.close();
});

const mails = () => column<string>(touchline.pool, 'select message_id from sandbox_mail');

test('a worker killed in the middle of a campaign: nothing lost, nothing twice', async () => {
  await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
  await addCustomers(touchline.pool, AUDIENCE, { prefix: 'k', country: 'GB', orders: 1 });
  await applyCampaignFile(touchline, 'campaigns/second-order-nudge.yaml');
  worker = await startPart('worker', touchline.variables());
  await touchline.lifecycle.startCampaignRun(await startCampaign(touchline.pool, 'second-order-nudge'));

  for (const share of [0.2, 0.5]) {
    await eventually(`${share} of the mails are out`, async () => (await mails()).length >= AUDIENCE * share, 60_000);
    await killPart(worker);
    worker = await startPart('worker', touchline.variables());
  }
  await eventually('everybody is taken in', async () =>
    (await column(touchline.pool, `select 1 from audience_member where state = 'pending'`)).length === 0, 90_000);
  await eventually('all that is not in doubt is settled', async () =>
    (await column(touchline.pool, `select 1 from message where state = 'ready' or (state = 'sending' and lease_until_system < clock_timestamp())`)).length === 0, 60_000);

  const sent = await mails();
  expect(new Set(sent).size).toBe(sent.length);
  const states = await column<string>(touchline.pool, 'select distinct state from message');
  expect(states.filter((state) => !['accepted', 'sending', 'unknown'].includes(state))).toEqual([]);
  const [count] = await column<number>(touchline.pool, `select count(*)::int from message`);
  const [heldOut] = await column<number>(touchline.pool, `select count(*)::int from audience_member where state = 'holdout'`);
  expect(count! + heldOut!).toBe(AUDIENCE);
  // A kill leaves the batches in flight in doubt, and nothing else; they are listed as unknown when their leases end.
  const inDoubt = async () => count! - (await column<number>(touchline.pool, `select count(*)::int from message where state = 'accepted'`))[0]!;
  await eventually('only what was in flight at a kill is in doubt', async () => (await inDoubt()) <= 2 * MOST_IN_FLIGHT);
  expect((await mails()).length).toBeGreaterThanOrEqual(count! - (await inDoubt()));
}, 300_000);
