import pg from 'pg';

/** The one pool type of the store; Prisma and SQL share it. */
export type Pool = pg.Pool;
/** One connection inside a transaction. */
export type Transaction = pg.PoolClient;
/** Where a single statement may run: in a transaction or on its own. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** Runs `work` in one transaction: commits its result, rolls back and rethrows on any error. */
export async function inTransaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    tx.release();
    return result;
  } catch (error) {
    // A connection whose rollback fails is broken: hand it back with the error so that the pool drops it.
    const rollback = await tx.query('rollback').then(() => undefined, (cause: Error) => cause);
    tx.release(rollback);
    throw error;
  }
}

/** Opens the pool. `max` bounds local activities too: each holds one connection (design: slots never exceed the pool). */
export function openPool(connectionString: string, max: number): Pool {
  const pool = new pg.Pool({ connectionString, max, connectionTimeoutMillis: 5_000, application_name: 'touchline' });
  // An idle connection that dies (database restarted) must not end the process; the next query opens a new one.
  pool.on('error', () => undefined);
  return pool;
}
