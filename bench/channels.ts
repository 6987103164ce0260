/**
 * What channels cost: signed mails through pages and ledger, against a plain nodemailer pool that signs with the same key and the same
 * fields; and news of providers taken in at /v1/hooks, against a bare handler with one INSERT of the same bodies.
 *
 *   node --import tsx bench/channels.ts [--people 10000] [--rounds 5] [--seconds 8] [--quick] [--json]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { messagesChange, notificationBody, type NotificationTarget, seconds as secondsOf, signatureOf } from '../src/channels/whatsapp/sandbox/notifications.ts';
import { anyFreePort } from '../src/platform/ports.ts';
import { projectFile } from '../src/platform/project-files.ts';
import type { Pool } from '../src/store/pool.ts';
import { startPart } from '../test/support/part-process.ts';
import { openBroadcast } from './support/broadcast-ways.ts';
import { dkimKey } from './support/dkim-key.ts';
import { httpClient, type HttpTarget, postPerSecond } from './support/http-load.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { type BenchServers, withServers } from './support/servers.ts';
import { startSink } from './support/sink.ts';
import { until } from './support/until.ts';

const { values } = parseArgs({ options: {
  people: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '8' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const people = values.quick ? 1_000 : Number(values.people);
const rounds = values.quick ? 2 : Number(values.rounds);
const seconds = values.quick ? 3 : Number(values.seconds);
const CONNECTIONS = 16;
const PER_SECOND = 200;
const TARGET: NotificationTarget = { url: null, appSecret: 'a-secret-of-the-bench-only', phoneNumberId: '106540352242922', accountId: '102290129340398' };
const WHATSAPP = {
  WHATSAPP_TOKEN: 'none', WHATSAPP_PHONE_NUMBER_ID: TARGET.phoneNumberId, WHATSAPP_BUSINESS_ACCOUNT_ID: TARGET.accountId, WHATSAPP_APP_SECRET: TARGET.appSecret,
  WHATSAPP_VERIFY_TOKEN: 'a-token-of-the-bench', WHATSAPP_API_URL: 'http://127.0.0.1:1',
};

/** Statuses of messages that were sent, each new: the ladder of one after the other. */
async function statusBodies(pool: Pool): Promise<() => string> {
  // The mails of the other half stand in for messages of the channel that tells: to news they are the same rows.
  await pool.query(`update message set channel = 'whatsapp'`);
  const { rows } = await pool.query<{ id: string }>(`select id from message where state = 'accepted' order by id`);
  let next = 0;
  return () => {
    const n = next;
    next += 1;
    const told = { id: `wamid.${n}`, status: ['sent', 'delivered', 'read'][Math.floor(n / rows.length) % 3], timestamp: secondsOf(Date.now()), recipient_id: `4477009${String(n % 100_000).padStart(5, '0')}`, biz_opaque_callback_data: rows[n % rows.length]?.id };
    return notificationBody(TARGET, [messagesChange(TARGET, { statuses: [told] })], Date.now()).toString();
  };
}

/** Posts at a steady rate, whatever the answers take; answers how long each took, shortest first. */
async function latenciesMs(target: HttpTarget, body: () => string, totalSeconds: number): Promise<number[]> {
  const client = httpClient(target, 64);
  const startedMs = performance.now();
  const timed = async () => {
    const askedMs = performance.now();
    if (await client.post(body()) !== 200) throw new Error('a body was not taken');
    return performance.now() - askedMs;
  };
  const answers: Promise<number>[] = [];
  for (let n = 0; n < totalSeconds * PER_SECOND; n += 1) {
    await setTimeout(Math.max(0, startedMs + (n * 1_000) / PER_SECOND - performance.now()));
    answers.push(timed());
  }
  const took = await Promise.all(answers);
  client.close();
  return took.toSorted((a, b) => a - b);
}

