/**
 * Reads mail from a real Dovecot: an independent server for src/channels/email/inbound/mail-poller.ts, whose tests have a small one of their own.
 *
 *   npm run proof:imap       with Dovecot installed (Debian: apt-get install dovecot-imapd), as root: its master wants to be
 *
 * Nothing leaves the machine: Dovecot listens on 127.0.0.1, with a certificate made here and with accounts of this script only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anyFreePort } from '../src/platform/ports.ts';
import type { ImapSettings } from '../src/channels/email/inbound/imap-settings.ts';
import { startMailPoller } from '../src/channels/email/inbound/mail-poller.ts';
import type { ReceivedMail } from '../src/contracts/inbound-mail.ts';

const USER = 'service@shop.test';
const PASSWORD = 'a "quoted" \\ secret';
const LIMIT_MS = 20_000;
const DOVECOT = '/usr/sbin/dovecot';
const home = mkdtempSync(path.join(tmpdir(), 'touchline-dovecot-'));
const maildir = path.join(home, 'mail');
let wrong = 0;
let delivered = 0;

async function main(): Promise<void> {
  if (!existsSync(DOVECOT)) throw new Error('Dovecot is not here: apt-get install dovecot-imapd');
  const [port, tlsPort] = [await anyFreePort(), await anyFreePort()];
  writeConfig({ port, tlsPort });
  let dovecot = await startDovecot(port);
  const restart = async () => {
    await stopped(dovecot);
    return { go: async () => { dovecot = await startDovecot(port); } };
  };
  try {
    await judge(port, tlsPort, restart);
  } finally {
    await stopped(dovecot);
    rmSync(home, { recursive: true, force: true });
  }
  if (wrong > 0) process.exitCode = 1;
}

/** What was stored, as the table would: once a digest. */
class Shelf {
  readonly mails: ReceivedMail[] = [];
  readonly faults: (string | null)[] = [];
  known = 0;
  diesAfterStoring = false;

  poll(port: number, over: Partial<ImapSettings> = {}) {
    const imap = { host: '127.0.0.1', port, secure: false, user: USER, password: PASSWORD, folder: 'INBOX', moveTo: null, ...over };
    return startMailPoller({
      imap, onState: (fault) => void this.faults.push(fault), times: { everyMs: 60_000, firstWaitMs: 200, longestWaitMs: 1_000 },
      store: async (mail) => {
        const isKnown = this.mails.some(({ digest }) => digest === mail.digest);
        if (isKnown) this.known += 1;
        else this.mails.push(mail);
        if (this.diesAfterStoring) throw new Error('killed between storing and marking');
        return { taken: isKnown ? 'known' : 'stored', id: '' };
      },
    });
  }
}

async function judge(port: number, tlsPort: number, restart: () => Promise<{ go: () => Promise<void> }>): Promise<void> {
  const shelf = new Shelf();
  for (let n = 0; n < 50; n += 1) deliver();
  let poller = shelf.poll(port);
  await check('fifty mails are stored and marked, and stay unread', async () => shelf.mails.length === 50 && filesIn('cur').length === 50 && filesIn('cur').every((name) => !/:2,.*S/.test(name) && /:2,.*[a-z]/.test(name)));
  deliver();
  await check('one that comes later is heard of without waiting for the next look', async () => shelf.mails.length === 51);
  await check('its bytes are those that were delivered', async () => shelf.mails.at(-1)?.raw.toString().includes('Message-ID: <51@customer.test>') === true);
  await poller.close();

  shelf.diesAfterStoring = true;
  deliver();
  poller = shelf.poll(port);
  await check('a mail is read again after a death between storing and marking', async () => shelf.known > 0);
  shelf.diesAfterStoring = false;
  await check('and stored once', async () => shelf.mails.length === 52 && filesIn('cur').filter((name) => !/:2,.*[a-z]/.test(name)).length === 0);

  const down = await restart();
  await check('the server is away', async () => shelf.faults.at(-1) !== null);
  deliver();
  await down.go();
  await check('mail goes on when it is back', async () => shelf.mails.length === 53 && shelf.faults.at(-1) === null);
  await poller.close();

  deliver();
  const moving = new Shelf();
  poller = moving.poll(port, { moveTo: 'Read by Touchline' });
  await check('mail is moved into a folder that was not there', async () => filesIn('cur', '.Read by Touchline').length + filesIn('new', '.Read by Touchline').length === 54 && filesIn('cur').length === 0);
  await poller.close();

  for (const [what, over, fault] of [
    ['a wrong password is told', { password: 'hunter2' }, 'the server refused the login'],
    ['a folder that is not there is told', { folder: 'Nowhere' }, 'the server refused a command: look whether the folder is there'],
    ['a certificate that nobody vouches for is refused', { port: tlsPort, secure: true }, 'the server cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ] as const) {
    const refused = new Shelf();
    poller = refused.poll(port, over);
    await check(what, async () => refused.faults[0] === fault, () => String(refused.faults[0]));
    await poller.close();
  }
}

async function check(what: string, holds: () => Promise<boolean>, found: () => string = () => ''): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  let good = await holds();
  while (!good && Date.now() < endMs) {
    await sleep(50);
    good = await holds();
  }
  if (!good) wrong += 1;
  process.stdout.write(`${good ? 'ok   ' : 'WRONG'}  ${what}${good ? '' : ` ${found()}`}\n`);
}

function deliver(): void {
  delivered += 1;
  const name = `${Date.now()}.${delivered}.shop`;
  writeFileSync(path.join(maildir, 'new', name), `Return-Path: <>\nDelivered-To: ${USER}\nFrom: ann@customer.test\nMessage-ID: <${delivered}@customer.test>\nSubject: Hello\n\nHello ${delivered}\n`, { mode: 0o666 });
}

function filesIn(part: 'new' | 'cur', folder = ''): readonly string[] {
  const place = path.join(maildir, folder, part);
  return existsSync(place) ? readdirSync(place) : [];
}

function writeConfig({ port, tlsPort }: { readonly port: number; readonly tlsPort: number }): void {
  for (const folder of ['run', 'state', ...['new', 'cur', 'tmp'].map((part) => path.join('mail', part))]) mkdirSync(path.join(home, folder), { recursive: true });
  const [key, certificate] = [path.join(home, 'key.pem'), path.join(home, 'certificate.pem')];
  execFileSync('/usr/bin/openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  writeFileSync(path.join(home, 'users'), `${USER}:{PLAIN}${PASSWORD}::::::\n`);
  writeFileSync(path.join(home, 'dovecot.conf'), `protocols = imap
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/dovecot.log
default_internal_user = mail
default_login_user = nobody
default_internal_group = mail
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
listen = 127.0.0.1
mail_location = maildir:${maildir}
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${home}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${home}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`);
  execFileSync('chown', ['-R', 'mail:mail', maildir]);
  chmodSync(home, 0o755);
}

async function startDovecot(port: number): Promise<ChildProcess> {
  const child = spawn(DOVECOT, ['-F', '-c', path.join(home, 'dovecot.conf')], { stdio: 'inherit' });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isListening(port)) return child;
    await sleep(100);
  }
  child.kill('SIGTERM');
  throw new Error('Dovecot did not start');
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  child.kill('SIGTERM');
  await ended;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
  });
}

const sleep = (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms); });

await main();
