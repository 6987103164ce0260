import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerWorkflowId } from '../../src/contracts/lifecycle.ts';
import { setClock } from '../../src/store/domain-clock.ts';
import { addCustomer, applyCampaignFile, column, eventually, startTestEngine, type TestEngine } from '../support/engine.ts';

const WELCOME = 'welcome-first-order';

let touchline: TestEngine;
beforeAll(async () => {
  touchline = await startTestEngine();
  await applyCampaignFile(touchline, `campaigns/${WELCOME}.yaml`);
  await touchline.pool.query(`update campaign set state = 'running' where name = $1`, [WELCOME]);
});
afterAll(async () => { await touchline.close(); });

async function eventsOf(id: string): Promise<string[]> {
  const { events } = await touchline.temporal.client.workflow.getHandle(customerWorkflowId(id)).fetchHistory();
  return (events ?? []).map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes'))?.replace('EventAttributes', '') ?? '?');
}

test('a touch costs at most twelve events of history: timer, advance, send, next timer', async () => {
  await setClock(touchline.pool, { atMs: Date.parse('2011-11-28T11:00:00Z') });
  const id = await addCustomer(touchline.pool, { external: 'counted', orders: ['2011-11-28T10:59:00Z'] });
  await touchline.pool.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('test', 'first', (select id from shop limit 1), $1, 'order.placed', touchline_now(), clock_timestamp(), '{"properties": {"first-order": true}}', 'applied', true)`, [id]);
  await touchline.lifecycle.poke(id, 'order.placed');
  await eventually('it waits for the next day', async () => (await eventsOf(id)).includes('timerStarted'));
  // The relay pokes whoever waits by the clock of before, at a time of its own: a hand does it here, before the touch begins.
  await touchline.engine().relay.stop();
  // Seconds before the touch is due, at the speed of the shop: the timer itself fires.
  await setClock(touchline.pool, { atMs: Date.parse('2011-11-29T10:59:57Z') });
  await touchline.lifecycle.poke(id, 'clock');
  await eventually('its mail is out', async () => (await column(touchline.pool, `select id from message where customer_id = $1 and state = 'accepted'`, [id])).length === 1);
  // The mail is accepted in the database a moment before its activity is in the history.
  await eventually('it sleeps again', async () => {
    const events = await eventsOf(id);
    return events.includes('activityTaskCompleted') && events.lastIndexOf('timerStarted') > events.lastIndexOf('activityTaskCompleted');
  });
  const events = await eventsOf(id);
  const touch = events.slice(events.indexOf('timerFired'), events.lastIndexOf('timerStarted') + 1);
  expect(touch.filter((event) => event === 'activityTaskCompleted')).toHaveLength(1);
  // The end of its campaign changes a search attribute, which is no part of the touch.
  const ofTheTouch = touch.filter((event) => event !== 'upsertWorkflowSearchAttributes');
  expect(ofTheTouch).toHaveLength(12);
  expect(touch.length - ofTheTouch.length).toBeLessThanOrEqual(1);
});