async function hooks(servers: BenchServers, { databaseUrl, pool, smtpUrl }: { databaseUrl: string; pool: Pool; smtpUrl: string }) {
  const port = await anyFreePort();
  const server = await startPart('server', {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace, TOUCHLINE_HOME: servers.home, SMTP_URL: smtpUrl, TOUCHLINE_PORT: String(port), ...WHATSAPP,
  });
  const bare = fork(projectFile('bench', 'support', 'bare-ingest-process.ts'), [databaseUrl], { execArgv: ['--import', 'tsx'] });
  const [barePort] = await once(bare, 'message') as [number];
  const target: HttpTarget = { port, path: '/v1/hooks/whatsapp', headersOf: (body) => ({ 'X-Hub-Signature-256': signatureOf(Buffer.from(body), TARGET.appSecret) }) };
  const body = await statusBodies(pool);
  const left = async () => (await pool.query<{ n: number }>(`select (select count(*) from provider_body where state = 'received')::int + (select count(*) from channel_news where state = 'waiting')::int as n`)).rows[0]?.n ?? 0;
  const done = () => until('all news is applied', async () => await left() === 0, { limitMs: 300_000, everyMs: 100 });
  const load = { connections: CONNECTIONS, seconds };
  for (const one of [target, { ...target, port: barePort }]) await postPerSecond(one, body, { ...load, seconds: 2 });
  await done();
  const steady = await latenciesMs(target, body, values.quick ? 5 : 30);
  await done();
  const behindS: number[] = [];
  const pairs = await interleaved(rounds, async () => {
    const rate = await postPerSecond(target, body, load);
    const endedMs = performance.now();
    // What was taken in is read beside, and what is left of it must not burden the other way.
    await done();
    behindS.push((performance.now() - endedMs) / 1_000);
    return rate;
  }, () => postPerSecond({ ...target, port: barePort }, body, load));
  server.signal('SIGTERM');
  await server.ended;
  bare.disconnect();
  return { pairs, steady, behindS };
}

await withServers(async (servers) => {
  const sink = await startSink();
  const broadcast = await openBroadcast(servers, sink, { name: 'channels', people, dkim: await dkimKey(servers.home) });
  const mails = await interleaved(rounds, broadcast.ours, broadcast.plain);
  const { pairs, steady, behindS } = await hooks(servers, { databaseUrl: broadcast.databaseUrl, pool: broadcast.shop.pool, smtpUrl: `smtp://127.0.0.1:${sink.port}` });
  await broadcast.shop.pool.end();
  sink.stop();
  const percentile = (share: number) => steady[Math.min(steady.length - 1, Math.floor(steady.length * share))] ?? Number.NaN;
  const cpu = (part: string) => spreadOf(mails.map((pair) => pair.ours.cpuMsPerMail[part] ?? 0));
  printReport({
    bench: 'channels', seed: 0, rounds, size: { people, seconds, connections: CONNECTIONS, quick: values.quick }, raw: { mails, pairs, steady, behindS },
    figures: [
      { what: 'signed mails through pages and ledger, against a nodemailer pool that signs', unit: 'ratio', value: ratioOf(mails, (way) => way.mailsPerSecond), goal: { atLeast: 1 } },
      { what: 'bodies taken at /v1/hooks, against a bare handler with one INSERT', unit: 'ratio', value: ratioOf(pairs, (rate) => rate), goal: { atLeast: 0.6 } },
      { what: `answer at ${PER_SECOND} bodies a second, 99 % within`, unit: 'ms', value: percentile(0.99), goal: { atMost: 250 } },
      { what: 'the same, half within', unit: 'ms', value: percentile(0.5) },
      { what: 'Touchline, signed', unit: 'mails/s', value: spreadOf(mails.map((pair) => pair.ours.mailsPerSecond)) },
      { what: 'nodemailer pool, signed', unit: 'mails/s', value: spreadOf(mails.map((pair) => pair.plain.mailsPerSecond)) },
      { what: 'processor of the worker', unit: 'ms/mail', value: cpu('worker') },
      { what: 'processor of the database', unit: 'ms/mail', value: cpu('database') },
      { what: 'processor of the nodemailer pool', unit: 'ms/mail', value: spreadOf(mails.map((pair) => pair.plain.cpuMsPerMail['sender'] ?? 0)) },
      { what: '/v1/hooks', unit: 'bodies/s', value: spreadOf(pairs.map(({ ours }) => ours)) },
      { what: 'the bare handler', unit: 'bodies/s', value: spreadOf(pairs.map(({ plain }) => plain)) },
      { what: 'until all that was taken in a round is applied', unit: 's', value: spreadOf(behindS) },
    ],
  }, values.json);
});
