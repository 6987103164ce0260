/**
 * How many mails a second leave through the e-mail channel into a local mail server in a process of its own, against
 * nodemailer's pool and against the same sessions with nodemailer's composer.
 *
 *   node --import tsx bench/email-send.ts [--mails 4000] [--rounds 5] [--quick] [--json]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { DkimKeyFile } from '../src/channels/email/dkim-keys.ts';
import { createMailChannel } from '../src/channels/email/mail-channel.ts';
import { SmtpPool } from '../src/channels/email/smtp-pool.ts';
import { localSmtp } from '../src/channels/email/smtp-settings.ts';
import { createChannels } from '../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../src/channels/template-files.ts';
import type { CompiledTemplate, Outgoing } from '../src/contracts/channel.ts';
import { toContactPointId, toMessageId } from '../src/domain/ids.ts';
import { dkimKey } from './support/dkim-key.ts';
import { printReport } from './support/report.ts';
import { spreadOf } from './support/rounds.ts';
import { startSink } from './support/sink.ts';

/** Mails under way at once; the channel spreads them over its five connections. */
const IN_FLIGHT = 20;
const never = new AbortController().signal;

interface Result {
  readonly way: string;
  readonly mails: number;
  readonly mailsPerSecond: number;
  readonly senderCpuMsPerMail: number;
}

function outgoing(index: number): Outgoing {
  return {
    messageId: toMessageId(`bench:5f0c1d3e-0000-4000-8000-${String(index).padStart(12, '0')}:1/hello/1/email`),
    contactPoint: toContactPointId('bench'),
    address: `customer${index}@mail.example`,
    displayName: `Zoë ${index}`,
    locale: 'en',
    templateHash: 'bench',
    data: { ...sampleData(), customer: { ...sampleData()['customer'] as object, name: `Zoë ${index}` } },
    links: SAMPLE_LINKS,
    sender: SAMPLE_SENDER,
    returnAddresses: { bounce: null, reply: null },
  purpose: 'marketing',
    campaign: 'bench',
  };
}

async function measure(way: string, mails: number, send: (message: Outgoing) => Promise<boolean>): Promise<Result> {
  let next = 0;
  let accepted = 0;
  const work = async () => {
    while (next < mails) {
      next += 1;
      if (await send(outgoing(next))) accepted += 1;
    }
  };
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  if (accepted !== mails) throw new Error(`${way}: ${accepted} of ${mails} were accepted`);
  return { way, mails, mailsPerSecond: Math.round(mails / (elapsedMs / 1000)), senderCpuMsPerMail: Number(((user + system) / 1000 / mails).toFixed(3)) };
}

function fieldsOf(message: Outgoing, template: CompiledTemplate) {
  const rendered = template.render(message.data, message.links, message.sender);
  return {
    from: { name: message.sender.fromName, address: message.sender.fromAddress },
    to: { name: message.displayName ?? '', address: message.address },
    subject: rendered['subject'], text: rendered['text'], html: rendered['html'],
    headers: { 'X-Touchline-Message': message.messageId },
    disableFileAccess: true, disableUrlAccess: true,
  };
}

async function withNodemailerPool(port: number, mails: number, template: CompiledTemplate, dkim: object = {}): Promise<Result> {
  const transport = createTransport({ pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: 5, maxMessages: 200, ...dkim });
  const result = await measure('nodemailer pool, sendMail', mails, async (message) => {
    const info = await transport.sendMail(fieldsOf(message, template));
    return info.accepted.length === 1;
  });
  transport.close();
  return result;
}

async function withComposer(port: number, mails: number, template: CompiledTemplate): Promise<Result> {
  const pool = new SmtpPool(localSmtp({ host: '127.0.0.1', port }));
  const result = await measure('own sessions, MIME by nodemailer', mails, async (message) => {
    const built = await new MailComposer(fieldsOf(message, template)).compile().build();
    const { outcome } = await pool.send({ from: message.sender.fromAddress, to: message.address, id: 'bench' }, built, never);
    return outcome === 'accepted';
  });
  await pool.close();
  return result;
}

async function withChannel(port: number, mails: number, template: CompiledTemplate, dkimKeys: readonly DkimKeyFile[] = []): Promise<Result> {
  const channel = createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port }), dkimKeys });
  const open = await channel.open();
  const result = await measure('the e-mail channel', mails, async (message) => (await open.send(message, template, never)).outcome === 'accepted');
  await open.close();
  return result;
}

const { values } = parseArgs({ options: {
  mails: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const mails = values.quick ? 500 : Number(values.mails);
const rounds = values.quick ? 1 : Number(values.rounds);

const sink = await startSink();
const { sources } = await loadTemplateFiles('templates', createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: sink.port } }));
const template = sources.find(({ name, locale }) => name === 'welcome' && locale === 'en')?.compiled;
if (template === undefined) throw new Error('the template welcome is missing');
const folder = await mkdtemp(path.join(tmpdir(), 'touchline-bench-'));
const key = await dkimKey(folder);
const dkim = { domainName: key.domainName, keySelector: key.keySelector, privateKey: key.privateKey, headerFieldNames: key.headerFieldNames };
const ways = {
  pool: withNodemailerPool, composer: withComposer, channel: withChannel,
  'pool, signed': (port: number, count: number, of: CompiledTemplate) => withNodemailerPool(port, count, of, { dkim }),
  'channel, signed': (port: number, count: number, of: CompiledTemplate) => withChannel(port, count, of, [{ domain: key.domainName, selector: key.keySelector, file: key.file }]),
};
type Way = keyof typeof ways;
for (const way of Object.values(ways)) await way(sink.port, 300, template);
const measured: Record<Way, Result>[] = [];
for (let round = 0; round < rounds; round += 1) {
  const results: [string, Result][] = [];
  for (const [name, way] of round % 2 === 0 ? Object.entries(ways) : Object.entries(ways).toReversed()) results.push([name, await way(sink.port, mails, template)]);
  measured.push(Object.fromEntries(results) as Record<Way, Result>);
}
await rm(folder, { recursive: true });
sink.stop();
const ratio = (way: Way, plain: Way = 'pool') => spreadOf(measured.map((round) => round[way].mailsPerSecond / round[plain].mailsPerSecond));
printReport({
  bench: 'email-send', seed: 0, rounds, size: { mails, quick: values.quick }, raw: measured,
  figures: [
    { what: 'the e-mail channel, against a nodemailer pool', unit: 'ratio', value: ratio('channel') },
    { what: 'both signing with DKIM', unit: 'ratio', value: ratio('channel, signed', 'pool, signed') },
    { what: 'its sessions with MIME by nodemailer, against the pool', unit: 'ratio', value: ratio('composer') },
    ...Object.keys(ways).flatMap((way) => {
      const of = (figure: 'mailsPerSecond' | 'senderCpuMsPerMail') => spreadOf(measured.map((round) => round[way as Way][figure]));
      return [{ what: way, unit: 'mails/s', value: of('mailsPerSecond') }, { what: `${way}, processor`, unit: 'ms/mail', value: of('senderCpuMsPerMail') }];
    }),
  ],
}, values.json);
