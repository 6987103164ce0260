import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { saveLimit } from '../../../src/store/messaging-limit.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { column, eventually, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, openPromotions, type PromotionScene } from '../promotions/promotion-scene.ts';
import { happens } from './ledger-scene.ts';

const SHELF = `
  no-promotion: 0%
  shelf:
    - { name: counted, tool: coupon, title: { en: Ten off }, amount: 10 GBP, valid: 14 days, budget: 10000 GBP }
`;

let scene: PromotionScene;
beforeAll(async () => { scene = await openPromotions(SHELF, 'counted'); });
afterAll(() => scene.close());
beforeEach(async () => { await scene.pool.query(`delete from setting where key like 'messaging-%'`); });

interface Person { readonly id: CustomerId; readonly message: MessageId }

/** Somebody with a mail that is ready, and an older grant that the next decision ends: it gives back to the purse. */
async function given(external: string): Promise<Person> {
  await setDomainClock(scene.pool, '2011-11-24T12:00:00Z');
  const id = await scene.offeredTo(external);
  await scene.send(id, ACCEPTED);
  await setDomainClock(scene.pool, '2011-11-29T12:00:00Z');
  await happens(scene, id, 'order.placed');
  await scene.advance(id);
  await scene.pool.query(`update promotion_grant set ends_at = touchline_now() where customer_id = $1 and state = 'committed'`, [id]);
  return { id, message: await scene.messageOf(id) };
}

const limitIs = (limit: { most: number | null; atMs: number }) => inTransaction(scene.pool, (tx) => saveLimit(tx, 'email', limit));
const waitForRoom = async (count: number) => eventually(`${count} wait for room`, async () =>
  (await column<number>(scene.pool, `select count(*)::int from pg_locks where locktype = 'advisory' and classid = 7202 and not granted and database = (select oid from pg_database where datname = current_database())`))[0] === count, 5_000);
const deadlocks = async () => {
  await scene.pool.query('select pg_stat_force_next_flush()');
  return (await column<number>(scene.pool, 'select deadlocks::int from pg_stat_database where datname = current_database()'))[0];
};
const placesOf = (of: readonly Person[]) => column<string>(scene.pool, `select place->>'kind' || ' ' || (place->'because'->>'code') from enrolment where open and customer_id = any($1)`, [of.map(({ id }) => id)]);
const committed = () => column<number>(scene.pool, `select count(*)::int from promotion_grant where state = 'committed'`);

/** While it is held nobody is given room; whoever asks stands in line. */
async function withRoomShut<T>(work: () => Promise<T>): Promise<T> {
  return inTransaction(scene.pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(7202, hashtext('email'))`);
    return work();
  });
}

test('one who finds no room and one who has counted a purse before asking for it do not wait for each other', async () => {
  const [first, second] = [await given('finds-no-room'), await given('has-counted')];
  await limitIs({ most: 0, atMs: 1 });
  const before = await deadlocks();
  // The second decides upon news before it asks for room, and holds the purse from then on.
  await happens(scene, second.id, 'inquiry.received');
  const claims = await withRoomShut(async () => {
    const asking = [scene.claim(first.message).catch((error: unknown) => error)];
    await waitForRoom(1);
    asking.push(scene.claim(second.message).catch((error: unknown) => error));
    await waitForRoom(2);
    return asking;
  });
  expect(await Promise.all(claims)).toMatchObject([{ kind: 'not-now' }, { kind: 'not-now' }]);
  expect(await deadlocks()).toBe(before);
  expect(await placesOf([first, second])).toEqual(['held messaging-limit', 'held messaging-limit']);
  expect(await committed()).toEqual([0]);
});

test('one who finds no room and the news of another limit do not wait for each other, and the news wakes whoever is held by then', async () => {
  const person = await given('hears-of-another');
  // Held by the limit in another campaign too: the news wants this customer's row.
  await scene.pool.query(
    `insert into enrolment select (jsonb_populate_record(e, jsonb_build_object('id', e.id || '-held', 'campaign', 'offer', 'entry_number', 99, 'ordinal', 99,
       'place', jsonb_build_object('kind', 'held', 'step', 'mail', 'dueAtMs', 0, 'untilMs', null, 'because', jsonb_build_object('code', 'messaging-limit', 'params', jsonb_build_object('channel', 'email')))))).*
     from enrolment e where e.customer_id = $1 and e.open`, [person.id]);
  await limitIs({ most: 0, atMs: 2 });
  // Reached a day ago: the mark is there, and both want to write it.
  await scene.pool.query(`insert into setting (key, value) values ('messaging-full:email', '{"untilMs": 0}')`);
  await scene.pool.query('update customer_state set wake_at = null where customer_id = $1', [person.id]);
  const before = await deadlocks();
  const [claim, news] = await withRoomShut(async () => {
    const asking = scene.claim(person.message).catch((error: unknown) => error);
    await waitForRoom(1);
    const telling = limitIs({ most: 5, atMs: 3 }).then(() => 'told', (error: unknown) => error);
    await eventually('the news waits too', async () => (await column<number>(scene.pool, `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))[0] === 2, 5_000);
    return [asking, telling];
  });
  expect(await Promise.all([claim, news])).toMatchObject([{ kind: expect.stringMatching(/taken|not-now/) }, 'told']);
  expect(await deadlocks()).toBe(before);
  const [wakesIn] = await column<number | null>(scene.pool, 'select extract(epoch from wake_at - touchline_now())::float8 from customer_state where customer_id = $1', [person.id]);
  expect(wakesIn).toBeLessThan(601);
});
