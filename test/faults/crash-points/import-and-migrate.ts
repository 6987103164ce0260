import { createChannels } from '../../../src/channels/registry.ts';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { policyInForce } from '../../../src/cli/policy-in-force.ts';
import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import { orderFormat } from '../../../src/intake/import/formats/registry.ts';
import { importOrders } from '../../../src/intake/import/import-orders.ts';
import { migrateDatabase, readMigrationState } from '../../../src/platform/migrations.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { activeCutPoints } from '../../../src/store/score-rules.ts';
import { checksums, HEADER, scratchFolder } from '../../integration/import/order-fixture.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../../support/database.ts';
import { column } from '../../support/engine.ts';
import { touchline } from '../../support/processes.ts';
import { armedAt, type Death, expectDeath, type Strike } from './lane.ts';

export const IMPORT_POINTS = ['import-staged', 'import-uncommitted', 'import-committed'] as const satisfies readonly CrashPoint[];
export const MIGRATION_POINTS = ['migration-statement', 'migration-committed'] as const satisfies readonly CrashPoint[];

const rowOf = (nth: number) =>
  `5${10_000 + nth},8${1_000 + (nth % 7)},THING ${nth % 7},${1 + (nth % 3)},2011-11-${10 + (nth % 19)} 10:00:0${nth % 10},2.5${nth % 10},1${1_000 + (nth % 20)},United Kingdom`;
const ORDER_FILE = [HEADER, ...Array.from({ length: 60 }, (_, nth) => rowOf(nth))].join('\n');

/** An import dies and is started again: the tables are as after one import that nobody disturbed, and no job looks as if it ran. */
export async function strikeImport(strike: Strike): Promise<Death> {
  const folder = await scratchFolder();
  const [disturbed, calm] = [await withPolicy(), await withPolicy()];
  try {
    const file = await folder.write('orders.csv', ORDER_FILE);
    const words = ['import', 'orders', file, '--format', 'online-retail', '--rejects', `${folder.path}/rejects.csv`];
    const died = await touchline(words, { DATABASE_URL: disturbed.url, ...armedAt(strike) });
    expectDeath(strike, died.killedBy, died.stderr);
    const diedAt = performance.now();
    const whole = strike.point === 'import-committed';
    const [orders] = await column<number>(disturbed.pool, 'select count(*)::int from orders');
    if ((orders! > 0) !== whole) throw new Error(`${strike.point} left ${orders} orders behind`);
    for (const { pool } of [disturbed, calm]) await importOrders(pool, { path: file, format: orderFormat('online-retail')!, rules: await rulesOf(pool) });
    const settledAfterMs = Math.round(performance.now() - diedAt);
    if (JSON.stringify(await checksums(disturbed.pool)) !== JSON.stringify(await checksums(calm.pool))) throw new Error(`${strike.point}: the tables differ from those of a calm import`);
    const jobs = await column<string>(disturbed.pool, 'select state from import_job order by id');
    if (jobs.join() !== (whole ? 'done,done' : 'interrupted,done')) throw new Error(`${strike.point}: jobs are ${jobs.join()}`);
    return { ...strike, inDoubt: 0, settledAfterMs };
  } finally {
    await Promise.all([disturbed.drop(), calm.drop(), folder.remove()]);
  }
}

/** A migration dies and is started again: the tables are those of an undisturbed one, and the books are in order. */
export async function strikeMigration(strike: Strike): Promise<Death> {
  const [disturbed, calm] = [await emptyDatabase(), await freshDatabase()];
  try {
    const died = await touchline(['migrate'], { DATABASE_URL: disturbed.url, ...armedAt(strike) });
    expectDeath(strike, died.killedBy, died.stderr);
    const diedAt = performance.now();
    await migrateDatabase(disturbed.url);
    const settledAfterMs = Math.round(performance.now() - diedAt);
    const state = await readMigrationState(disturbed.url);
    if (Object.values(state).some((names: readonly string[]) => names.length > 0)) throw new Error(`${strike.point}: ${JSON.stringify(state)}`);
    if ((await tablesOf(disturbed)).join() !== (await tablesOf(calm)).join()) throw new Error(`${strike.point}: the tables differ`);
    return { ...strike, inDoubt: 0, settledAfterMs };
  } finally {
    await Promise.all([disturbed.drop(), calm.drop()]);
  }
}

async function withPolicy(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await applyPolicyFile(database.pool, 'touchline.yaml', createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } }));
  return database;
}

const rulesOf = async (pool: Pool) => ({ policy: await policyInForce(pool), cutPoints: await activeCutPoints(pool) });

function tablesOf({ pool }: TestDatabase): Promise<string[]> {
  return column<string>(pool, `select table_name || '.' || column_name || ' ' || udt_name from information_schema.columns where table_schema = 'public' order by 1`);
}
