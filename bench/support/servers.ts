import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { startEmbeddedTemporal, stopEmbeddedTemporal } from '../../src/platform/embedded-temporal.ts';
import { readEnvironment } from '../../src/platform/env.ts';
import { homeAt } from '../../src/platform/home.ts';
import { migrateDatabase } from '../../src/platform/migrations.ts';
import { findTemporal } from '../../src/platform/temporal-binary.ts';
import { temporalSearch } from '../../src/platform/temporal-search.ts';
import { cpuMsOf } from './cpu-time.ts';

const NAMESPACE = 'default';

/** The embedded servers as an installation runs them, in a home of their own that is removed at the end. */
export interface BenchServers {
  readonly home: string;
  readonly postgresPid: number;
  readonly temporalPid: () => number;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly temporalFile: string;
  /** Stops and starts the Temporal server on its file; answers how many milliseconds the start took. */
  readonly restartTemporal: () => Promise<number>;
  /** A migrated database of its own. */
  readonly freshDatabase: (name: string) => Promise<string>;
}

/** Starts both servers, runs `work` with them and ends them by their recorded ids, whatever happened. */
export async function withServers(work: (servers: BenchServers) => Promise<void>): Promise<void> {
  const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-bench-')));
  try {
    const postgres = await startEmbeddedPostgres(home);
    const variables = readEnvironment({ PATH: process.env['PATH'], TOUCHLINE_HOME: home.root });
    // The limit is for one search: a later start begins a new one.
    const binary = async () => (await findTemporal(temporalSearch(variables, () => undefined, AbortSignal.timeout(240_000)))).file;
    const startTemporal = () => startEmbeddedTemporal({ home, namespace: NAMESPACE, binary });
    let temporal = await startTemporal();
    const restartTemporal = async () => {
      await stopEmbeddedTemporal(home);
      const startedMs = performance.now();
      temporal = await startTemporal();
      return performance.now() - startedMs;
    };
    await work({
      home: home.root,
      postgresPid: postgres.process.pid,
      temporalPid: () => temporal.process.pid,
      restartTemporal,
      temporalAddress: temporal.address,
      namespace: NAMESPACE,
      temporalFile: home.temporalDb,
      freshDatabase: (name) => freshDatabase(postgres.url, name),
    });
  } finally {
    await stopEmbeddedTemporal(home);
    await stopEmbeddedPostgres(home);
    await rm(home.root, { recursive: true, force: true });
  }
}

async function freshDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const own = url.replace(/\/touchline$/, `/${name}`);
  await migrateDatabase(own);
  return own;
}

/** Processor milliseconds of each part while `work` ran. */
export async function cpuDuring<Part extends string, Result>(
  pids: Readonly<Record<Part, number>>, work: () => Promise<Result>,
): Promise<{ result: Result; cpuMs: Record<Part, number> }> {
  const read = () => Object.fromEntries(Object.entries<number>(pids).map(([part, pid]) => [part, cpuMsOf(pid)])) as Record<Part, number>;
  const before = read();
  const result = await work();
  const after = read();
  return { result, cpuMs: Object.fromEntries(Object.keys(pids).map((part) => [part, after[part as Part] - before[part as Part]])) as Record<Part, number> };
}
