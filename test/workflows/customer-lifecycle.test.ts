import { Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { customerWorkflowId } from '../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { toCustomerId } from '../../src/domain/ids.ts';
import { pauseCampaign, resumeCampaign, startCampaign } from '../../src/store/campaign-control.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { takeInquiry } from '../../src/store/take-inquiry.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';

// Tuesday noon in London: inside every send window.
const TUESDAY_NOON = '2011-11-29T12:00:00Z';
const NUDGE = 'second-order-nudge';

let touchline: TestEngine;
let customers: CustomerId[] = [];
beforeAll(async () => {
  touchline = await startTestEngine();
  await applyCampaignFile(touchline, `campaigns/${NUDGE}.yaml`);
});
afterAll(async () => { await touchline.close(); });
beforeEach(async () => { await setDomainClock(touchline.pool, TUESDAY_NOON); });

const handleOf = (id: string) => touchline.temporal.client.workflow.getHandle(customerWorkflowId(id));
const statusOf = async (id: string) => (await handleOf(id).describe()).status.name;
const stepOf = async (id: string) => (await column<{ step?: string; kind: string }>(touchline.pool, 'select place from enrolment where customer_id = $1 order by entered_at desc limit 1', [id]))[0];
const mailsTo = (external: string) => column<string>(touchline.pool, `select subject from sandbox_mail where envelope_to = $1 || '@example.com' order by id`, [external]);

async function happens(id: CustomerId, kind: string, properties: object = {}): Promise<void> {
  await touchline.pool.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('test', gen_random_uuid()::text, (select id from shop limit 1), $1, $2, touchline_now(), clock_timestamp(), jsonb_build_object('properties', $3::jsonb), 'applied', true)`,
    [id, kind, JSON.stringify(properties)]);
  await touchline.lifecycle.poke(id, kind);
}

describe('a customer lifecycle on a real server', () => {
  test('a campaign takes its audience in, sends once each and gives those who go on a run of their own', async () => {
    for (let n = 0; n < 12; n += 1) await addCustomer(touchline.pool, { external: `c${n}`, orders: ['2011-10-20T10:00:00Z'] });
    const runId = await startCampaign(touchline.pool, NUDGE);
    await touchline.lifecycle.startCampaignRun(runId);
    await eventually('all members are taken in', async () =>
      (await column(touchline.pool, `select customer_id from audience_member where state in ('awake', 'holdout')`)).length === 12);
    customers = (await column<string>(touchline.pool, `select customer_id from message where state = 'accepted' order by 1`)).map(toCustomerId);
    const heldOut = await column<string>(touchline.pool, `select customer_id from audience_member where state = 'holdout'`);
    expect(customers.length + heldOut.length).toBe(12);
    expect(customers.length).toBeGreaterThan(3);
    expect(await column(touchline.pool, `select envelope_to from sandbox_mail order by 1`))
      .toEqual(await column(touchline.pool, `select p.address from message m join contact_point p on p.id = m.contact_point_id order by 1`));
    for (const id of customers) expect(await stepOf(id)).toMatchObject({ kind: 'waiting', step: 'reaction' });
    await eventually('each has a run', async () => (await Promise.all(customers.map(statusOf))).every((status) => status === 'RUNNING'));
  });

  test('an order ends the enrolment of its customer, and the run waits for silence', async () => {
    const [id] = customers;
    await happens(id!, 'order.placed');
    await eventually('the enrolment ends', async () => (await stepOf(id!))?.kind === 'ended');
    expect(await statusOf(id!)).toBe('RUNNING');
    const [waitingFor] = await column<string>(touchline.pool, 'select waiting_for from customer_state where customer_id = $1', [id]);
    expect(waitingFor).toContain('silence');
  });

  test('the time limit of a wait brings the reminder, once', async () => {
    const id = customers[1]!;
    const [external] = await column<string>(touchline.pool, 'select value from identity where customer_id = $1', [id]);
    expect(await mailsTo(external!)).toHaveLength(1);
    // The others shall sleep on: for the relay they have just been poked.
    await touchline.pool.query('update customer_state set poked_system = clock_timestamp() where customer_id <> $1', [id]);
    // Four days on it is a Saturday, on which nothing leaves; on Monday at noon the window is open.
    await setDomainClock(touchline.pool, '2011-12-03T12:30:00Z');
    await touchline.lifecycle.poke(id, 'clock');
    await eventually('it is held for the window', async () => (await stepOf(id))?.kind === 'held');
    await setDomainClock(touchline.pool, '2011-12-05T12:30:00Z');
    await touchline.lifecycle.poke(id, 'clock');
    await eventually('the reminder is out', async () => (await mailsTo(external!)).length === 2);
    await eventually('it waits for the last chance', async () => (await stepOf(id))?.step === 'last-chance');
  });

  test('a paused campaign holds a due touch and a resumed one sends it, without anybody poking', async () => {
    const id = customers[2]!;
    const [external] = await column<string>(touchline.pool, 'select value from identity where customer_id = $1', [id]);
    await pauseCampaign(touchline.pool, NUDGE);
    await setDomainClock(touchline.pool, '2011-12-05T12:30:00Z');
    await touchline.lifecycle.poke(id, 'clock');
    await eventually('it is held', async () => (await stepOf(id))?.kind === 'held');
    expect(await mailsTo(external!)).toHaveLength(1);
    await resumeCampaign(touchline.pool, NUDGE, 'catch-up', 0);
    await eventually('the reminder is out', async () => (await mailsTo(external!)).length === 2);
  });

  test('a stopped worker loses nothing: the next one goes on', async () => {
    const id = customers[3]!;
    await touchline.engine().stop();
    await happens(id, 'order.placed');
    await touchline.restart();
    await eventually('the event was taken up', async () => (await stepOf(id))?.kind === 'ended');
  });

  test('a lost run is started again by the relay', async () => {
    const id = await addCustomer(touchline.pool, { external: 'lost', orders: ['2011-11-20T10:00:00Z'] });
    await touchline.lifecycle.poke(id, 'test');
    await eventually('it sleeps', async () => (await column(touchline.pool, 'select wake_at from customer_state where customer_id = $1 and wake_at is not null', [id])).length === 1);
    await handleOf(id).terminate('lost on purpose');
    await touchline.pool.query(`update customer_state set wake_at = touchline_now() - interval '2 minutes' where customer_id = $1`, [id]);
    await eventually('it runs again', async () => (await statusOf(id)) === 'RUNNING');
  });

  test('an inquiry is screened beside the sleep, once, and its questions leave', async () => {
    const id = await addCustomer(touchline.pool, { external: 'inquires' });
    const ask = (origin: string) => inTransaction(touchline.pool, (tx) => takeInquiry(tx, {
      customerId: id, channel: 'email', address: null, atMs: Date.parse(TUESDAY_NOON), origin, inboundId: null, kind: null, by: null, purpose: null,
      text: 'We need 9,000 pcs at any price, the lowest price please. Net 60 days. Our director visits you urgently this week, our forwarder pays.',
    }));
    const inquiry = await ask('inquires/1');
    await touchline.lifecycle.poke(id, 'inquiry.received');
    await eventually('it is held', async () => (await column(touchline.pool, 'select band from inquiry where id = $1', [inquiry]))[0] === 'hold');
    await eventually('the questions are out', async () => (await mailsTo('inquires')).length === 1);
    await ask('inquires/2');
    await touchline.lifecycle.poke(id, 'inquiry.received');
    await eventually('it sleeps again', async () => (await column(touchline.pool, 'select 1 from customer_state where customer_id = $1 and wake_at > touchline_now()', [id])).length === 1);
    const { events } = await handleOf(id).fetchHistory();
    expect(events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name).filter((name) => name != null)).toEqual(['screenInquiry', 'sendMessage']);
  });

  test('a run ends when nothing is awaited: nobody is kept waiting for who is lapsed', async () => {
    const id = await addCustomer(touchline.pool, { external: 'lapsed', orders: ['2010-01-20T10:00:00Z'] });
    await touchline.lifecycle.poke(id, 'test');
    await eventually('the run has ended', async () => (await statusOf(id)) === 'COMPLETED');
    expect(await column(touchline.pool, 'select life_cycle from customer_facts where customer_id = $1', [id])).toEqual(['lapsed']);
  });

  test('what these runs recorded replays on the current code', async () => {
    const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
    const histories = touchline.temporal.client.workflow.list().intoHistories({ concurrency: 2 });
    const results = [];
    for await (const result of Worker.runReplayHistories({ workflowsPath }, histories)) results.push(result);
    expect(results.length).toBeGreaterThan(8);
    expect(results.filter(({ error }) => error !== undefined).map(({ workflowId, error }) => `${workflowId}: ${error?.message}`)).toEqual([]);
  });

  test('no run carries an address, a name or a text', async () => {
    const told: string[] = [];
    for await (const { history } of touchline.temporal.client.workflow.list().intoHistories({ concurrency: 2 })) {
      told.push(Buffer.from(JSON.stringify(history, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))).toString());
    }
    expect(told.join('\n')).not.toMatch(/@example\.com|c[0-9]+@|Subject/);
  });
});
