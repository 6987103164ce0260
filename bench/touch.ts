/**
 * What a touch of a living customer costs: events of history, touches per second and processor time, against a bare loop of
 * timer, local activity and regular activity on the same server with a worker of the same size.
 *
 *   node --import tsx bench/touch.ts [--customers 150] [--seconds 15] [--rounds 5] [--quick] [--json]
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { CUSTOMER_WORKFLOW, customerWorkflowId, TASK_QUEUE } from '../src/contracts/lifecycle.ts';
import { startPart } from '../test/support/part-process.ts';
import { startBenchWorker } from './support/bench-worker.ts';
import { letRun, placeOrders } from './support/entering.ts';
import { eventsPerTouch, readEvents } from './support/history.ts';
import { inLanes } from './support/lanes.ts';
import { printReport } from './support/report.ts';
import { spreadOf } from './support/rounds.ts';
import { type BenchServers, cpuDuring, withServers } from './support/servers.ts';
import { addPeople, applyCampaignText, openShop, setClockQuietly } from './support/shop.ts';
import { type Sink, startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  customers: { type: 'string', default: '150' }, seconds: { type: 'string', default: '15' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const customers = values.quick ? 50 : Number(values.customers);
const seconds = values.quick ? 5 : Number(values.seconds);
const rounds = values.quick ? 1 : Number(values.rounds);
const PERIOD_MS = 1_000;
/** A minute of the shop in a second of the machine: a wait of one minute is the bare loop's period. */
const CLOCK_FACTOR = 60;

interface Measured {
  readonly touchesPerSecond: number;
  readonly cpuMsPerTouch: Readonly<Record<string, number>>;
}

const STEPS = {
  living: `
  - id: news
    send: { template: thank-you, channels: [email], good-for: 3 days }
  - id: pause
    wait: { for: [clicked], timeout: 1 minutes }
    on: { clicked: exit, timeout: news }
`,
  'one-mail': `
  - id: let-it-settle
    wait: 1 minutes
  - id: news
    send: { template: thank-you, channels: [email], good-for: 3 days }
`,
};

const campaignText = (name: keyof typeof STEPS) => `apiVersion: touchline/v1
name: ${name}
title: { en: Touches }
purpose: marketing
entry: { on: [order.placed], re-entry: never }
send-window: { clock: customer, otherwise: { days: Mon-Fri, between: "08:00-20:00" } }
steps:${STEPS[name]}`;

/** Lets `touched` run for the measured seconds, once every run has had its first touch. */
async function measure(pids: Readonly<Record<string, number>>, touched: () => Promise<number>): Promise<Measured> {
  await until('every run is under way', async () => (await touched()) >= customers * 1.5, { limitMs: 120_000, everyMs: 200 });
  const { result, cpuMs } = await cpuDuring(pids, async () => {
    const before = await touched();
    const startedMs = performance.now();
    await setTimeout(seconds * 1000);
    const after = await touched();
    return { touches: after - before, elapsedS: (performance.now() - startedMs) / 1000 };
  });
  return {
    touchesPerSecond: result.touches / result.elapsedS,
    cpuMsPerTouch: Object.fromEntries(Object.entries(cpuMs).map(([part, ms]) => [part, ms / result.touches])),
  };
}

/** Neither way may leave runs behind that take part in the next round. */
async function terminate(client: Client, ids: readonly string[]): Promise<void> {
  await inLanes(ids, 8, (id) => client.workflow.getHandle(id).terminate('measured').catch(() => undefined));
}

async function withoutStore(way: 'bare' | 'stubbed', servers: BenchServers, client: Client): Promise<Measured> {
  const worker = await startBenchWorker(way, servers);
  const ids = Array.from({ length: customers }, () => (way === 'bare' ? `bare:${randomUUID()}` : customerWorkflowId(randomUUID())));
  const many = 1_000_000;
  await inLanes(ids, 8, (workflowId) => (way === 'bare'
    ? client.workflow.start('bareLoop', { workflowId, taskQueue: 'bare', args: [workflowId, many, PERIOD_MS] })
    : client.workflow.start(CUSTOMER_WORKFLOW, { workflowId, taskQueue: TASK_QUEUE, args: [workflowId.replace('customer:', '')] })));
  const measured = await measure({ worker: worker.pid, temporal: servers.temporalPid() }, async () => (await worker.done()).sent);
  await worker.stop();
  await terminate(client, ids);
  return measured;
}

interface EngineMeasured extends Measured {
  readonly eventsPerTouch: number;
  readonly eventsOfOneMail: number;
}

