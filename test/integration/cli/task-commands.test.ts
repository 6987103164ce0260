import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { tellChangedRights } from '../../../src/store/tell-rights.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, applyChangedPolicy, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';

let scene: LedgerScene;
let ada: CustomerId;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  ada = await addCustomer(scene.pool, { external: 'ada' });
  await scene.pool.query(`update customer_facts set tier = 'A', marks = '{vip}', tier_since = touchline_now() where customer_id = $1`, [ada]);
  await tellChangedRights(scene.pool, scene.rules.source, 100);
  await told(scene, ada, { kind: 'order.placed', change: { does: 'order', orderId: '536365', value: 99_900, currency: 'GBP', country: 'GB', lines: [] } });
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, out: '', err: expect.stringContaining(words) as string });
const idOf = async (kind: string) => String((await column<number>(scene.pool, 'select id from task where kind = $1', [kind]))[0]);

describe('tasks on the command line', () => {
  test('are listed, shown, done and cancelled, with who did it', async () => {
    const [named, tag] = [await idOf('right'), await idOf('order-tag')];
    const listed = (await touchline('tasks')).out;
    expect(listed).toMatch(/\d+ +open +Tue 29 Nov 12:00 +right +key-accounts +choose who looks after this customer +\w{8}-/);
    expect(listed).toContain('tag order 536365 "free-shipping"');
    expect((await touchline('tasks', 'show', named)).out).toBe(`task ${named} (right for key-accounts), since Tue 29 Nov 12:00: open\nchoose who looks after this customer\ncustomer ${ada} in shop online-retail\n`);
    expect(await touchline('tasks', 'done', named, '--by', 'dana', '--note', 'lee looks after them')).toMatchObject({ code: 0, out: `task ${named} is done\n` });
    expect(await touchline('tasks', 'cancel', tag, '--by', 'dana', '--reason', 'it was collected', '--json')).toMatchObject({ code: 0, out: `{"schemaVersion":1,"id":${tag},"state":"cancelled"}\n` });
    expect((await touchline('tasks', 'list', '--open')).out).toBe('no open task\n');
    const all = JSON.parse((await touchline('tasks', 'list', '--all', '--customer', 'ada', '--kind', 'right', '--json')).out) as { tasks: object[] };
    expect(all.tasks).toEqual([{
      id: Number(named), kind: 'right', person: null, what: 'choose who looks after this customer', team: 'key-accounts', state: 'done', customer: ada, shop: 'online-retail', createdAt: '2011-11-29T12:00:00.000Z',
      dueAt: null, doneBy: 'dana', doneAt: '2011-11-29T12:00:00.000Z', note: 'lee looks after them', origin: `right/${ada}/named-contact/1`,
    }]);
    expect(await touchline('tasks', 'cancel', named, '--by', 'dana', '--reason', 'no')).toMatchObject(refused(4, `task ${named} is done already`));
    expect((await touchline('verify', '--only', 'task-as-recorded', '--only', 'right-leaves-once')).code).toBe(0);
  });

  test('say what is wrong', async () => {
    expect(await touchline('tasks', 'list', '--kind', 'chore')).toMatchObject(refused(2, 'no tasks of kind "chore"'));
    expect(await touchline('tasks', 'list', '--open', '--all')).toMatchObject(refused(2, 'exclude each other'));
    expect(await touchline('tasks', 'show', '9999')).toMatchObject(refused(2, 'there is no task 9999'));
    expect(await touchline('tasks', 'done', '1')).toMatchObject({ code: 2 });
    expect(await touchline('tasks', 'done', '1', '--by', ' ')).toMatchObject(refused(2, '--by: expected one line'));
    expect(await touchline('tasks', 'done', '1', '--by', 'dana', '--note', 'a\nb')).toMatchObject(refused(2, '--note: expected one line'));
    expect(await touchline('tasks', 'cancel', '1', '--by', 'dana')).toMatchObject({ code: 2 });
    expect(await touchline('tasks', 'list', '--customer', 'nobody')).toMatchObject(refused(2, 'no customer nobody'));
  });

  test('rights tell how they are carried out, and when they last were', async () => {
    const explained = (await touchline('tier', 'explain', 'ada')).out;
    expect(explained).toContain('Right free-shipping (free shipping): given by the tier A; carried out by the order tag "free-shipping"; last for order 536365, Tue 29 Nov 12:00: task cancelled.');
    expect(explained).toContain('Right named-contact (a contact of your own): given by the mark vip; carried out by a task for key-accounts; last granted, Tue 29 Nov 12:00: task done.');
    const shown = JSON.parse((await touchline('customer', 'show', 'ada', '--json')).out) as { rights: object[] };
    expect(shown.rights).toMatchObject([
      { right: 'free-shipping', carriedOut: { by: 'order-tag', tag: 'free-shipping' }, last: { kind: 'order', orderId: '536365', at: '2011-11-29T12:00:00.000Z', by: 'task', state: 'cancelled' } },
      { right: 'easier-returns', carriedOut: null, last: null },
      { right: 'named-contact', carriedOut: { by: 'task', team: 'key-accounts' }, last: { kind: 'granted', by: 'task', state: 'done' } },
    ]);
  });
});

describe('webhooks on the command line', () => {
  test('need an endpoint and a worker, and say so', async () => {
    expect(await touchline('webhooks', 'list')).toMatchObject({ code: 0, out: 'no webhook\n', err: expect.stringContaining('no endpoint') as string });
    expect(await touchline('webhooks', 'test')).toMatchObject(refused(4, 'nowhere to send webhooks to'));
    await applyChangedPolicy(scene, (source) => source.replace(/^# webhooks: .*$/m, 'webhooks: { url: "https://shop.example/touchline" }'));
    await told(scene, ada, { kind: 'order.placed', change: { does: 'order', orderId: '536366', value: 99_900, currency: 'GBP', country: 'GB', lines: [] } });
    const { out, err } = await touchline('webhooks', 'list', '--state', 'waiting');
    expect(err).toContain('TOUCHLINE_WEBHOOK_SECRET is not set here');
    expect(out).toMatch(/msg_\w{32} +0 +waiting +Tue 29 Nov 12:00 +order\.tagged +free-shipping, order 536366/);
    const [id] = await column<string>(scene.pool, 'select id from webhook');
    expect(await touchline('webhooks', 'retry', id!)).toMatchObject(refused(4, 'has not failed: it is waiting'));
    await scene.pool.query(`update webhook set state = 'failed', tries = 12, fault = 'answered 500', status = 500`);
    expect(await touchline('webhooks', 'retry', '--failed')).toMatchObject({ code: 0, out: expect.stringContaining('1 to be tried anew') as string });
    expect(await column(scene.pool, 'select state from webhook')).toEqual(['waiting']);
    expect(await touchline('webhooks', 'retry')).toMatchObject(refused(2, 'say which'));
    expect(await touchline('webhooks', 'retry', 'msg_none')).toMatchObject(refused(2, 'there is no webhook msg_none'));
    expect(await touchline('webhooks', 'list', '--state', 'lost')).toMatchObject(refused(2, 'no state "lost"'));
  });
});
