import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../src/store/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(() => database.drop());

const ownProcessId = async (db: Pick<TestDatabase['pool'], 'query'>) => (await db.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;

it('a connection that is cut between two statements fails its transaction and nothing else', async () => {
  const cut = inTransaction(database.pool, async (tx) => {
    await database.pool.query('select pg_terminate_backend($1)', [await ownProcessId(tx)]);
    await sleep(200); // The cut is heard while nothing is asked.
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow(/terminat|not queryable|closed/i);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('the server ends the session of a process that stands still inside a transaction, and its locks', async () => {
  const { rows } = await database.pool.query<{ frozen: string; waiting: string }>(
    `select current_setting('idle_in_transaction_session_timeout') as frozen, current_setting('lock_timeout') as waiting`);
  expect(rows[0]).toEqual({ frozen: '20s', waiting: '30s' });
});
