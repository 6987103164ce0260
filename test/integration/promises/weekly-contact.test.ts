import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { addCustomer, applyChangedPolicy, column, setDomainClock } from '../../support/engine.ts';
import { happens, runCampaign } from '../ledger/ledger-scene.ts';
import { ACCEPTED, customerOf, openPromises, type PromisesScene } from './promises-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: PromisesScene;
beforeAll(async () => {
  scene = await openPromises();
  await runCampaign(scene, 'weekly-contact');
  await runCampaign(scene, 'weekly-order-status');
});
afterAll(() => scene.close());

const itIs = (iso: string) => setDomainClock(scene.pool, iso, 0);
const tasks = (id: CustomerId) => column<{ what: string; state: string; due_at: string; done_at: string | null; note: string | null }>(scene.pool, `select to_jsonb(t) from task t where customer_id = $1 and kind = 'contact' order by id`, [id]);
const told = (id: CustomerId) => column<[string, string]>(scene.pool, `select array[t.name, m.purpose] from message m join template_version t on t.hash = m.template_hash where m.customer_id = $1 order by m.created_at`, [id]);
/** Promised on Tuesday at noon, so due a week later: prepared on Sunday, given to a person on Monday. */
const PREPARED = '2011-12-04T12:00:00Z';
const PERSON = '2011-12-05T12:00:00Z';

async function prepared(id: CustomerId): Promise<MessageId> {
  await itIs(PREPARED);
  const message = sendsOf(await scene.advance(id))[0]?.messageId;
  if (message === undefined) throw new Error('nothing was prepared');
  return message;
}
async function sent(id: CustomerId, message: MessageId): Promise<void> {
  await scene.tell(id, message, await scene.take(message), ACCEPTED);
}

describe('the weekly touch', () => {
  it('is prepared before the promise falls due, keeps it when the provider takes it, and the next week is promised at once', async () => {
    const id = await customerOf(scene, 'weekly', 2);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'open', due_at: '2011-12-06T12:00:00+00:00' }]);
    await itIs('2011-12-04T11:59:00Z');
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    const message = await prepared(id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'open', done: ['prepare'] }]);
    await itIs('2011-12-04T12:10:00Z');
    await sent(id, message);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met', ended_at: '2011-12-04T12:10:00+00:00' }, { state: 'open', due_at: '2011-12-11T12:10:00+00:00' }]);
    await itIs(PERSON);
    await scene.advance(id);
    expect(await tasks(id)).toEqual([]);
  });

  it('is about each reason in turn, and speaks of an order only while it is young', async () => {
    await itIs('2011-09-06T12:00:00Z');
    const id = await addCustomer(scene.pool, { external: 'in-turn', orders: ['2011-06-01T10:00:00Z', '2011-09-06T10:00:00Z'] });
    await scene.levelOf(id, 2);
    await scene.advance(id);
    for (const day of [11, 16, 21, 26, 31, 36, 41, 46]) {
      await itIs(new Date(Date.UTC(2011, 8, day, 12)).toISOString());
      const [command] = sendsOf(await scene.advance(id));
      await sent(id, command!.messageId);
      // Whoever opens a mail has not left it unanswered.
      await scene.pool.query('update customer_facts set unanswered_touches = 0 where customer_id = $1', [id]);
    }
    expect(await told(id)).toEqual([
      ['restock', 'marketing'], ['bought-goods', 'marketing'], ['check-in', 'marketing'], ['order-status', 'service'],
      // The order is a month old at the end: nobody wants to hear how it stands.
      ['restock', 'marketing'], ['bought-goods', 'marketing'], ['check-in', 'marketing'], ['check-in', 'marketing'],
    ]);
  });

  it('waits as a draft at level 1, and keeps the promise once a supervisor has agreed and it has left', async () => {
    const id = await customerOf(scene, 'careful-week', 1);
    await itIs(PREPARED);
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    const [approval] = await scene.approvals(id);
    expect(approval).toMatchObject({ state: 'waiting' });
    expect(await scene.say({ approval: approval!.id, contentHash: approval!.content_hash, by: 'supervisor-1', yes: true })).toMatchObject({ kind: 'approved' });
    await scene.advance(id);
    await sent(id, approval!.message_id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open' }]);
  });
});

