import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Channels, createChannels } from '../../../src/channels/registry.ts';
import { type Home, homeAt } from '../../../src/platform/home.ts';
import { migrateDatabase } from '../../../src/platform/migrations.ts';
import { readPassword } from '../../../src/platform/postgres-cluster.ts';
import type { TemporalSettings } from '../../../src/platform/temporal-client.ts';
import { openPool, type Pool } from '../../../src/store/pool.ts';
import { aShopWithKey } from '../../integration/api/test-app.ts';
import { applyChangedPolicy, column } from '../../support/engine.ts';
import { KeptPart, type PartKind } from './kept-part.ts';
import { NAMESPACE, partLife, postgresLife, reservePorts, temporalLife } from './lives.ts';
import { type JournalingSink, startJournalingSink } from './mail-journal.ts';

/** One whole Touchline of processes that may be killed: database, Temporal, server, workers; the mail sink is nobody's victim. */
export interface Installation {
  readonly home: Home;
  readonly pool: Pool;
  readonly channels: Channels;
  readonly sink: JournalingSink;
  readonly parts: Readonly<Record<PartKind, KeptPart>>;
  readonly temporal: TemporalSettings;
  /** Base address of the API, and the key of its one shop. */
  readonly apiUrl: string;
  readonly writeKey: string;
  /** Another worker beside the first, with a mail sink of its own; ends with the installation. */
  readonly anotherWorker: () => Promise<{ readonly worker: KeptPart; readonly sink: JournalingSink }>;
  readonly close: () => Promise<void>;
}

export interface InstallationSettings {
  /** First of four ports below the ephemeral range; each test file has its own hundred. */
  readonly firstPort: number;
  /** How slowly the mail sink answers: the slower, the more sends are under way at any instant. */
  readonly replyDelayMs?: number;
  /** Another program as the worker. */
  readonly workerEntry?: string;
  readonly workerVariables?: Readonly<Record<string, string>>;
  /** Called when there is a home and before anything is in it. */
  readonly furnish?: (home: Home) => Promise<() => Promise<void>>;
}

export async function startInstallation(settings: InstallationSettings): Promise<Installation> {
  const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-fire-')));
  const unfurnish = await settings.furnish?.(home);
  const ports = await reservePorts(home, settings.firstPort);
  const aSink = (name: string) => startJournalingSink(path.join(home.root, `${name}.ndjson`), settings.replyDelayMs ?? 0);
  const sink = await aSink('mail');
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const postgres = new KeptPart('postgres', () => postgresLife(home));
  const temporal = new KeptPart('temporal', () => temporalLife(home));
  await Promise.all([postgres.start(), temporal.start()]);
  const url = `postgresql://touchline:${await readPassword(home)}@127.0.0.1:${ports.postgres}/touchline`;
  await migrateDatabase(url);
  const pool = openPool(url, 6);
  const channels = createChannels({ smtpUrl, sandboxMail: { host: '127.0.0.1', port: sink.port } });
  // Customers of these tests write and nobody answers them: what is proven is that their mails go on.
  await applyChangedPolicy({ pool, channels }, (policy) => policy.replace('hold-marketing: true', 'hold-marketing: false'));
  const [shop] = await column<string>(pool, 'select id from shop');
  const variables = {
    DATABASE_URL: url, TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`, TEMPORAL_NAMESPACE: NAMESPACE,
    SMTP_URL: smtpUrl, TOUCHLINE_HOME: home.root, TOUCHLINE_PORT: String(ports.server),
  };
  const aWorker = (over: Readonly<Record<string, string>> = {}) =>
    new KeptPart('worker', () => partLife('worker', { ...variables, ...settings.workerVariables, ...over }, settings.workerEntry));
  const worker = aWorker();
  const server = new KeptPart('server', () => partLife('server', variables));
  await Promise.all([worker.start(), server.start()]);
  const others: { worker: KeptPart; sink: JournalingSink }[] = [];
  return {
    home, pool, channels, sink, parts: { worker, server, postgres, temporal },
    apiUrl: `http://127.0.0.1:${ports.server}`,
    writeKey: await aShopWithKey(pool, shop),
    temporal: { connectionOptions: { address: variables.TEMPORAL_ADDRESS }, namespace: NAMESPACE },
    anotherWorker: async () => {
      const itsSink = await aSink(`mail-${others.length + 2}`);
      const other = { sink: itsSink, worker: aWorker({ SMTP_URL: `smtp://127.0.0.1:${itsSink.port}` }) };
      others.push(other);
      await other.worker.start();
      return other;
    },
    close: async () => {
      await Promise.all([worker, server, ...others.map((other) => other.worker)].map((part) => part.stop()));
      await pool.end();
      await Promise.all([temporal, postgres, sink, ...others.map((other) => other.sink)].map((part) => part.stop()));
      await unfurnish?.();
      await rm(home.root, { recursive: true, force: true });
    },
  };
}
