/**
 * How many events a second the server accepts, against a bare handler with one INSERT; and how long after its acceptance an
 * event that wakes a customer is decided upon.
 *
 *   node --import tsx bench/ingest.ts [--seconds 8] [--rounds 5] [--quick] [--json]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { anyFreePort } from '../src/platform/ports.ts';
import { projectFile } from '../src/platform/project-files.ts';
import type { Pool } from '../src/store/pool.ts';
import { createWriteKey } from '../src/store/write-keys.ts';
import { startPart } from '../test/support/part-process.ts';
import { httpClient, type HttpTarget, postPerSecond } from './support/http-load.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { withServers } from './support/servers.ts';
import { addPeople, openShop } from './support/shop.ts';
import { startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  seconds: { type: 'string', default: '8' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const seconds = values.quick ? 3 : Number(values.seconds);
const rounds = values.quick ? 2 : Number(values.rounds);
const CONNECTIONS = 16;
const PEOPLE = 2_000;
const BATCH = 100;
const EVENTS_PER_SECOND = 100;
const WAKING_PER_SECOND = 20;

let unique = 0;
/** A page view: kept, and of no further use; what most events of a shop are. */
const viewed = () => ({ event: 'Product Viewed', customer: `person ${unique % PEOPLE + 1}`, messageId: `view-${unique += 1}`, properties: { sku: '85123A', price: 2.55 } });
const view = () => JSON.stringify(viewed());
/** An order: changes facts and wakes its customer. */
const ordered = (n: number) => ({
  event: 'order.placed', customer: `person ${n % PEOPLE + 1}`, messageId: `order-${unique += 1}`,
  properties: { order_id: `bench-${unique}`, value: 42.5, currency: 'GBP' },
});

/** Milliseconds from the acceptance of each waking event to the decision that consumed it. */
async function reactionsMs(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ ms: number }>(
    `select extract(epoch from d.at - e.received_system)::float8 * 1000 as ms from event_inbox e
     join decision d on d.customer_id = e.customer_id and d.sequence = e.consumed_by where e.kind = 'order.placed' and e.status = 'consumed' order by 1`);
  return rows.map(({ ms }) => ms);
}

/** Posts at a steady rate, whatever the answers take. */
async function postSteadily(target: HttpTarget, totalSeconds: number): Promise<number> {
  const client = httpClient(target, 64);
  const startedMs = performance.now();
  const answers: Promise<number>[] = [];
  let waking = 0;
  for (let n = 0; n < totalSeconds * EVENTS_PER_SECOND; n += 1) {
    await setTimeout(Math.max(0, startedMs + (n * 1000) / EVENTS_PER_SECOND - performance.now()));
    const wakes = n % (EVENTS_PER_SECOND / WAKING_PER_SECOND) === 0;
    answers.push(client.post(JSON.stringify(wakes ? ordered(waking++) : viewed())));
  }
  const refused = (await Promise.all(answers)).filter((status) => status !== 200).length;
  client.close();
  if (refused > 0) throw new Error(`${refused} events were not taken`);
  return waking;
}

await withServers(async (servers) => {
  const sink = await startSink();
  const url = await servers.freshDatabase('ingest');
  const shop = await openShop(url, `smtp://127.0.0.1:${sink.port}`);
  await addPeople(shop.pool, PEOPLE);
  const created = await createWriteKey(shop.pool, 'online-retail', 'bench');
  const authorization = `Basic ${Buffer.from(`${created?.key}:`).toString('base64')}`;
  const port = await anyFreePort();
  const variables = {
    DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`, TOUCHLINE_PORT: String(port),
  };
  const server = await startPart('server', variables);
  const target = { port, path: '/v1/track', headersOf: () => ({ authorization }) };
  const worker = await startPart('worker', variables);
  const waking = await postSteadily(target, values.quick ? 10 : 30);
  await until('every waking event is decided upon', async () => (await reactionsMs(shop.pool)).length === waking, { limitMs: 120_000, everyMs: 500 });
  const reactions = await reactionsMs(shop.pool);
  worker.signal('SIGTERM');
  await worker.ended;
  const bare = fork(projectFile('bench', 'support', 'bare-ingest-process.ts'), [url], { execArgv: ['--import', 'tsx'] });
  const [barePort] = await once(bare, 'message') as [number];
  const load = { connections: CONNECTIONS, seconds };
  const plainTarget = { ...target, port: barePort };
  // The first seconds of either are spent on compiling.
  for (const one of [target, plainTarget]) await postPerSecond(one, view, { ...load, seconds: 2 });

  const pairs = await interleaved(rounds, () => postPerSecond(target, view, load), () => postPerSecond(plainTarget, view, load));
  const orders = await interleaved(rounds, () => postPerSecond(target, () => JSON.stringify(ordered(unique)), load), () => postPerSecond(plainTarget, view, load));
  const batch = () => JSON.stringify({ batch: Array.from({ length: BATCH }, viewed) });
  const batches = await interleaved(rounds,
    async () => BATCH * await postPerSecond({ ...target, path: '/v1/batch' }, batch, { ...load, connections: 4 }), () => postPerSecond(plainTarget, view, load));

  const percentile = (share: number) => reactions[Math.min(reactions.length - 1, Math.floor(reactions.length * share))] ?? Number.NaN;
  server.signal('SIGTERM');
  await server.ended;
  bare.disconnect();
  sink.stop();
  await shop.pool.end();
  printReport({
    bench: 'ingest', seed: 0, rounds, size: { seconds, connections: CONNECTIONS, quick: values.quick }, raw: { pairs, orders, batches, reactions },
    figures: [
      { what: 'events accepted at /v1/track, against a bare handler with one INSERT', unit: 'ratio', value: ratioOf(pairs, (rate) => rate), goal: { atLeast: 0.7 } },
      { what: 'the same for orders, whose facts are applied beside', unit: 'ratio', value: ratioOf(orders, (rate) => rate) },
      { what: `events at /v1/batch, ${BATCH} at a time`, unit: 'ratio', value: ratioOf(batches, (rate) => rate) },
      { what: 'accepted → reaction, 99 % within', unit: 'ms', value: percentile(0.99), goal: { atMost: 1_000 } },
      { what: 'accepted → reaction, half within', unit: 'ms', value: percentile(0.5) },
      { what: '/v1/track', unit: 'events/s', value: spreadOf(pairs.map(({ ours }) => ours)) },
      { what: '/v1/track, orders', unit: 'events/s', value: spreadOf(orders.map(({ ours }) => ours)) },
      { what: '/v1/batch', unit: 'events/s', value: spreadOf(batches.map(({ ours }) => ours)) },
      { what: 'the bare handler', unit: 'events/s', value: spreadOf(pairs.map(({ plain }) => plain)) },
    ],
  }, values.json);
});
