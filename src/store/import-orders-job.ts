import type { ImportCounts } from '../contracts/order-import.ts';
import type { Pool, Transaction } from './pool.ts';

/** One import as `import_job` keeps it. */
export interface ImportJob {
  readonly fileName: string;
  readonly format: string;
  readonly shopId: string;
}

// The lock ends with the transaction. That of a killed import ends when its server process notices that nobody listens any more:
// between two statements at once, in the middle of a long one at its next look.
const NOTICE_DEATH = `set local client_connection_check_interval = '1s'`;
const LOCK_SHOP = `select pg_advisory_xact_lock(hashtext('touchline.import'), hashtext($1))`;
/** Whoever starts a killed import again waits for its last statement rather than being refused. */
const WAIT_FOR_THE_DEAD = `set local lock_timeout = '5s'`;
const LOCK_NOT_AVAILABLE = '55P03';

/** Makes this transaction the only import of the shop; false when another one is running: the transaction then is of no more use. */
export async function lockShopForImport(tx: Transaction, shopId: string): Promise<boolean> {
  await tx.query(`${NOTICE_DEATH}; ${WAIT_FOR_THE_DEAD}`);
  try {
    await tx.query(LOCK_SHOP, [shopId]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
  await tx.query('set local lock_timeout to default');
  return true;
}

/** Records a started import at once, outside its transaction; marks left-over ones of the shop as interrupted. */
export async function startJob(pool: Pool, job: ImportJob): Promise<number> {
  await pool.query(
    `update import_job set state = 'interrupted', ended_system = clock_timestamp() where shop_id = $1 and state = 'running'`, [job.shopId]);
  const { rows } = await pool.query<{ id: number }>(
    `insert into import_job (file_name, format, shop_id, state, started_system) values ($1, $2, $3, 'running', clock_timestamp()) returning id`,
    [job.fileName, job.format, job.shopId]);
  if (rows[0] === undefined) throw new Error('an insert answers its row');
  return rows[0].id;
}

/** Part of the import's own transaction: what it wrote and that it is done appear together. */
export async function finishJob(tx: Transaction, id: number, result: { rows: number; rejects: number; counts: ImportCounts }): Promise<void> {
  await tx.query(
    `update import_job set state = 'done', rows = $2, rejects = $3, counts = $4, ended_system = clock_timestamp() where id = $1`,
    [id, result.rows, result.rejects, JSON.stringify(result.counts)]);
}

/** Nothing of the import was written. */
export async function abandonJob(pool: Pool, id: number, state: 'failed' | 'interrupted'): Promise<void> {
  await pool.query('update import_job set state = $2, ended_system = clock_timestamp() where id = $1', [id, state]);
}

/** The currency and zone a shop already has, or null. */
export async function knownShop(tx: Transaction, shopId: string): Promise<{ currency: string; timeZone: string } | null> {
  const { rows } = await tx.query<{ currency: string; timeZone: string }>(
    'select currency, time_zone as "timeZone" from shop where id = $1', [shopId]);
  return rows[0] ?? null;
}
