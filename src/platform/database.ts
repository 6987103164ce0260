import { causeOf, PartFailure } from './part-failure.ts';
import { migrateDatabase, readMigrations } from './migrations.ts';
import { useEmbeddedPostgres } from './embedded-postgres-use.ts';
import type { Home } from './home.ts';
import { appliedMigrations } from '../store/applied-migrations.ts';
import { askServer } from '../store/postgres-server.ts';
import { openPool } from '../store/pool.ts';
import type { Pool } from '../store/pool.ts';

export interface OpenDatabase {
  readonly pool: Pool;
  readonly url: string;
  /** Ends the pool, and the embedded server too when it ran for us alone. */
  readonly close: () => Promise<void>;
}

/**
 * The installation's database for one command: DATABASE_URL, the running embedded server, or one started for the time of the
 * command. Throws PartFailure when it cannot be reached or its tables are not those of this Touchline.
 */
export async function openDatabase(databaseUrl: string | null, home: Home, connections = 4): Promise<OpenDatabase> {
  return databaseUrl === null ? openEmbedded(home, connections) : openGiven(databaseUrl, connections);
}

async function openGiven(url: string, connections: number): Promise<OpenDatabase> {
  const pool = openPool(url, connections);
  const close = () => pool.end();
  try {
    await proveReachable(url);
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) {
      throw new PartFailure('database', `the database at ${placeOf(url)} lacks ${pending.length} migration(s)`, 'run touchline migrate');
    }
    return { pool, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEmbedded(home: Home, connections: number): Promise<OpenDatabase> {
  const { url, release } = await useEmbeddedPostgres(home);
  const pool = openPool(url, connections);
  const close = async () => {
    await pool.end();
    await release();
  };
  try {
    if ((await pendingMigrations(pool)).length > 0) await migrateDatabase(url);
    return { pool, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function pendingMigrations(pool: Pool): Promise<string[]> {
  const [{ migrationDirectories }, applied] = await Promise.all([readMigrations(), appliedMigrations(pool)]);
  return migrationDirectories.map((migration) => migration.path).filter((name) => !applied.has(name));
}

/** Throws PartFailure with the place, without the password, when the database does not answer. */
export async function proveReachable(url: string): Promise<void> {
  await askServer(url).catch((cause: unknown) => {
    throw new PartFailure('database', `the database at ${placeOf(url)} does not answer: ${causeOf(cause)}`,
      'start it, correct DATABASE_URL, or leave DATABASE_URL out to use the embedded one', { cause });
  });
}

/** Host, port and name of a database, without who may enter. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
