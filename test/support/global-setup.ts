import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { homeAt } from '../../src/platform/home.ts';
import { migrateDatabase } from '../../src/platform/migrations.ts';
import { endLeftOver } from '../../src/platform/processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Home of the servers that all test files share. */
    readonly testHome: string;
    /** The migrated database that every test database is a copy of: nobody may be connected to it. */
    readonly templateUrl: string;
  }
}

/** What a crash of the machine would lose does not matter here; what a crash of a process would lose is still kept. */
const FAST = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'autovacuum=off'].flatMap((setting) => ['-c', setting]);

/** One PostgreSQL for the whole run; the Temporal server starts with the first test file that asks (temporal-server.ts). Both end here. */
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const root = await mkdtemp(path.join(tmpdir(), 'touchline-test-'));
  const home = homeAt(root);
  const stop = async () => {
    await endLeftOver(home.state, 'temporal');
    await stopEmbeddedPostgres(home);
    await rm(root, { recursive: true, force: true });
  };
  try {
    const { url } = await startEmbeddedPostgres(home, FAST);
    const templateUrl = url.replace(/\/touchline$/, '/touchline_template');
    await createDatabase(url);
    await migrateDatabase(templateUrl);
    project.provide('testHome', root);
    project.provide('templateUrl', templateUrl);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database touchline_template');
  await client.end();
}
