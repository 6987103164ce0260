import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';
import { applyCampaigns, applyPolicyFile, readCampaignFiles } from '../../src/cli/apply-files.ts';
import { createChannels, type Channels } from '../../src/channels/registry.ts';
import { startSandboxMailServer } from '../../src/channels/sandbox/mail-server.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { toCustomerId } from '../../src/domain/ids.ts';
import { type Engine, startEngine } from '../../src/engine.ts';
import { readSettings, type Settings } from '../../src/platform/env.ts';
import { LifecycleClient } from '../../src/platform/lifecycle-client.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { registerSearchAttributes } from '../../src/platform/search-attributes.ts';
import { connectTemporal, type TemporalAccess } from '../../src/platform/temporal-client.ts';
import { readCards } from '../../src/store/cards.ts';
import type { Pool } from '../../src/store/pool.ts';
import { addSandboxMail } from '../../src/store/sandbox-mail.ts';
import { freshDatabase } from './database.ts';
import { temporalServer } from './temporal-server.ts';

// Once per process, before the first connection.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

/** What every engine of a test signs its webhooks with. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 'touchline').toString('base64')}`;

/** A whole Touchline for one test file: database, namespace, worker, sandbox mail server; the real ones. */
export interface TestEngine {
  readonly pool: Pool;
  readonly temporal: TemporalAccess;
  readonly lifecycle: LifecycleClient;
  readonly channels: Channels;
  readonly settings: Settings;
  readonly engine: () => Engine;
  /** Starts another worker after `engine().stop()`. */
  readonly restart: () => Promise<void>;
  /** For a worker or a server as a process of its own, beside or instead of the engine in this process. */
  readonly variables: () => Record<string, string>;
  readonly close: () => Promise<void>;
}

export async function startTestEngine(how: { leaseMs?: number; smtpUrl?: string; sandboxWhatsAppUrl?: string; sandboxSkypeUrl?: string; mailBack?: Pick<Settings['inboundMail'], 'bounceDomain' | 'replyDomain'> } = {}): Promise<TestEngine> {
  const database = await freshDatabase();
  const mail = await startSandboxMailServer({ host: '127.0.0.1', port: 0, store: { add: (one) => addSandboxMail(database.pool, one) } });
  const temporal = await ownNamespace();
  const settings: Settings = {
    ...readSettings({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address, TOUCHLINE_HOME: inject('testHome'), TOUCHLINE_PUBLIC_URL: 'http://127.0.0.1:4400', TOUCHLINE_WEBHOOK_SECRET: WEBHOOK_SECRET }),
    temporal: { connectionOptions: { address: temporal.address }, namespace: temporal.namespace },
    smtpUrl: how.smtpUrl ?? null,
    sandboxSmtpUrl: `smtp://127.0.0.1:${mail.port}`,
    sandboxWhatsAppUrl: how.sandboxWhatsAppUrl ?? null,
    skype: null,
    sandboxSkypeUrl: how.sandboxSkypeUrl ?? null,
    inboundMail: { smtpUrl: null, imap: null, authenticatedBy: [], ...(how.mailBack ?? { bounceDomain: null, replyDomain: null }) },
  };
  const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: mail.port } });
  await applyPolicyFile(database.pool, 'touchline.yaml', channels);
  const access = await connectTemporal(settings.temporal);
  const start = () => startEngine(settings, createLogger('test', 'error'), how.leaseMs);
  let engine = await start();
  return {
    pool: database.pool, temporal: access, channels, settings,
    lifecycle: new LifecycleClient(access.client, (ids) => readCards(database.pool, ids)),
    engine: () => engine,
    restart: async () => { engine = await start(); },
    variables: () => ({
      DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace,
      TOUCHLINE_SANDBOX_SMTP: `smtp://127.0.0.1:${mail.port}`, TOUCHLINE_HOME: settings.home.root, TOUCHLINE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    }),
    close: async () => {
      await engine.stop();
      await access.close();
      await mail.close();
      await database.drop();
    },
  };
}

