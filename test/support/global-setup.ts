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

interface Servers {
  readonly testHome: string;
  readonly templateUrl: string;
  readonly stop: () => Promise<void>;
}

// Each project of the configuration loads this file anew; what they share stands outside of it.
const run = globalThis as { touchlineServers?: Promise<Servers>; touchlineProjects?: number };

/** One PostgreSQL for the whole run, whichever projects are in it; the Temporal server starts with the first test file that asks (temporal-server.ts). Both end with the last project. */
export default async function shareServers(project: TestProject): Promise<() => Promise<void>> {
  run.touchlineProjects = (run.touchlineProjects ?? 0) + 1;
  const { testHome, templateUrl, stop } = await (run.touchlineServers ??= startServers());
  project.provide('testHome', testHome);
  project.provide('templateUrl', templateUrl);
  return async () => {
    run.touchlineProjects = (run.touchlineProjects ?? 1) - 1;
    if (run.touchlineProjects === 0) await stop();
  };
}

async function startServers(): Promise<Servers> {
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
    return { testHome: root, templateUrl, stop };
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