async function withEngine(round: number, servers: BenchServers, client: Client, sink: Sink): Promise<EngineMeasured> {
  const url = await servers.freshDatabase(`touch_${round}`);
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const shop = await openShop(url, smtpUrl, (policy) => policy.replace(/per-customer: \{ any: .* \}/, 'per-customer: { any: 100 per 1 hours }'));
  await setClockQuietly(shop.pool, '2011-11-08T09:00:00Z', CLOCK_FACTOR);
  for (const name of ['living', 'one-mail'] as const) await applyCampaignText(shop, servers.home, campaignText(name));
  const worker = await startPart('worker', {
    DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl,
  });
  const enter = async (campaign: string, people: number) => {
    await addPeople(shop.pool, people, `${campaign} `);
    await letRun(shop.pool, campaign);
    const ids = await placeOrders(shop.pool);
    await inLanes(ids, 8, (id) => client.workflow.signalWithStart(CUSTOMER_WORKFLOW, {
      workflowId: customerWorkflowId(id), taskQueue: TASK_QUEUE, args: [id], signal: 'wake', signalArgs: ['order.placed'],
    }));
    return ids;
  };
  const accepted = async () => (await shop.pool.query<{ count: number }>(`select count(*)::int from message where state = 'accepted'`)).rows[0]?.count ?? 0;

  const [single = ''] = await enter('one-mail', 1);
  await until('the one mail is out', async () => (await accepted()) === 1, { limitMs: 60_000, everyMs: 100 });
  await setTimeout(2_000);
  const eventsOfOneMail = (await readEvents(client, customerWorkflowId(single))).length;
  await shop.pool.query(`update campaign set state = 'finished' where name = 'one-mail'`);
  await shop.pool.query(`delete from event_inbox`);
  await terminate(client, [customerWorkflowId(single)]);
  await shop.pool.query('delete from customer_state where customer_id = $1', [single]);
  await shop.pool.query('delete from customer where id = $1', [single]);

  const ids = await enter('living', customers);
  const measured = await measure({ worker: worker.pid, temporal: servers.temporalPid(), database: servers.postgresPid }, accepted);
  const perTouch = eventsPerTouch(await readEvents(client, customerWorkflowId(ids[0] ?? '')));
  worker.signal('SIGTERM');
  await worker.ended;
  await terminate(client, ids.map(customerWorkflowId));
  await shop.pool.end();
  return { ...measured, eventsPerTouch: perTouch, eventsOfOneMail };
}

await withServers(async (servers) => {
  const sink = await startSink();
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection, namespace: servers.namespace });
  const measured: { bare: Measured; stubbed: Measured; engine: EngineMeasured }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bare = await withoutStore('bare', servers, client);
    const stubbed = await withoutStore('stubbed', servers, client);
    const engine = await withEngine(round, servers, client, sink);
    measured.push({ bare, stubbed, engine });
    process.stderr.write(`round ${round + 1} of ${rounds}: ${[bare, stubbed, engine].map((way) => way.touchesPerSecond.toFixed(0)).join(', ')} touches/s\n`);
  }
  await connection.close();
  sink.stop();
  const ratio = (way: 'stubbed' | 'engine') => spreadOf(measured.map((round) => round[way].touchesPerSecond / round.bare.touchesPerSecond));
  const cpu = (way: 'bare' | 'stubbed' | 'engine', part: string) => spreadOf(measured.map((round) => round[way].cpuMsPerTouch[part] ?? 0));
  printReport({
    bench: 'touch', seed: 0, rounds, size: { customers, seconds, quick: values.quick }, raw: measured,
    figures: [
      { what: 'events of history per touch of a living customer', unit: 'events', value: spreadOf(measured.map(({ engine }) => engine.eventsPerTouch)), goal: { atMost: 12 } },
      { what: 'events of a customer who gets one mail', unit: 'events', value: spreadOf(measured.map(({ engine }) => engine.eventsOfOneMail)), goal: { atMost: 19 } },
      { what: 'engine with its store in memory, against the bare loop', unit: 'ratio', value: ratio('stubbed'), goal: { atLeast: 0.8 } },
      { what: 'engine with PostgreSQL, against the bare loop', unit: 'ratio', value: ratio('engine'), goal: { atLeast: 0.6 } },
      { what: 'bare loop', unit: 'touches/s', value: spreadOf(measured.map(({ bare }) => bare.touchesPerSecond)) },
      { what: 'engine with PostgreSQL', unit: 'touches/s', value: spreadOf(measured.map(({ engine }) => engine.touchesPerSecond)) },
      ...(['bare', 'stubbed', 'engine'] as const).flatMap((way) => (way === 'engine' ? ['worker', 'temporal', 'database'] : ['worker', 'temporal']).map((part) => (
        { what: `processor of the ${part}, ${way}`, unit: 'ms/touch', value: cpu(way, part) }))),
    ],
  }, values.json);
});
