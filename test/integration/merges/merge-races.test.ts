import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { NOTHING_AWAITED } from '../../../src/store/lifecycle-answer.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { storeConsents } from '../../../src/store/import-consents.ts';
import { addCustomer, column, eventually } from '../../support/engine.ts';
import { HEADER, runImport, scratchFolder } from '../import/order-fixture.ts';
import { withReadyMessage } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';
import { brokenIn, countsOf, openMerges } from './merge-scene.ts';

let scene: Awaited<ReturnType<typeof openMerges>>;
beforeAll(async () => { scene = await openMerges(); });
afterAll(() => scene.close());

const customer = (external: string) => addCustomer(scene.pool, { external });
const waiters = async () => (await column<number>(scene.pool, `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))[0] ?? 0;

/** Lets the two begin one after the other while somebody else holds the customer's lock: both have looked, and go on in this order. */
async function inTurn<First, Second>(id: CustomerId, first: () => Promise<First>, second: () => Promise<Second>): Promise<[First, Second]> {
  const blocker = await scene.pool.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select 1 from customer_state where customer_id = $1 for update', [id]);
    const one = first();
    await eventually('the first waits', async () => (await waiters()) === 1, 5_000);
    const two = second();
    await eventually('the second waits', async () => (await waiters()) === 2, 5_000);
    await blocker.query('commit');
    return await Promise.all([one, two]);
  } finally {
    blocker.release();
  }
}

const views = (id: CustomerId) => () => told(scene, id, { kind: 'review.given', change: { does: 'feedback', what: 'review', stars: 5 } });
const reviewsOf = (id: CustomerId) => column<number>(scene.pool, 'select review_count from customer_facts where customer_id = $1', [id]);
const eventsOf = (id: CustomerId) => column<string>(scene.pool, `select kind from event_inbox where customer_id = $1 and kind = 'review.given'`, [id]);

describe('a merge from two sessions at once', () => {
  it('is done once; the other one is told so', async () => {
    const [part, whole] = [await customer('twice'), await customer('twice-whole')];
    const [first, second] = await inTurn(part, () => scene.merge(part, whole), () => scene.merge(part, whole));
    expect([first.kind, second]).toEqual(['merged', { kind: 'merged-before', into: whole }]);
    expect(await column(scene.pool, 'select count(*)::int from customer_merge where customer_id = $1', [part])).toEqual([1]);
  });

  it('the other way round is done one way', async () => {
    const [part, whole] = [await customer('round'), await customer('round-whole')];
    const [first, second] = await inTurn(part, () => scene.merge(part, whole), () => scene.merge(whole, part));
    expect([first.kind, second]).toEqual(['merged', { kind: 'circle' }]);
  });

  it('into one that becomes part of a third follows to the third', async () => {
    const [part, middle, whole] = [await customer('chain'), await customer('chain-middle'), await customer('chain-whole')];
    const [first, second] = await inTurn(middle, () => scene.merge(middle, whole), () => scene.merge(part, middle));
    expect([first.kind, second]).toMatchObject(['merged', { kind: 'merged', into: whole }]);
    expect(await column(scene.pool, 'select merged_into from customer where id = any($1)', [[part, middle]])).toEqual([whole, whole]);
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('what comes in while its customer is being merged', () => {
  it.each(['before', 'after'] as const)('counts for the one that goes on: an event that takes the lock %s the merge', async (when) => {
    const [part, whole] = [await customer(`event-${when}`), await customer(`event-${when}-whole`)];
    await (when === 'before' ? inTurn(part, views(part), () => scene.merge(part, whole)) : inTurn(part, () => scene.merge(part, whole), views(part)));
    expect([await reviewsOf(whole), await reviewsOf(part), await eventsOf(whole)]).toEqual([[1], [0], ['review.given']]);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it.each(['before', 'after'] as const)('a question that takes the lock %s the merge is in hand for the one that goes on, its clock with it', async (when) => {
    const [part, whole] = [await customer(`asks-${when}`), await customer(`asks-${when}-whole`)];
    const asks = () => told(scene, part, { kind: 'inquiry.received', change: { does: 'inquiry', text: 'Where is my parcel?' } });
    await (when === 'before' ? inTurn(part, asks, () => scene.merge(part, whole)) : inTurn(part, () => scene.merge(part, whole), asks));
    await scene.advance(whole);
    expect(await column(scene.pool, `select customer_id from inquiry where customer_id = any($1) and state = 'open'`, [[part, whole]])).toEqual([whole]);
    expect((await scene.clocks(whole, 'first-reply')).map(({ state }) => state)).toEqual(['open']);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('a no from a file counts for the one that goes on', async () => {
    const [part, whole] = [await customer('says-no'), await customer('says-no-whole')];
    const shopId = (await column<string>(scene.pool, 'select id from shop'))[0]!;
    const no = { customer: 'says-no', channel: 'email', purpose: 'marketing', granted: false, source: 'list', wording: 'no more', language: null, confirmed: false, proof: null, at: '2030-01-01 10:00' } as const;
    await inTurn(part, () => scene.merge(part, whole), () => inTransaction(scene.pool, (tx) => storeConsents(tx, shopId, [no])));
    expect(await column(scene.pool, 'select granted from consent where customer_id = $1 order by id desc limit 1', [whole])).toEqual([false]);
  });

  it('orders of a file belong to the one that goes on', async () => {
    const folder = await scratchFolder();
    const file = await folder.write('orders.csv', `${HEADER}\n990001,85123A,HEART,6,2011-11-01 08:26:00,2.55,777001,United Kingdom\n`);
    await runImport(scene.pool, file);
    const [part] = await column<CustomerId>(scene.pool, `select customer_id from identity where value = '777001'`);
    const whole = await customer('file-whole');
    const more = await folder.write('more.csv', `${HEADER}\n990002,85123A,HEART,6,2011-11-02 08:26:00,2.55,777001,United Kingdom\n`);
    await inTurn(part!, () => scene.merge(part!, whole), () => runImport(scene.pool, more));
    expect(await column(scene.pool, `select external_id from orders where customer_id = $1 order by external_id`, [whole])).toEqual(['990001', '990002']);
    expect(await column(scene.pool, 'select order_count from customer_facts where customer_id = any($1) order by order_count', [[part, whole]])).toEqual([0, 2]);
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('a claim beside a merge', () => {
  it('that comes after it takes nothing', async () => {
    const { id, message } = await withReadyMessage(scene, 'claimed-after');
    const whole = await customer('claimed-after-whole');
    const [merged, claim] = await inTurn(id, () => scene.merge(id, whole), () => scene.claim(message));
    expect([merged.kind, claim]).toEqual(['merged', { kind: 'not-now', answer: NOTHING_AWAITED }]);
    expect(await column(scene.pool, 'select count(*)::int from attempt where message_id = $1', [message])).toEqual([0]);
  });

  it('that comes before it has the merge wait for its outcome', async () => {
    const { id, message } = await withReadyMessage(scene, 'claimed-before');
    const whole = await customer('claimed-before-whole');
    const [claim, merged] = await inTurn(id, () => scene.claim(message), () => scene.merge(id, whole));
    expect([claim.kind, merged]).toEqual(['taken', { kind: 'sending', message }]);
  });

  it('whose worker died is let go once its lease has ended, and what may have left is not sent again', async () => {
    const { id, message } = await withReadyMessage(scene, 'lease');
    const whole = await customer('lease-whole');
    const fence = await scene.take(message);
    await scene.pool.query(`update message set lease_until_system = clock_timestamp() - interval '1 second' where id = $1`, [message]);
    expect((await scene.merge(id, whole)).kind).toBe('sending');
    await scene.claim(message);
    countsOf(await scene.merge(id, whole));
    // Its enrolment had gone on: nothing of it is left to do for the one that goes on.
    expect(await column(scene.pool, `select state from message where customer_id = any($1)`, [[id, whole]])).toEqual(['unknown']);
    // The word of the worker comes late: the truth is kept, and counts for the one that goes on.
    await scene.tell(id, message, fence, { outcome: 'accepted', providerId: 'p', detail: 'ok' });
    expect(await column(scene.pool, 'select state from message where id = $1', [message])).toEqual(['accepted']);
    expect(await column(scene.pool, 'select last_contact_at is not null from customer_facts where customer_id = $1', [whole])).toEqual([true]);
    expect(await column(scene.pool, 'select last_contact_at from customer_facts where customer_id = $1', [id])).toEqual([null]);
    expect(await brokenIn(scene)).toEqual([]);
  });
});
