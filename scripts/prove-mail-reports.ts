/**
 * Lets a real Postfix report what became of mails, and reads the reports: an independent maker of what src/channels/email/inbound reads.
 *
 *   npm run proof:mail-reports            with Postfix installed (Debian: apt-get install postfix), as root: its master wants to be
 *   POSTFIX_ROOT=postfix/root …           with the package only unpacked there (apt-get download postfix; dpkg -x postfix_*.deb postfix/root)
 *
 * Nothing leaves the machine: Postfix listens on 127.0.0.1 and passes mail on to two servers of this script only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { anyFreePort } from '../src/platform/ports.ts';
import { startMailListener } from '../src/channels/email/inbound/mail-listener.ts';
import { newsOf, signsOf } from '../src/channels/email/inbound/mail-news.ts';
import { readMail } from '../src/channels/email/inbound/read-mail.ts';
import { returnPathOf } from '../src/channels/email/return-path.ts';
import type { ReceivedMail } from '../src/contracts/inbound-mail.ts';
import type { LinkKey } from '../src/contracts/links.ts';

/** What the receiving server says to each recipient, and what has to follow. */
const CASES = [
  { local: 'dead', reply: '550 5.1.1 no such user', expected: 'failed address-dead 5.1.1' },
  { local: 'closed', reply: '550 5.2.1 mailbox closed', expected: 'failed address-dead 5.2.1' },
  { local: 'full', reply: '552 5.2.2 mailbox full', expected: 'failed address-in-trouble 5.2.2' },
  { local: 'blocked', reply: '550 5.7.26 unauthenticated', expected: 'failed sender-throttled 5.7.26' },
  { local: 'odd', reply: '554 5.6.0 cannot be read', expected: 'failed message-refused 5.6.0' },
  { local: 'good', reply: null, expected: 'receipt sent' },
] as const;

const KEY: LinkKey = { id: 'proof', secret: Buffer.alloc(32, 7).toString('base64') };
const LIMIT_MS = 60_000;
const root = process.env['POSTFIX_ROOT'] ?? '/';
const home = mkdtempSync(path.join(tmpdir(), 'touchline-postfix-'));

