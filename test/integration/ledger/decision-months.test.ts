import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDecisionMonths } from '../../../src/store/decision-months.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { column, eventually, setDomainClock } from '../../support/engine.ts';

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(() => database.drop());

const INSERT = `insert into decision (customer_id, sequence, at, policy_ordinal, event_ids, reasons, answer) values (gen_random_uuid(), 1, touchline_now(), 1, '{}', '[]', '{}')`;
const months = () => column<string>(database.pool, `select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'decision'::regclass order by 1`);

test('this month and the next get a partition of their own', async () => {
  await setDomainClock(database.pool, '2011-11-20T10:00:00Z', 0);
  await ensureDecisionMonths(database.pool);
  await ensureDecisionMonths(database.pool);
  expect(await months()).toEqual(['decision_2011_11', 'decision_2011_12', 'decision_rest']);
});

test('a month whose first decision comes while its partition is made stays in the default one, and nothing fails', async () => {
  await setDomainClock(database.pool, '2013-05-20T10:00:00Z', 0);
  const deciding = await database.pool.connect();
  await deciding.query('begin');
  await deciding.query(INSERT);
  // It looks, finds nothing, and waits for the decision that is being written.
  const making = ensureDecisionMonths(database.pool);
  await eventually('it waits', async () => (await column(database.pool, `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'create table%' and datname = current_database()`)).length === 1);
  await deciding.query('commit');
  deciding.release();
  await making;
  expect(await months()).toEqual(['decision_2011_11', 'decision_2011_12', 'decision_2013_06', 'decision_rest']);
  await ensureDecisionMonths(database.pool);
});
