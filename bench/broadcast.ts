/**
 * How many mails a second leave through pages and ledger of a real campaign run, against a plain nodemailer pool into the
 * same mail server; and how long after the start the first one leaves. The machine is shared by all of them.
 *
 *   node --import tsx bench/broadcast.ts [--people 20000] [--rounds 5] [--quick] [--json]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { LifecycleClient } from '../src/platform/lifecycle-client.ts';
import { projectFile } from '../src/platform/project-files.ts';
import { startCampaign } from '../src/store/campaign-control.ts';
import type { Pool } from '../src/store/pool.ts';
import { type PartProcess, startPart } from '../test/support/part-process.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { type BenchServers, cpuDuring, withServers } from './support/servers.ts';
import { addPeople, applyCampaignText, type BenchShop, openShop, setClockQuietly } from './support/shop.ts';
import { type Sink, startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  people: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const people = values.quick ? 2_000 : Number(values.people);
const rounds = values.quick ? 2 : Number(values.rounds);

interface Way {
  readonly mailsPerSecond: number;
  /** Milliseconds from the start to the first mail in the sink. */
  readonly firstMailMs: number;
  /** Mails per second from the start to the last outcome recorded, the freezing of the audience included. */
  readonly fromStartPerSecond: number;
  readonly cpuMsPerMail: Readonly<Record<string, number>>;
}

const campaignText = (name: string) => `apiVersion: touchline/v1
name: ${name}
title: { en: A broadcast }
purpose: marketing
entry: { audience: at-start, re-entry: never }
audience: { stages: [purchasing] }
steps:
  - id: news
    send: { template: thank-you, channels: [email], good-for: 3 days }
`;

/** Weeks apart, so that caps and the fourteen days of rest of other rounds stand in nobody's way. */
const noonOfRound = (round: number) => new Date(Date.UTC(2011, 10, 8 + 7 * round, 12)).toISOString();

interface Scene {
  readonly servers: BenchServers;
  readonly shop: BenchShop;
  readonly sink: Sink;
}

async function withTouchline({ servers, shop, sink }: Scene, worker: PartProcess, name: string): Promise<Way> {
  await applyCampaignText(shop, servers.home, campaignText(name));
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const lifecycle = new LifecycleClient(new Client({ connection, namespace: servers.namespace }), async () => new Map());
  await sink.forget();
  const pids = { worker: worker.pid, database: servers.postgresPid, temporal: servers.temporalPid(), sink: sink.pid };
  const startedMs = Date.now();
  const { result: endedMs, cpuMs } = await cpuDuring(pids, async () => {
    const runId = await startCampaign(shop.pool, name);
    await lifecycle.startCampaignRun(runId);
    await until('every mail is recorded as accepted', async () => (await accepted(shop.pool, runId)) === people, { limitMs: 900_000, everyMs: 50 });
    return Date.now();
  });
  await connection.close();
  const { count, receivers, firstMs } = await sink.tell();
  if (count !== people || receivers !== people) throw new Error(`${people} people were to get one mail each: ${count} mails to ${receivers}`);
  const began = firstMs ?? startedMs;
  return {
    mailsPerSecond: people / ((endedMs - began) / 1000),
    firstMailMs: began - startedMs,
    fromStartPerSecond: people / ((endedMs - startedMs) / 1000),
    cpuMsPerMail: Object.fromEntries(Object.entries(cpuMs).map(([part, ms]) => [part, ms / people])),
  };
}

async function accepted(pool: Pool, runId: string): Promise<number> {
  // The member changes with the claim, the message with its outcome: no count over what is long done in each look.
  const { rows } = await pool.query<{ count: number }>(
    `select case when exists (select 1 from audience_member where run_id = $1 and state = 'pending') then 0 else (
       select count(*)::int from message where run_id = $1 and state = 'accepted') end as count
     from campaign_run where id = $1 and state in ('sending', 'waiting', 'finished')`, [runId]);
  return rows[0]?.count ?? 0;
}

async function withPlainPool(sink: Sink): Promise<Way> {
  const child = fork(projectFile('bench', 'support', 'plain-pool-process.ts'), [], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  await sink.forget();
  const startedMs = Date.now();
  const { result: seconds, cpuMs } = await cpuDuring({ sender: child.pid ?? 0, sink: sink.pid }, async () => {
    const done = once(child, 'message') as Promise<[{ seconds: number }]>;
    child.send({ port: sink.port, mails: people });
    return (await done)[0].seconds;
  });
  child.disconnect();
  const { firstMs, lastMs } = await sink.tell();
  return {
    mailsPerSecond: people / (((lastMs ?? startedMs) - (firstMs ?? startedMs)) / 1000),
    firstMailMs: (firstMs ?? startedMs) - startedMs,
    fromStartPerSecond: people / seconds,
    cpuMsPerMail: Object.fromEntries(Object.entries(cpuMs).map(([part, ms]) => [part, ms / people])),
  };
}

/** BENCH_NODE_OPTIONS goes to the worker, for a profile: `--import ./profile.mjs`. */
function profiling(): Record<string, string> {
  const options = process.env['BENCH_NODE_OPTIONS'];
  return options === undefined ? {} : { NODE_OPTIONS: options };
}

await withServers(async (servers) => {
  const sink = await startSink();
  const url = await servers.freshDatabase('broadcast');
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const shop = await openShop(url, smtpUrl);
  await setClockQuietly(shop.pool, noonOfRound(0));
  await addPeople(shop.pool, people);
  const ours = async (round: number) => {
    await setClockQuietly(shop.pool, noonOfRound(round));
    const worker = await startPart('worker', {
      DATABASE_URL: url, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl,
      ...profiling(),
    });
    const way = await withTouchline({ servers, shop, sink }, worker, `broadcast-${round}`);
    worker.signal('SIGTERM');
    await worker.ended;
    return way;
  };
  const pairs = await interleaved(rounds, ours, () => withPlainPool(sink));
  await shop.pool.end();
  sink.stop();
  const cpu = (part: string) => spreadOf(pairs.map((pair) => pair.ours.cpuMsPerMail[part] ?? 0));
  printReport({
    bench: 'broadcast', seed: 0, rounds, size: { people, quick: values.quick }, raw: pairs,
    figures: [
      { what: 'mails through pages and ledger, against a nodemailer pool', unit: 'ratio', value: ratioOf(pairs, (way) => way.mailsPerSecond), goal: { atLeast: 1.5 } },
      { what: 'first mail after the start', unit: 'ms', value: spreadOf(pairs.map((pair) => pair.ours.firstMailMs)), goal: { atMost: 1_000 } },
      { what: 'Touchline, from the first mail to the last outcome', unit: 'mails/s', value: spreadOf(pairs.map((pair) => pair.ours.mailsPerSecond)) },
      { what: 'Touchline, from the start to the last outcome', unit: 'mails/s', value: spreadOf(pairs.map((pair) => pair.ours.fromStartPerSecond)) },
      { what: 'nodemailer pool, sendMail', unit: 'mails/s', value: spreadOf(pairs.map((pair) => pair.plain.mailsPerSecond)) },
      { what: 'processor of the worker', unit: 'ms/mail', value: cpu('worker') },
      { what: 'processor of the database', unit: 'ms/mail', value: cpu('database') },
      { what: 'processor of the mail server', unit: 'ms/mail', value: cpu('sink') },
      { what: 'processor of the nodemailer pool', unit: 'ms/mail', value: spreadOf(pairs.map((pair) => pair.plain.cpuMsPerMail['sender'] ?? 0)) },
    ],
  }, values.json);
});