async function ownNamespace(): Promise<{ address: string; namespace: string }> {
  const server = await temporalServer();
  const namespace = `test-${randomBytes(4).toString('hex')}`;
  await server.client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } });
  // A new namespace is known to the frontend only after its cache has been refreshed.
  await eventually('the namespace is known', async () => {
    await registerSearchAttributes(server.client.connection as never, namespace);
    await server.client.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 });
    return true;
  });
  await server.close();
  return { address: server.address, namespace };
}

/** Sets domain time to `iso`, running `factor` times as fast as the system clock. */
export async function setDomainClock(pool: Pool, iso: string, factor = 1): Promise<void> {
  await pool.query(
    `insert into domain_clock (id, anchored_system, anchored_domain, factor, seen_system) values (1, clock_timestamp(), $1, $2, clock_timestamp())
     on conflict (id) do update set anchored_system = clock_timestamp(), anchored_domain = excluded.anchored_domain, factor = excluded.factor`, [iso, factor]);
}

/** A customer with consent and an invented address, ready to be written to. */
export async function addCustomer(pool: Pool, over: { external: string; country?: string; orders?: readonly string[]; consent?: boolean }): Promise<CustomerId> {
  const { rows } = await pool.query<{ id: string }>(
    `with c as (insert into customer (display_name, country, language, created_at) values ($1, $2, 'en', touchline_now()) returning id),
     f as (insert into customer_facts (customer_id) select id from c), s as (insert into customer_state (customer_id) select id from c),
     i as (insert into identity (shop_id, kind, value, customer_id, source) select (select id from shop limit 1), 'external', $1, id, 'test' from c),
     p as (insert into contact_point (customer_id, channel, address, state, sandbox_only) select id, 'email', $1 || '@example.com', 'valid', true from c),
     n as (insert into consent (customer_id, channel, purpose, granted, source, wording, at) select id, 'email', 'marketing', $3, 'test', 'test', touchline_now() from c)
     select id from c`, [over.external, over.country ?? 'GB', over.consent ?? true]);
  const id = toCustomerId(rows[0]!.id);
  for (const [index, placedAt] of (over.orders ?? []).entries()) {
    await pool.query(
      `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count) values
       ((select id from shop limit 1), $1, 'order', $2, $3, 'GBP', 100, 1)`, [`${over.external}-${index}`, id, placedAt]);
  }
  await pool.query(
    `update customer_facts f set order_count = o.n, first_order_at = o.first, last_order_at = o.last, gross_value = o.total, largest_order = o.largest,
       stage = case when o.n = 0 then 'aware' when o.n < 3 then 'purchasing' else 'loyal' end, life_cycle = case when o.n = 0 then 'new' else 'active' end
     from (select count(*) n, min(placed_at) first, max(placed_at) last, coalesce(sum(value), 0) total, coalesce(max(value), 0) largest from orders where customer_id = $1) o
     where f.customer_id = $1`, [id]);
  return id;
}

/** Reads, freezes and activates campaign files of the repository. */
export async function applyCampaignFile(engine: Pick<TestEngine, 'pool' | 'channels'>, file: string): Promise<void> {
  const { rows } = await engine.pool.query<{ definition: never }>('select definition from policy_version where active');
  await applyCampaigns(engine.pool, await readCampaignFiles([file], { policy: rows[0]!.definition, channels: engine.channels }));
}

/** Applies the shop policy of the repository with other words in it. */
export async function applyChangedPolicy({ pool, channels }: Pick<TestEngine, 'pool' | 'channels'>, change: (source: string) => string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-policy-'));
  const file = path.join(folder, 'touchline.yaml');
  await writeFile(file, change(await readFile('touchline.yaml', 'utf8')));
  await applyPolicyFile(pool, file, channels).finally(() => rm(folder, { recursive: true }));
}

/** Repeats `check` until it holds; fails with `what` after `limitMs`. */
export async function eventually(what: string, check: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
  const until = Date.now() + limitMs;
  let last: unknown = null;
  while (Date.now() < until) {
    try {
      if (await check()) return;
      last = null;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`did not happen within ${limitMs} ms: ${what}${last instanceof Error ? ` (${last.message})` : ''}`);
}

/** Rows of one column, for short assertions. */
export async function column<T>(pool: Pool, sql: string, params: unknown[] = []): Promise<T[]> {
  const { rows } = await pool.query<{ [name: string]: T }>(sql, params);
  return rows.map((row) => Object.values(row)[0] as T);
}
