import pg from 'pg';

/** The one pool type of the store; Prisma and SQL share it. */
export type Pool = pg.Pool;
/** One connection inside a transaction. */
export type Transaction = pg.PoolClient;
/** Where a single statement may run: in a transaction or on its own. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** A statement that a connection plans once: run it as `db.query({ ...statement, values })`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

// The statements of a decision find their rows by key, and planning them anew costs more than running them. A plan that is kept
// must not depend on what the tables were like when it was made: a young table is scanned, and the plan would go on scanning
// when it has a million rows. So only plans that go by an index are made here, which are right for a table of any age.
const OTHER_WAYS = ['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'jit'];
const BY_KEY = `set local plan_cache_mode = force_generic_plan; ${OTHER_WAYS.map((way) => `set local ${way} = off;`).join(' ')}`;

/** Runs `work` in one transaction: commits its result, rolls back and rethrows on any error. */
export function inTransaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return within(pool, 'begin', work);
}

// One lock for the state of all campaigns: decisions share it, a command that changes the state waits until those under way
// are committed. So none commits by a state that has passed. It is always the first lock of a transaction, before customers.
const CAMPAIGN_STATES = 7_201;

/**
 * A transaction that decides by the state of campaigns: that state stands still until it commits. Its statements are planned for
 * rows that are found by key, once a connection if they have a name.
 */
export function inDecision<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return within(pool, `begin; ${BY_KEY} select pg_advisory_xact_lock_shared(${CAMPAIGN_STATES})`, work);
}

const WITHOUT_DECISIONS = `select pg_advisory_xact_lock(${CAMPAIGN_STATES})`;

/** A transaction that changes the state of a campaign: no decision is under way meanwhile. */
export function inCampaignChange<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return within(pool, `begin; ${WITHOUT_DECISIONS}`, work);
}

/**
 * Waits until no decision is under way, and lets none begin before the commit. For what changes a rule that decisions go by; `tx` holds nothing
 * yet that a decision waits for.
 */
export async function holdDecisions(tx: Transaction): Promise<void> {
  await tx.query(WITHOUT_DECISIONS);
}

async function within<T>(pool: Pool, begin: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  try {
    await tx.query(begin);
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

/** A process that is stopped in the middle of a transaction must not hold its customers' locks: the server ends its session. */
const FROZEN_CLIENT_MS = 20_000;
/** Whoever waits longer for a lock gives up and is repeated by its caller, instead of filling the pool. */
const LOCK_LIMIT_MS = 30_000;

/** Opens the pool. `max` bounds local activities too: each holds one connection (design: slots never exceed the pool). */
export function openPool(connectionString: string, max: number): Pool {
  const pool = new pg.Pool({
    connectionString, max, connectionTimeoutMillis: 5_000, application_name: 'touchline',
    idle_in_transaction_session_timeout: FROZEN_CLIENT_MS, lock_timeout: LOCK_LIMIT_MS,
  });
  // A connection that dies (database restarted) must not end the process, neither an idle one nor one between two statements of
  // a transaction: the next statement fails, and the next query opens a new connection.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** A value that its column cannot hold (SQLSTATE class 22) or may not (23): it will fail however often it is tried. */
export function isDataFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);
}
