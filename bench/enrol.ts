/**
 * How many customers a second are enrolled and asleep, against the starts of a bare loop on a worker of the same size; and
 * whether cold customers are woken by a resume without a workflow task that times out.
 *
 *   node --import tsx bench/enrol.ts [--customers 500] [--cold 2000] [--rounds 5] [--quick] [--json]
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { CUSTOMER_WORKFLOW, customerWorkflowId, TASK_QUEUE } from '../src/contracts/lifecycle.ts';
import { pauseCampaign, resumeCampaign } from '../src/store/campaign-control.ts';
import type { Pool } from '../src/store/pool.ts';
import { type PartProcess, startPart } from '../test/support/part-process.ts';
import { startBenchWorker } from './support/bench-worker.ts';
import { letRun, placeOrders } from './support/entering.ts';
import { readEvents } from './support/history.ts';
import { inLanes } from './support/lanes.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { type BenchServers, withServers } from './support/servers.ts';
import { addPeople, applyCampaignText, openShop, setClockQuietly } from './support/shop.ts';
import { WAITING_CAMPAIGN, waitingText } from './support/waiting-campaign.ts';
import { type Sink, startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  customers: { type: 'string', default: '500' }, cold: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const customers = values.quick ? 100 : Number(values.customers);
const cold = values.quick ? 200 : Number(values.cold);
const rounds = values.quick ? 2 : Number(values.rounds);
/** Starts under way at a time, for both ways. */
const LANES = 8;
const A_DAY_MS = 86_400_000;

async function bareStarts(servers: BenchServers, client: Client): Promise<number> {
  const worker = await startBenchWorker('bare', servers);
  const ids = Array.from({ length: customers }, () => `bare:${randomUUID()}`);
  const startedMs = performance.now();
  await inLanes(ids, LANES, (workflowId) => client.workflow.signalWithStart('bareLoop', {
    workflowId, taskQueue: 'bare', args: [workflowId, 1_000_000, A_DAY_MS], signal: 'wake', signalArgs: ['start'],
  }));
  await until('every bare loop has looked', async () => (await worker.done()).advanced >= customers, { limitMs: 300_000, everyMs: 20 });
  const perSecond = customers / ((performance.now() - startedMs) / 1000);
  await worker.stop();
  await inLanes(ids, LANES, (id) => client.workflow.getHandle(id).terminate('measured').catch(() => undefined));
  return perSecond;
}

interface Scene {
  readonly servers: BenchServers;
  readonly client: Client;
  readonly sink: Sink;
}

interface Enrolled {
  readonly pool: Pool;
  readonly worker: PartProcess;
  readonly startWorker: () => Promise<PartProcess>;
  readonly ids: readonly string[];
  readonly perSecond: number;
}

/** Customers of a fresh database enter a campaign by an order and sleep in its first wait. */
async function enrol({ servers, client, sink }: Scene, database: string, people: number): Promise<Enrolled> {
  const url = await servers.freshDatabase(database);
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const shop = await openShop(url, smtpUrl);
  await setClockQuietly(shop.pool, '2011-11-08T12:00:00Z');
  await applyCampaignText(shop, servers.home, waitingText);
  await letRun(shop.pool, WAITING_CAMPAIGN);
  await addPeople(shop.pool, people);
  const ids = await placeOrders(shop.pool);
  const startWorker = () => startPart('worker', {
    DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl,
  });
  const worker = await startWorker();
  const startedMs = performance.now();
  await inLanes(ids, LANES, (id) => client.workflow.signalWithStart(CUSTOMER_WORKFLOW, {
    workflowId: customerWorkflowId(id), taskQueue: TASK_QUEUE, args: [id], signal: 'wake', signalArgs: ['order.placed'],
  }));
  await until('everybody is enrolled', async () => (await countOf(shop.pool, `select count(*)::int as count from enrolment where open`)) === people, { limitMs: 600_000, everyMs: 20 });
  return { pool: shop.pool, worker, startWorker, ids, perSecond: people / ((performance.now() - startedMs) / 1000) };
}

async function countOf(pool: Pool, sql: string): Promise<number> {
  return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
}

async function end(part: PartProcess): Promise<void> {
  part.signal('SIGTERM');
  await part.ended;
}

async function enrolledPerSecond(scene: Scene, round: number): Promise<number> {
  const { pool, worker, ids, perSecond } = await enrol(scene, `enrol_${round}`, customers);
  await end(worker);
  await pool.end();
  await inLanes(ids, LANES, (id) => scene.client.workflow.getHandle(customerWorkflowId(id)).terminate('measured').catch(() => undefined));
  return perSecond;
}

interface Woken {
  readonly seconds: number;
  readonly timedOut: number;
}

/** Pauses a campaign with sleeping customers, starts a worker that has cached none of them, resumes. */
async function wakeCold(scene: Scene): Promise<Woken> {
  const { pool, worker, startWorker, ids } = await enrol(scene, 'cold', cold);
  await pauseCampaign(pool, WAITING_CAMPAIGN);
  await end(worker);
  const fresh = await startWorker();
  const before = await countOf(pool, 'select count(*)::int as count from decision');
  const startedMs = performance.now();
  await resumeCampaign(pool, WAITING_CAMPAIGN, 'catch-up', 0);
  await until('everybody has looked', async () => (await countOf(pool, 'select count(*)::int as count from decision')) >= before + cold, { limitMs: 600_000, everyMs: 200 });
  const seconds = (performance.now() - startedMs) / 1000;
  let timedOut = 0;
  await inLanes(ids, LANES, async (id) => {
    if ((await readEvents(scene.client, customerWorkflowId(id))).includes('workflowTaskTimedOut')) timedOut += 1;
  });
  await end(fresh);
  await pool.end();
  return { seconds, timedOut };
}

await withServers(async (servers) => {
  const sink = await startSink();
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const scene = { servers, sink, client: new Client({ connection, namespace: servers.namespace }) };
  const pairs = await interleaved(rounds, (round) => enrolledPerSecond(scene, round), () => bareStarts(servers, scene.client));
  const woken = await wakeCold(scene);
  await connection.close();
  sink.stop();
  printReport({
    bench: 'enrol', seed: 0, rounds, size: { customers, cold, quick: values.quick }, raw: { pairs, woken },
    figures: [
      { what: 'customers enrolled and asleep, against the starts of the bare loop', unit: 'ratio', value: ratioOf(pairs, (rate) => rate), goal: { atLeast: 0.7 } },
      { what: 'Touchline', unit: 'customers/s', value: spreadOf(pairs.map(({ ours }) => ours)) },
      { what: 'the bare loop', unit: 'starts/s', value: spreadOf(pairs.map(({ plain }) => plain)) },
      { what: `of ${cold} cold customers woken by a resume, with a task that timed out`, unit: 'customers', value: woken.timedOut, goal: { atMost: 0 } },
      { what: `all ${cold} have looked after`, unit: 's', value: woken.seconds },
    ],
  }, values.json);
});
