import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { LifecycleClient } from '../../src/platform/lifecycle-client.ts';
import { projectFile } from '../../src/platform/project-files.ts';
import { startCampaign } from '../../src/store/campaign-control.ts';
import type { Pool } from '../../src/store/pool.ts';
import { startPart } from '../../test/support/part-process.ts';
import type { PlainDkim } from './plain-pool-process.ts';
import { type BenchServers, cpuDuring } from './servers.ts';
import { addPeople, applyCampaignText, type BenchShop, openShop, setClockQuietly } from './shop.ts';
import type { Sink } from './sink.ts';
import { until } from './until.ts';

/** What one round of sending to everybody came to. */
export interface BroadcastWay {
  readonly mailsPerSecond: number;
  /** Milliseconds from the start to the first mail in the sink. */
  readonly firstMailMs: number;
  /** Mails per second from the start to the last outcome recorded, the freezing of the audience included. */
  readonly fromStartPerSecond: number;
  readonly cpuMsPerMail: Readonly<Record<string, number>>;
}

/** The same audience, sent to by a real campaign run and by a plain nodemailer pool into the same mail server. */
export interface Broadcast {
  readonly shop: BenchShop;
  readonly databaseUrl: string;
  readonly ours: (round: number) => Promise<BroadcastWay>;
  readonly plain: () => Promise<BroadcastWay>;
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

/** A shop with so many people, and both ways of sending to them; `dkim` signs the mails of both. */
export async function openBroadcast(servers: BenchServers, sink: Sink, { name, people, dkim = null }: { readonly name: string; readonly people: number; readonly dkim?: (PlainDkim & { readonly file: string }) | null }): Promise<Broadcast> {
  const databaseUrl = await servers.freshDatabase(name);
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const shop = await openShop(databaseUrl, smtpUrl);
  await setClockQuietly(shop.pool, noonOfRound(0));
  await addPeople(shop.pool, people);
  const ours = async (round: number) => {
    await setClockQuietly(shop.pool, noonOfRound(round));
    const worker = await startPart('worker', {
      DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl,
      ...(dkim === null ? {} : { DKIM_KEYS: `${dkim.domainName}/${dkim.keySelector}=${dkim.file}` }),
      ...profiling(),
    });
    const way = await sendAll({ servers, shop, sink }, { worker: worker.pid, people, name: `${name}-${round}` });
    worker.signal('SIGTERM');
    await worker.ended;
    return way;
  };
  return { shop, databaseUrl, ours, plain: () => withPlainPool(sink, people, dkim) };
}

async function sendAll({ servers, shop, sink }: { servers: BenchServers; shop: BenchShop; sink: Sink }, { worker, people, name }: { worker: number; people: number; name: string }): Promise<BroadcastWay> {
  await applyCampaignText(shop, servers.home, campaignText(name));
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const lifecycle = new LifecycleClient(new Client({ connection, namespace: servers.namespace }), async () => new Map());
  await sink.forget();
  const pids = { worker, database: servers.postgresPid, temporal: servers.temporalPid(), sink: sink.pid };
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

async function withPlainPool(sink: Sink, people: number, dkim: PlainDkim | null): Promise<BroadcastWay> {
  const child = fork(projectFile('bench', 'support', 'plain-pool-process.ts'), [], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  await sink.forget();
  const startedMs = Date.now();
  const { result: seconds, cpuMs } = await cpuDuring({ sender: child.pid ?? 0, sink: sink.pid }, async () => {
    const done = once(child, 'message') as Promise<[{ seconds: number }]>;
    child.send({ port: sink.port, mails: people, dkim });
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
