import { afterAll, beforeAll, expect, it } from 'vitest';
import { renewStatistics } from '../../../src/store/table-statistics.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

const lookedAt = () => column<string>(scene.pool, 'select relname from pg_stat_user_tables where last_analyze is not null order by 1');

it('of a table that has grown from nothing are renewed; of one with few changes they are not', async () => {
  const id = await addCustomer(scene.pool, { external: 'busy' });
  const writer = await scene.pool.connect();
  await writer.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     select 'test', n::text, (select id from shop limit 1), $1, 'order.placed', now(), now(), '{}', 'consumed', false from generate_series(1, 500) n`, [id]);
  // Sessions tell of their changes once a second; this one at once.
  await writer.query('select pg_stat_force_next_flush()');
  writer.release();
  await renewStatistics(scene.pool);
  expect(await lookedAt()).toEqual(['event_inbox']);
});
