import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openPool } from '../../src/store/pool.ts';
import type { Pool } from '../../src/store/pool.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool and removes the database, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/** A database of its own with every migration applied, on the run's shared PostgreSQL. Takes some 30 ms. */
export function freshDatabase(): Promise<TestDatabase> {
  return createDatabase('template touchline_template strategy file_copy');
}

/** A database of its own without any table. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template template0');
}

async function createDatabase(how: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name} ${how}`);
  const url = urlOf(name);
  const pool = openPool(url, 10);
  const drop = async () => {
    await pool.end();
    await asAdmin(`drop database if exists ${name} with (force)`);
  };
  return { url, pool, drop };
}

function urlOf(database: string): string {
  return inject('templateUrl').replace(/\/touchline_template$/, `/${database}`);
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
