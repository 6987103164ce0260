import { afterAll, beforeAll, expect, it } from 'vitest';
import { handOverQuestions } from '../../../src/store/hand-over-questions.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, applyChangedPolicy, column } from '../../support/engine.ts';
import { type HindrancesScene, openHindrances } from './hindrance-scene.ts';

let scene: HindrancesScene;
beforeAll(async () => { scene = await openHindrances(); });
afterAll(() => scene.close());

const handOver = () => handOverQuestions(scene.pool, scene.rules.source);
const tasks = () => column<{ what: string; team: string; due_at: string; customer_id: null }>(scene.pool, `select to_jsonb(t) from task t where kind = 'product-questions' order by id`);

it('what was asked about each product in a week, and why it came back, is a task for the team that the policy names; once, and without a word of a customer', async () => {
  await scene.itIs('2011-11-21T10:00:00Z'); // a Monday
  await scene.pool.query(`insert into product (shop_id, sku, title) select id, '71053', 'White metal lantern' from shop`);
  const [one, other] = [await addCustomer(scene.pool, { external: 'asks-1' }), await addCustomer(scene.pool, { external: 'asks-2' })];
  await scene.tells(one, 'inquiry.received', { sku: '71053', kind: 'pre-sales', text: 'Is it made of brass, as my husband Rupert says?' });
  await scene.tells(one, 'inquiry.received', { sku: '71053', kind: 'pre-sales', text: 'And how tall is it?' });
  await scene.tells(other, 'inquiry.received', { sku: '71053', kind: 'complaint', text: 'Broken, Rupert is furious.' });
  await scene.tells(other, 'inquiry.received', { text: 'Where is my parcel?' });
  await scene.itIs('2011-11-27T23:30:00Z');
  await scene.tells(other, 'return.opened', { sku: '85123a', reason: 'Too small' });
  await scene.tells(other, 'return.opened', { sku: '85123A', reason: 'Rupert did not like it at all' });
  await scene.tells(one, 'return.opened', { sku: '71053' });
  await scene.itIs('2011-11-28T00:30:00Z');
  await scene.tells(one, 'return.opened', { sku: 'NEXT-WEEK' });
  expect(await handOver()).toBe(2);
  expect(await tasks()).toMatchObject([
    { what: '71053 White metal lantern, 2011-W47: questions: 3 (pre-sales 2, complaint 1); returns: 1 (not told 1)', team: 'product-desk', due_at: '2011-12-05T00:00:00+00:00', customer_id: null },
    { what: '85123A, 2011-W47: returns: 2 (other 1, too-small 1)', team: 'product-desk' },
  ]);
  expect(JSON.stringify(await tasks())).not.toContain('Rupert');
  expect(await handOver()).toBe(0);
  await scene.pool.query(`delete from setting where key = 'product-questions'`);
  expect(await handOver(), 'a week that was lost sight of is not handed over twice').toBe(0);
  expect((await touchlineOn(scene.pool, 'tasks', 'list', '--kind', 'product-questions')).out).toMatch(/product-questions +product-desk +71053 White metal lantern, 2011-W47/);
  expect((await touchlineOn(scene.pool, 'verify', '--only', 'task-as-recorded')).code).toBe(0);
});

it('the kind counts as people have corrected it; the next week is handed over on Monday, by the shop’s clock', async () => {
  await scene.itIs('2011-12-01T10:00:00Z');
  const id = await addCustomer(scene.pool, { external: 'asks-3' });
  await scene.tells(id, 'inquiry.received', { sku: 'NEXT-WEEK', kind: 'other', text: 'Hm?' });
  await scene.pool.query(`update inquiry set kind = 'after-sales', kind_by = 'person' where customer_id = $1`, [id]);
  await scene.itIs('2011-12-04T23:59:00Z');
  expect(await handOver()).toBe(0);
  await scene.itIs('2011-12-05T00:01:00Z');
  expect(await handOver()).toBe(1);
  expect((await tasks()).at(-1)).toMatchObject({ what: 'NEXT-WEEK, 2011-W48: questions: 1 (after-sales 1); returns: 1 (not told 1)' });
});

it('nobody is told where no team is named', async () => {
  await applyChangedPolicy(scene, (source) => source.replace(/ {2}questions-to: product-desk.*\n/, ''));
  await scene.itIs('2011-12-12T10:00:00Z');
  const id = await addCustomer(scene.pool, { external: 'asks-4' });
  await scene.tells(id, 'return.opened', { sku: 'NOBODY' });
  await scene.itIs('2011-12-19T10:00:00Z');
  expect(await handOver()).toBe(0);
});
