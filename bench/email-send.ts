/**
 * How many mails a second leave through the e-mail channel into a local mail server in a process of its own, against
 * nodemailer's pool and against the same sessions with nodemailer's composer.
 *
 *   node --import tsx bench/email-send.ts [--mails 4000] [--json]
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { createMailChannel } from '../src/channels/email/mail-channel.ts';
import { SmtpPool } from '../src/channels/email/smtp-pool.ts';
import { localSmtp } from '../src/channels/email/smtp-settings.ts';
import { createChannels } from '../src/channels/registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../src/channels/template-files.ts';
import type { CompiledTemplate, Outgoing } from '../src/contracts/channel.ts';
import { startSandboxMailServer } from '../src/channels/sandbox/mail-server.ts';
import { toContactPointId, toMessageId } from '../src/domain/ids.ts';

/** Mails under way at once; the channel spreads them over its five connections. */
const IN_FLIGHT = 20;
const never = new AbortController().signal;

interface Result {
  readonly way: string;
  readonly mails: number;
  readonly mailsPerSecond: number;
  readonly senderCpuMsPerMail: number;
}

async function runSink(): Promise<void> {
  let count = 0;
  const server = await startSandboxMailServer({ host: '127.0.0.1', port: 0, store: { add: async () => String((count += 1)) } });
  process.send?.(server.port);
  process.on('disconnect', () => process.exit(0));
}

async function startSink(): Promise<{ readonly port: number; stop(): void }> {
  const child = fork(fileURLToPath(import.meta.url), ['--sink'], { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  return { port, stop: () => child.disconnect() };
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

async function withNodemailerPool(port: number, mails: number, template: CompiledTemplate): Promise<Result> {
  const transport = createTransport({ pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: 5, maxMessages: 200 });
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
    const { outcome } = await pool.send({ from: message.sender.fromAddress, to: message.address }, built, never);
    return outcome === 'accepted';
  });
  await pool.close();
  return result;
}

async function withChannel(port: number, mails: number, template: CompiledTemplate): Promise<Result> {
  const channel = createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port }) });
  const open = await channel.open();
  const result = await measure('the e-mail channel', mails, async (message) => (await open.send(message, template, never)).outcome === 'accepted');
  await open.close();
  return result;
}

async function runBench(mails: number, json: boolean): Promise<void> {
  const sink = await startSink();
  const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: sink.port } });
  const { sources } = await loadTemplateFiles('templates', channels);
  const template = sources.find(({ name, locale }) => name === 'welcome' && locale === 'en')?.compiled;
  if (template === undefined) throw new Error('the template welcome is missing');
  await withChannel(sink.port, 500, template);
  const results = [
    await withNodemailerPool(sink.port, mails, template),
    await withComposer(sink.port, mails, template),
    await withChannel(sink.port, mails, template),
  ];
  sink.stop();
  if (json) console.log(JSON.stringify({ bench: 'email-send', results }));
  else console.table(results);
}

const { values } = parseArgs({ options: { sink: { type: 'boolean' }, mails: { type: 'string', default: '4000' }, json: { type: 'boolean', default: false } } });
if (values.sink === true) await runSink();
else await runBench(Number(values.mails), values.json);