async function main(): Promise<void> {
  const daemons = path.join(root, 'usr/lib/postfix/sbin');
  if (!existsSync(path.join(daemons, 'master'))) throw new Error('Postfix is not here: apt-get install postfix, or set POSTFIX_ROOT');
  const received: ReceivedMail[] = [];
  const listener = await startMailListener({
    host: '127.0.0.1', port: 0, domains: ['bounce.shop.test'], keys: async () => [KEY],
    store: async (mail) => ({ taken: 'stored', id: String(received.push(mail)) }),
  });
  const receiver = await startReceiver();
  const port = await anyFreePort();
  const postfix = startPostfix(daemons, port, { receiver: receiver.port, listener: listener.port });
  try {
    await untilListening(port);
    await sendAll(port);
    const endMs = Date.now() + LIMIT_MS;
    while (received.length < CASES.length && Date.now() < endMs) await sleep(200);
    await judge(received);
  } finally {
    postfix.kill('SIGTERM');
    await Promise.all([listener.close(), receiver.close()]);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Asks for reports of failures and of deliveries, as Touchline does of failures. */
async function sendAll(port: number): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  for (const [index, { local }] of CASES.entries()) {
    await transport.sendMail({
      envelope: { from: returnPathOf(BigInt(index + 1), KEY, 'bounce.shop.test'), to: [`${local}@customer.test`] },
      from: 'shop@shop.test', to: `${local}@customer.test`, subject: 'Hello', text: 'Hello',
      dsn: { id: `envelope-${index}`, return: 'headers', notify: ['success', 'failure', 'delay'], recipient: `${local}@customer.test` },
    });
  }
  transport.close();
}

async function judge(received: readonly ReceivedMail[]): Promise<void> {
  const found = new Map<string, string>();
  for (const { raw, envelopeFrom, envelopeTo } of received) {
    const told = await readMail(raw, { from: envelopeFrom, to: envelopeTo }, [KEY]);
    const signs = signsOf(told);
    const { news } = newsOf(told, signs.map(({ ref }) => (ref === null ? null : { id: 'm', ref: String(ref), address: 'a@customer.test', by: 'signed' })), 0);
    for (const one of news) {
      const ref = Number(signs[0]?.ref ?? 0);
      const words = one.kind === 'failed' ? `failed ${one.failure} ${one.code}` : one.kind === 'receipt' ? `receipt ${one.status}` : one.kind;
      found.set(CASES[ref - 1]?.local ?? `ref ${ref}`, words);
    }
  }
  const wrong = CASES.filter(({ local, expected }) => found.get(local) !== expected);
  for (const { local, reply, expected } of CASES) process.stdout.write(`${found.get(local) === expected ? 'ok   ' : 'WRONG'}  ${local.padEnd(8)} ${(reply ?? '250').padEnd(26)} ${found.get(local) ?? 'no report'}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}

/** The receivers' own mail server; it knows no DSN, so a delivery to it is reported as relayed. */
async function startReceiver(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, hideDSN: true,
    onRcptTo: ({ address }, _session, answer) => {
      const reply = CASES.find(({ local }) => address.startsWith(`${local}@`))?.reply ?? null;
      answer(reply === null ? null : Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }));
    },
    onData: (stream, _session, answer) => { stream.resume().once('end', () => answer(null)); },
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => new Promise((resolve) => { server.close(resolve); }) };
}

function startPostfix(daemons: string, port: number, to: { receiver: number; listener: number }): ChildProcess {
  const [config, queue, data] = [path.join(home, 'etc'), path.join(home, 'queue'), path.join(home, 'data')];
  const folders = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop', 'pid', 'private', 'public', 'saved', 'trace'];
  for (const folder of [config, data, ...folders.map((name) => path.join(queue, name))]) mkdirSync(folder, { recursive: true });
  chmodSync(home, 0o755);
  writeFileSync(path.join(config, 'main.cf'), mainConfig(daemons, { queue, data, log: path.join(home, 'mail.log') }, to));
  writeFileSync(path.join(config, 'master.cf'), masterConfig(port));
  execFileSync('chown', ['-R', 'mail', data, ...folders.map((name) => path.join(queue, name))]);
  execFileSync('chown', ['root', path.join(queue, 'pid')]);
  return spawn(path.join(daemons, 'master'), ['-c', config, '-d'], { stdio: 'inherit', env: { LD_LIBRARY_PATH: path.join(root, 'usr/lib/postfix'), PATH: process.env['PATH'] } });
}

function mainConfig(daemons: string, files: { queue: string; data: string; log: string }, to: { receiver: number; listener: number }): string {
  return Object.entries({
    compatibility_level: '3.6', queue_directory: files.queue, data_directory: files.data, daemon_directory: daemons, command_directory: path.join(root, 'usr/sbin'),
    mail_owner: 'mail', setgid_group: 'games', shlib_directory: path.join(root, 'usr/lib/postfix'), meta_directory: path.join(root, 'etc/postfix'),
    import_environment: 'MAIL_CONFIG LD_LIBRARY_PATH', export_environment: 'MAIL_CONFIG LD_LIBRARY_PATH', maillog_file: files.log, maillog_file_prefixes: tmpdir(),
    myhostname: 'relay.shop.test', mydestination: '', inet_interfaces: '127.0.0.1', inet_protocols: 'ipv4', mynetworks: '127.0.0.0/8', smtp_tls_security_level: 'none', smtpd_tls_security_level: 'none',
    alias_maps: '', alias_database: '', local_recipient_maps: '', smtpd_relay_restrictions: 'permit_mynetworks, reject', disable_dns_lookups: 'yes', smtp_host_lookup: 'native',
    transport_maps: `inline:{ {customer.test = smtp:[127.0.0.1]:${to.receiver}}, {bounce.shop.test = smtp:[127.0.0.1]:${to.listener}} }`, default_transport: 'error:5.7.1 nothing leaves this machine',
  }).map(([name, value]) => `${name} = ${value}\n`).join('');
}

function masterConfig(port: number): string {
  const services = [
    [`127.0.0.1:${port}`, 'inet', 'n', 'smtpd'], ['cleanup', 'unix', 'n', 'cleanup', '-', '0'], ['qmgr', 'unix', 'n', 'qmgr', '300', '1'],
    ['rewrite', 'unix', '-', 'trivial-rewrite'], ['bounce', 'unix', '-', 'bounce', '-', '0'], ['defer', 'unix', '-', 'bounce', '-', '0'], ['trace', 'unix', '-', 'bounce', '-', '0'],
    ['verify', 'unix', '-', 'verify', '-', '1'], ['flush', 'unix', 'n', 'flush', '1000?', '0'], ['proxymap', 'unix', '-', 'proxymap'], ['smtp', 'unix', '-', 'smtp'], ['error', 'unix', '-', 'error'],
    ['retry', 'unix', '-', 'error'], ['anvil', 'unix', '-', 'anvil', '-', '1'], ['scache', 'unix', '-', 'scache', '-', '1'], ['postlog', 'unix-dgram', 'n', 'postlogd', '-', '1'],
  ];
  return services.map(([name, type, isPrivate, command, wakeUp = '-', most = '-']) => `${name} ${type} ${isPrivate} - n ${wakeUp} ${most} ${command}\n`).join('');
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
    });
    if (open) return;
    await sleep(100);
  }
  throw new Error('Postfix did not start');
}

const sleep = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });

await main();