/** Without a yes to marketing, and without an order that a service message could speak of. */
async function mayNotBeWrittenTo(external: string): Promise<CustomerId> {
  await itIs('2011-11-29T12:00:00Z');
  const id = await addCustomer(scene.pool, { external, orders: ['2011-10-20T10:00:00Z'], consent: false });
  await scene.levelOf(id, 2);
  await scene.advance(id);
  await itIs(PREPARED);
  expect(sendsOf(await scene.advance(id))).toEqual([]);
  expect(await tasks(id)).toEqual([]);
  await itIs(PERSON);
  await scene.advance(id);
  expect(await tasks(id)).toMatchObject([{ state: 'open', due_at: '2011-12-06T12:00:00+00:00', what: 'speak with this customer: no touch of a campaign has kept the promise of regular contact' }]);
  return id;
}

describe('where automation may not send', () => {
  it('a person is asked in time, once, and a contact that was logged does it', async () => {
    const id = await mayNotBeWrittenTo('no-consent');
    await scene.advance(id);
    expect(await tasks(id)).toHaveLength(1);
    await itIs('2011-12-05T16:00:00Z');
    // What a logged call changes of the facts.
    await scene.pool.query('update customer_facts set last_personal_contact_at = touchline_now() where customer_id = $1', [id]);
    await scene.advance(id);
    expect(await tasks(id)).toMatchObject([{ state: 'done', done_at: '2011-12-05T16:00:00+00:00' }]);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open', due_at: '2011-12-12T16:00:00+00:00' }]);
  });

  it('a word of the customer does it as well', async () => {
    const id = await mayNotBeWrittenTo('writes-first');
    await itIs('2011-12-05T17:00:00Z');
    await scene.ask(id, 'Do you have the lantern?', 'writes-first/1');
    await happens(scene, id, 'replied');
    await scene.pool.query('update customer_facts set last_reply_at = touchline_now() where customer_id = $1', [id]);
    await scene.advance(id);
    expect(await tasks(id)).toMatchObject([{ state: 'done' }]);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open' }]);
  });

  it('of whoever has left meanwhile nobody is asked any more, and the task says why', async () => {
    const id = await mayNotBeWrittenTo('left');
    await scene.advance(id);
    await scene.pool.query(`update customer_facts set first_order_at = touchline_now() - interval '3 years', last_order_at = touchline_now() - interval '2 years', order_count = 1 where customer_id = $1`, [id]);
    await scene.advance(id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'cancelled' }]);
    expect(await tasks(id)).toMatchObject([{ state: 'cancelled', note: 'regular contact is not promised any more' }]);
  });

  it('what nobody keeps is late, and says so', async () => {
    const id = await mayNotBeWrittenTo('forgotten');
    await itIs('2011-12-06T12:01:00Z');
    await scene.advance(id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'breached' }]);
    expect(await column(scene.pool, `select step from escalation where customer_id = $1 and kind = 'contact' order by due_at`, [id])).toEqual(['prepare', 'warn', 'person', 'breach']);
    expect(await tasks(id)).toMatchObject([{ state: 'open' }]);
  });
});

describe('what counts as contact', () => {
  it('three touches without any answer: a person is asked at once, and no fourth is prepared', async () => {
    const id = await customerOf(scene, 'silent', 2);
    await scene.pool.query('update customer_facts set unanswered_touches = 3 where customer_id = $1', [id]);
    await itIs(PREPARED);
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    expect(await tasks(id)).toMatchObject([{ state: 'open', what: 'speak with this customer in person: the last touches stayed without any answer' }]);
    await itIs(PERSON);
    await scene.advance(id);
    expect(await tasks(id), 'asked once for each promise').toHaveLength(1);
  });

  it('a mailing to a whole audience does not, unless the policy says so', async () => {
    const id = await customerOf(scene, 'one-of-many', 2);
    await itIs('2011-12-02T10:00:00Z');
    await scene.pool.query('update customer_facts set last_contact_at = touchline_now() where customer_id = $1', [id]);
    await scene.advance(id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'open', due_at: '2011-12-06T12:00:00+00:00' }]);
    await applyChangedPolicy(scene, (source) => source.replace('bulk-counts: false', 'bulk-counts: true'));
    await scene.advance(id);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met' }, { state: 'open', due_at: '2011-12-09T10:00:00+00:00' }]);
  });
});
