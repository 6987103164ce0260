/**
 * How many mails a second leave through pages and ledger of a real campaign run, against a plain nodemailer pool into the
 * same mail server; and how long after the start the first one leaves. The machine is shared by all of them.
 *
 *   node --import tsx bench/broadcast.ts [--people 20000] [--rounds 5] [--quick] [--json]
 */
import { parseArgs } from 'node:util';
import { openBroadcast } from './support/broadcast-ways.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';
import { withServers } from './support/servers.ts';
import { startSink } from './support/sink.ts';

const { values } = parseArgs({ options: {
  people: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const people = values.quick ? 2_000 : Number(values.people);
const rounds = values.quick ? 2 : Number(values.rounds);

await withServers(async (servers) => {
  const sink = await startSink();
  const broadcast = await openBroadcast(servers, sink, { name: 'broadcast', people });
  const pairs = await interleaved(rounds, broadcast.ours, broadcast.plain);
  await broadcast.shop.pool.end();
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
