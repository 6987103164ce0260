import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { type Channels, createChannels } from '../../../src/channels/registry.ts';
import { customerWorkflowId, PRODUCT_ADVICE_ID } from '../../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { type Engine, startEngine } from '../../../src/engine.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../../src/platform/embedded-postgres.ts';
import { readEnvironment, readSettings } from '../../../src/platform/env.ts';
import { homeAt } from '../../../src/platform/home.ts';
import { LifecycleClient } from '../../../src/platform/lifecycle-client.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { migrateDatabase } from '../../../src/platform/migrations.ts';
import { searchAttributeFlags } from '../../../src/platform/search-attributes.ts';
import { findTemporal } from '../../../src/platform/temporal-binary.ts';
import { connectTemporal, type TemporalAccess } from '../../../src/platform/temporal-client.ts';
import { temporalSearch } from '../../../src/platform/temporal-search.ts';
import { readCards } from '../../../src/store/cards.ts';
import { openPool, type Pool } from '../../../src/store/pool.ts';
import { addCustomers } from '../../faults/support/fire-shop.ts';
import { applyCampaignFile, eventually, setDomainClock, WEBHOOK_SECRET } from '../../support/engine.ts';
import { eventKinds } from '../history-file.ts';
import { closedPort, type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';

/** A whole engine on servers of its own, whose Temporal calls a history long after a few dozen events. */
export interface Stage {
  readonly pool: Pool;
  readonly channels: Channels;
  readonly temporal: TemporalAccess;
  readonly lifecycle: LifecycleClient;
  readonly temporalAddress: string;
  readonly sink: SmtpSink;
  /** A customer with consent and one order of forty days ago, in Britain unless told otherwise. */
  readonly newCustomer: (country?: string) => Promise<CustomerId>;
  readonly applyCampaign: (name: string, steps: string, over?: string) => Promise<void>;
  /** Intake has applied an event; nobody is poked. */
  readonly happens: (id: CustomerId, kind: string, times?: number) => Promise<void>;
  readonly kindsOf: (workflowId: string, runId?: string) => Promise<string[]>;
  readonly historyOf: (workflowId: string, runId?: string) => Promise<History>;
  readonly close: () => Promise<void>;
}

/** Longer than any scene but those of runs that are to continue as new. */
export const SUGGESTED_AFTER_EVENTS = 70;
/** Tuesday noon; a minute of domain time takes six seconds. */
const NOON = '2011-11-29T12:00:00Z';
const FACTOR = 10;

export async function openStage(): Promise<Stage> {
  const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-histories-')));
  const { url } = await startEmbeddedPostgres(home);
  await migrateDatabase(url);
  const pool = openPool(url, 10);
  const server = await startTemporal(home.root);
  const sink = await startSmtpSink();
  const settings = {
    ...readSettings({ DATABASE_URL: url, TEMPORAL_ADDRESS: server.address, TOUCHLINE_HOME: home.root, TOUCHLINE_PUBLIC_URL: 'http://127.0.0.1:4400', TOUCHLINE_WEBHOOK_SECRET: WEBHOOK_SECRET }),
    smtpUrl: `smtp://127.0.0.1:${sink.port}`,
  };
  const channels = createChannels({ smtpUrl: settings.smtpUrl, sandboxMail: { host: '127.0.0.1', port: sink.port } });
  await applyPolicyFile(pool, 'touchline.yaml', channels);
  await setDomainClock(pool, NOON, FACTOR);
  const temporal = await connectTemporal(settings.temporal);
  const engine = await startEngine(settings, createLogger('recording', 'fatal'));
  return stageOf({ pool, channels, temporal, temporalAddress: server.address, sink, engine, folder: home.root, close: async () => {
    await sink.close();
    await server.stop();
    await stopEmbeddedPostgres(home);
    await rm(home.root, { recursive: true, force: true });
  } });
}

type Parts = { pool: Pool; channels: Channels; temporal: TemporalAccess; temporalAddress: string; sink: SmtpSink; engine: Engine; folder: string; close: () => Promise<void> };

function stageOf({ pool, channels, temporal, temporalAddress, sink, engine, folder, close }: Parts): Stage {
  let customers = 0;
  const historyOf = (workflowId: string, runId?: string) => temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  return {
    pool, channels, temporal, temporalAddress, sink, historyOf,
    lifecycle: new LifecycleClient(temporal.client, (ids) => readCards(pool, ids)),
    newCustomer: async (country = 'GB') => (await addCustomers(pool, 1, { prefix: `h${customers += 1}-`, country, orders: 1 }))[0]!.id,
    applyCampaign: async (name, steps, over = 'entry: { on: [inquiry.received], re-entry: never }') => {
      const file = path.join(folder, `${name}.yaml`);
      await writeFile(file, `apiVersion: touchline/v1\nname: ${name}\ntitle: { en: Recorded }\npurpose: marketing\n${over}\nsteps:\n${steps}`);
      await applyCampaignFile({ pool, channels }, file);
    },
    happens: async (id, kind, times = 1) => {
      await pool.query(
        `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
         select 'test', gen_random_uuid()::text, (select id from shop limit 1), $1, $2, touchline_now(), clock_timestamp(), '{"properties": {}}', 'applied', true
         from generate_series(1, $3::int)`, [id, kind, times]);
    },
    kindsOf: async (workflowId, runId) => eventKinds(await historyOf(workflowId, runId)),
    close: async () => {
      await engine.stop();
      await temporal.close();
      await pool.end();
      await close();
    },
  };
}

/** Waits until the run of a customer, or the one of this id, shows what it is meant to show. */
export function untilShown({ kindsOf }: Stage, id: CustomerId | string, what: string, shown: (kinds: readonly string[]) => boolean): Promise<void> {
  const workflowId = id.startsWith('campaign:') || id.startsWith('webhook:') || id === PRODUCT_ADVICE_ID ? id : customerWorkflowId(id);
  return eventually(`${workflowId} shows ${what}`, async () => shown(await kindsOf(workflowId)), 120_000);
}

async function startTemporal(folder: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const { file } = await findTemporal(temporalSearch(readEnvironment(), (line) => process.stderr.write(`${line}\n`), AbortSignal.timeout(240_000)));
  const port = await closedPort();
  const child = spawn(file, [
    'server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'never', '--db-filename', path.join(folder, 'temporal.db'),
    '--dynamic-config-value', 'history.timerProcessorMaxTimeShift="1ms"',
    '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AFTER_EVENTS}`,
    ...searchAttributeFlags(),
  ], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = `127.0.0.1:${port}`;
  await eventually('Temporal answers', async () => {
    const { client, close } = await connectTemporal({ connectionOptions: { address }, namespace: 'default' });
    await client.workflowService.describeNamespace({ namespace: 'default' }).finally(close);
    return true;
  }, 60_000);
  return { address, stop: async () => { child.kill('SIGTERM'); await ended; } };
}
