/**
 * What sleeping customers cost: memory of worker and servers, bytes in both databases for each, and how long everything takes
 * to start with them.
 *
 *   node --import tsx bench/idle.ts [--customers 20000] [--quick] [--json]
 */
import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { CUSTOMER_WORKFLOW, customerWorkflowId, TASK_QUEUE } from '../src/contracts/lifecycle.ts';
import { anyFreePort } from '../src/platform/ports.ts';
import type { Pool } from '../src/store/pool.ts';
import { type PartName, type PartProcess, startPart } from '../test/support/part-process.ts';
import { rssBytesOf } from './support/cpu-time.ts';
import { letRun, placeOrders } from './support/entering.ts';
import { inLanes } from './support/lanes.ts';
import { printReport } from './support/report.ts';
import { type BenchServers, withServers } from './support/servers.ts';
import { addPeople, applyCampaignText, openShop, setClockQuietly } from './support/shop.ts';
import { startSink } from './support/sink.ts';
import { until } from './support/until.ts';
import { WAITING_CAMPAIGN, waitingText } from './support/waiting-campaign.ts';

const { values } = parseArgs({ options: {
  customers: { type: 'string', default: '20000' }, quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const customers = values.quick ? 500 : Number(values.customers);
const MEBIBYTE = 2 ** 20;
/** A worker that has just started is still loading; after this its memory says what sleeping costs. */
const SETTLE_MS = 10_000;

async function databaseBytes(pool: Pool): Promise<number> {
  await pool.query('checkpoint');
  return Number((await pool.query<{ size: string }>('select pg_database_size(current_database()) as size')).rows[0]?.size);
}

async function temporalBytes({ temporalFile }: BenchServers): Promise<number> {
  const sizes = await Promise.all([temporalFile, `${temporalFile}-wal`].map((file) => stat(file).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function startTimed(name: PartName, variables: Readonly<Record<string, string>>): Promise<{ part: PartProcess; ms: number }> {
  const startedMs = performance.now();
  const part = await startPart(name, variables);
  return { part, ms: performance.now() - startedMs };
}

async function end(part: PartProcess): Promise<void> {
  part.signal('SIGTERM');
  await part.ended;
}

await withServers(async (servers) => {
  const sink = await startSink();
  const url = await servers.freshDatabase('idle');
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const shop = await openShop(url, smtpUrl);
  await setClockQuietly(shop.pool, '2011-11-08T12:00:00Z');
  await applyCampaignText(shop, servers.home, waitingText);
  await letRun(shop.pool, WAITING_CAMPAIGN);
  await addPeople(shop.pool, customers);
  const before = { database: await databaseBytes(shop.pool), temporal: await temporalBytes(servers) };
  const variables = {
    DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl,
    TOUCHLINE_PORT: String(await anyFreePort()),
  };
  const first = await startPart('worker', variables);
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection, namespace: servers.namespace });
  const buildingMs = performance.now();
  let started = 0;
  await inLanes(await placeOrders(shop.pool), 8, async (id) => {
    await client.workflow.signalWithStart(CUSTOMER_WORKFLOW, {
      workflowId: customerWorkflowId(id), taskQueue: TASK_QUEUE, args: [id], signal: 'wake', signalArgs: ['order.placed'],
    });
    started += 1;
    if (started % 1_000 === 0) process.stderr.write(`${started} of ${customers} started\n`);
  });
  const enrolled = async () => (await shop.pool.query<{ count: number }>('select count(*)::int as count from enrolment where open')).rows[0]?.count === customers;
  await until('everybody is asleep', enrolled, { limitMs: 900_000, everyMs: 250 });
  const builtS = (performance.now() - buildingMs) / 1000;
  await connection.close();
  const after = { database: await databaseBytes(shop.pool), temporal: await temporalBytes(servers) };
  await end(first);
  const temporalStartMs = await servers.restartTemporal();
  const worker = await startTimed('worker', variables);
  const server = await startTimed('server', variables);
  await setTimeout(SETTLE_MS);
  const memory = { worker: rssBytesOf(worker.part.pid), server: rssBytesOf(server.part.pid), temporal: rssBytesOf(servers.temporalPid()) };
  await Promise.all([end(worker.part), end(server.part)]);
  await shop.pool.end();
  sink.stop();
  printReport({
    bench: 'idle', seed: 0, rounds: 1, size: { customers, quick: values.quick }, raw: { before, after, memory, builtS },
    figures: [
      { what: 'memory of the worker', unit: 'MiB', value: memory.worker / MEBIBYTE },
      { what: 'memory of the server', unit: 'MiB', value: memory.server / MEBIBYTE },
      { what: 'memory of the Temporal server', unit: 'MiB', value: memory.temporal / MEBIBYTE },
      { what: 'PostgreSQL for each sleeping customer: enrolment, decision, event, state', unit: 'KiB', value: (after.database - before.database) / customers / 1024 },
      { what: "Temporal's file for each sleeping customer", unit: 'KiB', value: (after.temporal - before.temporal) / customers / 1024 },
      { what: 'start of the Temporal server with them', unit: 'ms', value: temporalStartMs },
      { what: 'start of the worker with them', unit: 'ms', value: worker.ms },
      { what: 'start of the server with them', unit: 'ms', value: server.ms },
      { what: 'enrolled and asleep', unit: 'customers/s', value: customers / builtS },
    ],
  }, values.json);
});
