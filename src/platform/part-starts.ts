import { reanchorAfterDowntime, readClock } from '../store/domain-clock.ts';
import { openPool } from '../store/pool.ts';
import { placeOf, proveReachable } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { useEmbeddedPostgres } from './embedded-postgres-use.ts';
import { startEmbeddedTemporal, stopEmbeddedTemporal } from './embedded-temporal.ts';
import type { Environment } from './env.ts';
import { migrateDatabase } from './migrations.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import { isPortFree } from './ports.ts';
import { portHolder } from './port-holder.ts';
import { endLeftOver } from './processes.ts';
import { findRunning } from './running-installation.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { connectTemporal } from './temporal-client.ts';
import type { TemporalSettings } from './temporal-client.ts';
import { watchServer } from './watched-server.ts';

/** A part that runs: what to say of it, and how to end it. */
export interface StartedPart<T> {
  readonly value: T;
  readonly detail: string;
  readonly stop: () => Promise<void>;
}

type Tell = (line: string) => void;

/** Shorter gaps are restarts of one process, not downtime; on a shared database they are other processes' heartbeats. */
const DOWNTIME_FROM_MS = 15_000;

/** Makes room: refuses when this home's installation runs, ends what a killed one left behind, refuses a port in use. */
export async function clearTheWay({ home }: Environment, port: number): Promise<void> {
  const running = await findRunning(home);
  if (running !== null) {
    throw new PartFailure('home', `Touchline already runs in ${home.root} (process ${running.pid}), at http://127.0.0.1:${running.ports['server']}`,
      'stop it with touchline down, or start a second one with its own TOUCHLINE_HOME and --port');
  }
  await Promise.all([endLeftOver(home.state, 'worker', 15_000), endLeftOver(home.state, 'server', 15_000)]);
  if (await isPortFree(port)) return;
  const holder = await portHolder(port);
  throw new PartFailure('server', `port ${port} is used by ${holder ?? 'another program'}`, `end it, or use another port: touchline up --port ${port + 10}`);
}

/** The database with every migration, its clock set on from where it was last seen. The value is its URL. */
export async function startDatabase(environment: Environment, tell: Tell): Promise<StartedPart<string>> {
  const part = environment.databaseUrl === null ? await embeddedDatabase(environment, tell) : await givenDatabase(environment.databaseUrl);
  try {
    const applied = await migrateDatabase(part.value);
    const carriedOver = await carryClockOver(part.value);
    return { ...part, detail: [part.detail, applied.length === 0 ? 'up to date' : `${applied.length} migration(s) applied`, ...carriedOver].join(', ') };
  } catch (error) {
    await part.stop();
    throw error;
  }
}

async function givenDatabase(url: string): Promise<StartedPart<string>> {
  await proveReachable(url);
  return { value: url, detail: `given: ${placeOf(url)}`, stop: async () => undefined };
}

async function embeddedDatabase({ home }: Environment, tell: Tell): Promise<StartedPart<string>> {
  const server = await useEmbeddedPostgres(home);
  const watch = new AbortController();
  const watching = watchServer({
    name: 'the database', process: server.process, tell, restart: async () => (await startEmbeddedPostgres(home)).process,
  }, watch.signal);
  const stop = async () => {
    watch.abort();
    await watching;
    await server.release();
  };
  return { value: server.url, detail: `PostgreSQL 18 on port ${server.port}, ${server.how}`, stop };
}

async function carryClockOver(url: string): Promise<string[]> {
  const pool = openPool(url, 1);
  try {
    const { unseenMs } = await readClock(pool);
    if (unseenMs === null || unseenMs < DOWNTIME_FROM_MS) return [];
    await reanchorAfterDowntime(pool);
    return ['clock goes on from where it stopped'];
  } finally {
    await pool.end();
  }
}

/** The Temporal server that the environment names, or the embedded one. */
export async function startTemporal(environment: Environment, binary: () => Promise<string>, tell: Tell): Promise<StartedPart<{ settings: TemporalSettings; uiUrl: string | null }>> {
  const { temporal, temporalUiUrl, home, temporalNamespace: namespace } = environment;
  if (temporal !== null) {
    await (await connectTemporal(temporal)).close();
    return { value: { settings: temporal, uiUrl: temporalUiUrl }, detail: `given: ${temporal.connectionOptions.address ?? 'localhost:7233'}`, stop: async () => undefined };
  }
  const start = { home, namespace, binary };
  const server = await startEmbeddedTemporal(start);
  const watch = new AbortController();
  const watching = watchServer({
    name: 'the Temporal server', process: server.process, tell, restart: async () => (await startEmbeddedTemporal(start)).process,
  }, watch.signal);
  const stop = async () => {
    watch.abort();
    await watching;
    await stopEmbeddedTemporal(home);
  };
  const settings = { connectionOptions: { address: server.address }, namespace };
  return { value: { settings, uiUrl: server.uiUrl }, detail: `development server on ${server.address}, ${server.how}`, stop };
}

/** Search attributes of the namespace; answers what to say of them. */
export async function prepareNamespace(settings: TemporalSettings): Promise<string> {
  const access = await connectTemporal(settings);
  try {
    const added = await registerSearchAttributes(access.connection, access.namespace);
    return `${access.namespace}, ${added.length === 0 ? 'search attributes registered' : `registered ${added.join(', ')}`}`;
  } catch (cause) {
    throw new PartFailure('temporal', `the search attributes of namespace ${access.namespace} cannot be registered: ${causeOf(cause)}`,
      'register them with an account that may: touchline doctor lists them', { cause });
  } finally {
    await access.close();
  }
}
