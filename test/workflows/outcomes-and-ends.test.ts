import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channelRules } from '../../src/channels/registry.ts';
import { customerWorkflowId } from '../../src/contracts/lifecycle.ts';
import { mergeCustomers } from '../../src/store/merge-customers.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import { RulesSource } from '../../src/store/rules.ts';
import { addCustomer, applyCampaignFile, column, eventually, setDomainClock, startTestEngine, type TestEngine } from '../support/engine.ts';

const NUDGE = 'second-order-nudge';
const WELCOME = 'welcome-first-order';

let touchline: TestEngine;
beforeAll(async () => {
  touchline = await startTestEngine({ leaseMs: 5_000 });
  for (const name of [NUDGE, WELCOME]) await applyCampaignFile(touchline, `campaigns/${name}.yaml`);
  await touchline.pool.query('create sequence outcomes_lost');
  await touchline.pool.query(`create function lose_outcome() returns trigger language plpgsql as $$
    begin
      if nextval('outcomes_lost') <= 2 then raise exception 'the database is away' using errcode = '57P01'; end if;
      return new;
    end $$`);
});
afterAll(async () => { await touchline.close(); });
beforeEach(async () => { await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z'); });

const loseOutcomes = () => touchline.pool.query(
  `alter sequence outcomes_lost restart; create or replace trigger lose_outcomes before update of outcome on attempt for each statement execute function lose_outcome()`);
const keepOutcomes = () => touchline.pool.query('drop trigger if exists lose_outcomes on attempt');

describe('an outcome that the provider has told', () => {
  test('is recorded although the database was away at that moment: a single touch is known as accepted', async () => {
    await touchline.pool.query(`update campaign set state = 'running' where name = $1`, [WELCOME]);
    await setDomainClock(touchline.pool, '2011-11-28T11:00:00Z');
    const id = await addCustomer(touchline.pool, { external: 'told', orders: ['2011-11-28T10:59:00Z'] });
    await touchline.pool.query(
      `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
       values ('test', 'first', (select id from shop limit 1), $1, 'order.placed', touchline_now(), clock_timestamp(), '{"properties": {"first-order": true}}', 'applied', true)`, [id]);
    await touchline.lifecycle.poke(id, 'order.placed');
    await eventually('it is enrolled', async () => (await column(touchline.pool, 'select id from enrolment where customer_id = $1', [id])).length === 1);
    await loseOutcomes();
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await touchline.lifecycle.poke(id, 'clock');
    const states = () => column<string>(touchline.pool, 'select state from message where customer_id = $1', [id]);
    await eventually('its outcome is recorded', async () => /accepted|unknown/.test((await states()).join()));
    expect(await states()).toEqual(['accepted']);
    await keepOutcomes();
  });

  test('is recorded although the database was away at that moment: so is a whole page', async () => {
    for (let n = 0; n < 8; n += 1) await addCustomer(touchline.pool, { external: `page${n}`, orders: ['2011-10-20T10:00:00Z'] });
    await loseOutcomes();
    const runId = await startCampaign(touchline.pool, NUDGE);
    await touchline.lifecycle.startCampaignRun(runId);
    const states = () => column<string>(touchline.pool, 'select state from message where run_id = $1', [runId]);
    await eventually('all outcomes are known', async () => {
      const known = await states();
      return known.length > 0 && known.every((state) => state === 'accepted' || state === 'unknown');
    });
    expect(new Set(await states())).toEqual(new Set(['accepted']));
    await keepOutcomes();
  });
});

describe('a customer who was merged away', () => {
  test('has no run any more after the next poke', async () => {
    const [gone, stays] = [await addCustomer(touchline.pool, { external: 'gone', orders: ['2011-11-20T10:00:00Z'] }), await addCustomer(touchline.pool, { external: 'stays' })];
    const status = async () => (await touchline.temporal.client.workflow.getHandle(customerWorkflowId(gone)).describe()).status.name;
    await touchline.lifecycle.poke(gone, 'test');
    await eventually('it waits', async () => (await column(touchline.pool, 'select wake_at from customer_state where customer_id = $1 and wake_at is not null', [gone])).length === 1);
    await touchline.pool.query('update customer set merged_into = $2 where id = $1', [gone, stays]);
    await touchline.lifecycle.poke(gone, 'merged');
    await eventually('the run has ended', async () => (await status()) === 'COMPLETED', 8_000);
  });

  test('by command has no run any more, though the command told nobody; what it waited to send leaves once, to the one that goes on', async () => {
    await touchline.pool.query(`update campaign set state = 'running' where name = $1`, [WELCOME]);
    await setDomainClock(touchline.pool, '2011-11-28T11:00:00Z');
    const part = await addCustomer(touchline.pool, { external: 'part', orders: ['2011-11-28T10:59:00Z'] });
    const whole = await addCustomer(touchline.pool, { external: 'whole' });
    await touchline.pool.query(
      `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
       values ('test', 'part', (select id from shop limit 1), $1, 'order.placed', touchline_now(), clock_timestamp(), '{"properties": {"first-order": true}}', 'applied', true)`, [part]);
    await touchline.lifecycle.poke(part, 'order.placed');
    await eventually('it is enrolled', async () => (await column(touchline.pool, 'select id from enrolment where customer_id = $1 and open', [part])).length === 1);
    const status = async () => (await touchline.temporal.client.workflow.getHandle(customerWorkflowId(part)).describe()).status.name;
    expect(await status()).toBe('RUNNING');
    // Its run sleeps on an older timer: nobody but the relay tells it.
    expect(await mergeCustomers(touchline.pool, new RulesSource(channelRules(touchline.channels)), { customerId: part, into: whole, by: 'supervisor-1', reason: null })).toMatchObject({ kind: 'merged', into: whole });
    await setDomainClock(touchline.pool, '2011-11-29T12:00:00Z');
    await eventually('the run of the part has ended', async () => (await status()) === 'COMPLETED');
    await touchline.lifecycle.poke(whole, 'clock');
    const sent = () => column<string>(touchline.pool, `select customer_id || ' ' || state from message where customer_id = any($1)`, [[part, whole]]);
    await eventually('the touch has left', async () => (await sent()).join().includes('accepted'));
    expect(await sent()).toEqual([`${whole} accepted`]);
    expect(await column(touchline.pool, 'select wake_at from customer_state where customer_id = $1', [part])).toEqual([null]);
  });
});
