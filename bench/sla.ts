/**
 * How late a promise is escalated while many fall due: the delay from the instant of a clock's step to the decision that takes it, against bare
 * Temporal timers that fall due at the same rate on a worker of the same size. No clock is scanned for: each customer's run sleeps on its own timer.
 *
 *   node --import tsx bench/sla.ts [--clocks 10000] [--rounds 3] [--per-second 20] [--quick] [--json]
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { CUSTOMER_WORKFLOW, customerWorkflowId, TASK_QUEUE } from '../src/contracts/lifecycle.ts';
import type { Pool } from '../src/store/pool.ts';
import { startPart } from '../test/support/part-process.ts';
import { startBenchWorker } from './support/bench-worker.ts';
import { inLanes } from './support/lanes.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { type BenchServers, withServers } from './support/servers.ts';
import { addPeople, openShop } from './support/shop.ts';
import { startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  clocks: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' }, 'per-second': { type: 'string', default: '20' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const clocks = values.quick ? 300 : Number(values.clocks);
const rounds = values.quick ? 1 : Number(values.rounds);
const perSecond = Number(values['per-second']);
const LANES = 8;
/** Starts take about so long each; the first clock falls due once all sleep. */
const START_MS = 35;
const leadMs = 15_000 + clocks * START_MS;
const LIMIT_MS = 60 * 60_000;

interface Delays {
  readonly p99Ms: number;
  readonly medianMs: number;
  /** Of the table of clocks, while they fell due; null: there is none. */
  readonly scans: number | null;
}

function delaysOf(sorted: readonly number[], scans: number | null): Delays {
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p99Ms: at(0.99), medianMs: at(0.5), scans };
}

// Level 3 is promised an answer in 24 hours and warns after 18: asked as much earlier, each warns at its own instant.
const ASK = `
with asked as (
  insert into inquiry (customer_id, kind, channel, opened_at)
  select id, 'other', 'email', touchline_now() + make_interval(secs => $1::float8 + n / $2::float8) - interval '18 hours'
  from (select id, row_number() over (order by id) as n from customer) numbered returning id, opened_at
)
insert into inquiry_entry (inquiry_id, at, what, text, origin) select id, opened_at, 'incoming', 'When does it arrive?', 'bench/' || id from asked`;

const WARNED = `select extract(epoch from at - due_at) * 1000 as ms from escalation where kind = 'first-reply' and step = 'warn' order by 1`;
const SCANS = `select coalesce(sum(seq_scan), 0)::int as count from pg_stat_user_tables where relname = 'sla_clock'`;

async function countOf(pool: Pool, sql: string): Promise<number> {
  return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
}

async function ourDelays(scene: Scene, round: number): Promise<Delays> {
  const { servers, smtpUrl } = scene;
  const url = await servers.freshDatabase(`sla_${round}`);
  const { pool } = await openShop(url, smtpUrl);
  await addPeople(pool, clocks);
  const worker = await startPart('worker', { DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl });
  try {
    return await escalated(scene, pool);
  } finally {
    // A worker that is left would take the tasks of the next run, for its own database.
    worker.signal('SIGTERM');
    await worker.ended;
    await pool.end();
  }
}

async function escalated({ client }: Scene, pool: Pool): Promise<Delays> {
  await pool.query(ASK, [leadMs / 1000, perSecond]);
  const ids = (await pool.query<{ id: string }>('select id from customer order by id')).rows.map(({ id }) => id);
  await inLanes(ids, LANES, (id) => client.workflow.signalWithStart(CUSTOMER_WORKFLOW, { workflowId: customerWorkflowId(id), taskQueue: TASK_QUEUE, args: [id], signal: 'wake', signalArgs: ['inquiry'] }));
  await until('every clock is open', async () => (await countOf(pool, `select count(*)::int as count from sla_clock where kind = 'first-reply'`)) === clocks, { limitMs: LIMIT_MS, everyMs: 500 });
  const scansBefore = await countOf(pool, SCANS);
  const late = await countOf(pool, `select count(*)::int as count from escalation where kind = 'first-reply'`);
  if (late > clocks / 20) throw new Error(`${late} clocks fell due before all slept: give them a longer lead`);
  await until('every clock has warned', async () => (await countOf(pool, `select count(*)::int as count from escalation where kind = 'first-reply' and step = 'warn'`)) === clocks, { limitMs: LIMIT_MS, everyMs: 2_000 });
  const { rows } = await pool.query<{ ms: string }>(WARNED);
  // The two counts of this bench go through the table themselves.
  const scans = (await countOf(pool, SCANS)) - scansBefore;
  await inLanes(ids, LANES, (id) => client.workflow.getHandle(customerWorkflowId(id)).terminate('measured').catch(() => undefined));
  return delaysOf(rows.map(({ ms }) => Number(ms)), scans);
}

/** A workflow that sleeps until an instant and says in a local activity how late it is. */
async function bareDelays({ servers, client }: Scene): Promise<Delays> {
  const worker = await startBenchWorker('bare', servers);
  const firstMs = Date.now() + leadMs;
  const due = Array.from({ length: clocks }, (_, n) => ({ id: `bare-timer:${randomUUID()}`, dueMs: firstMs + (n * 1000) / perSecond }));
  await inLanes(due, LANES, ({ id, dueMs }) => client.workflow.start('bareTimer', { workflowId: id, taskQueue: 'bare', args: [dueMs] }));
  await until('every timer has fired', async () => (await worker.done()).delaysMs.length >= clocks, { limitMs: LIMIT_MS, everyMs: 2_000 });
  const { delaysMs } = await worker.done();
  await worker.stop();
  return delaysOf(delaysMs.toSorted((a, b) => a - b), null);
}

interface Scene {
  readonly servers: BenchServers;
  readonly client: Client;
  readonly smtpUrl: string;
}

await withServers(async (servers) => {
  const sink = await startSink();
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const scene: Scene = { servers, client: new Client({ connection, namespace: servers.namespace }), smtpUrl: `smtp://127.0.0.1:${sink.port}` };
  const pairs = await interleaved(rounds, (round) => ourDelays(scene, round), () => bareDelays(scene));
  await connection.close();
  sink.stop();
  printReport({
    bench: 'sla', seed: 0, rounds, size: { clocks, perSecond, quick: values.quick }, raw: pairs,
    figures: [
      { what: 'delay of 99 % of the escalations, against bare timers', unit: 'ratio', value: ratioOf(pairs, ({ p99Ms }) => p99Ms), goal: { atMost: 2 } },
      { what: 'Touchline, 99 % within', unit: 'ms', value: spreadOf(pairs.map(({ ours }) => ours.p99Ms)) },
      { what: 'bare timers, 99 % within', unit: 'ms', value: spreadOf(pairs.map(({ plain }) => plain.p99Ms)) },
      { what: 'Touchline, half within', unit: 'ms', value: spreadOf(pairs.map(({ ours }) => ours.medianMs)) },
      { what: 'bare timers, half within', unit: 'ms', value: spreadOf(pairs.map(({ plain }) => plain.medianMs)) },
      { what: 'sequential scans of the clocks while they fell due', unit: 'scans', value: Math.max(...pairs.map(({ ours }) => ours.scans ?? 0)) },
    ],
  }, values.json);
});
