import pg from 'pg';
import { crashPoint } from '../contracts/crash-point.ts';
import type { Queryable } from './pool.ts';

const LOCK_KEY = 7_202;
/** Longer than any migration of this product takes. */
const LOCK_LIMIT_MS = 10 * 60_000;

/**
 * Runs `work` as the only one that migrates the database: of two starts at once the second waits, and then finds nothing to do.
 * The lock ends with its session, so a killed start blocks nobody.
 */
export async function migratingAlone<T>(url: string, work: () => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, lock_timeout: LOCK_LIMIT_MS });
  // A session that ends early takes its lock with it; the statements of the migration tell what is wrong.
  session.on('error', () => undefined);
  await session.connect();
  try {
    await session.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    return await work();
  } finally {
    await session.end();
  }
}

// Written by the migration's own transaction, so that a kill after its commit leaves no doubt. Only the migration under way is open.
const FINISH_SQL = `update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1
  where finished_at is null and rolled_back_at is null`;

/** Executes a script statement by statement. A migration (begin … commit) enters itself in the books in its own transaction. */
export async function executeMigration(script: string, execute: (statement: string) => Promise<void>): Promise<void> {
  const statements = script.split(';').map((statement) => statement.trim()).filter((statement) => statement !== '');
  const isMigration = /^commit$/i.test(statements.at(-1) ?? '');
  if (isMigration) statements.splice(-1, 0, FINISH_SQL);
  for (const [index, statement] of statements.entries()) {
    await execute(statement);
    if (isMigration) crashPoint(index === statements.length - 1 ? 'migration-committed' : 'migration-statement');
  }
}

/**
 * Strikes migrations that were begun and of which nothing stands. One whose transaction is just being committed by
 * a session without a client holds its line until it is through, and then counts as applied.
 */
export async function strikeUnfinished(db: Queryable, names: readonly string[]): Promise<void> {
  await db.query(
    'update _prisma_migrations set rolled_back_at = clock_timestamp() where migration_name = any($1::text[]) and finished_at is null and rolled_back_at is null',
    [names]);
}
