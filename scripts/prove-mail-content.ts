/**
 * Lets others judge what our mail channel sends: each layout in each language of its example, signed, through a real SMTP session. dkimpy verifies the
 * signature with the key given to it, Python's e-mail package reads the parts, SpamAssassin scores the whole by its local tests.
 *
 *   npm run proof:mail-content            needs Debian's python3-dkim and spamassassin; leaves evidence/mail-content.json
 *
 * Nothing leaves the machine: no DNS, no network tests, a sink on 127.0.0.1.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { createMailChannel } from '../src/channels/email/mail-channel.ts';
import { localSmtp } from '../src/channels/email/smtp-settings.ts';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../src/channels/sample-data.ts';
import { loadTemplateFiles } from '../src/channels/template-files.ts';
import { toContactPointId, toMessageId } from '../src/domain/ids.ts';
import { writeEvidence } from '../test/support/proof.ts';
import { startSmtpSink } from '../test/support/smtp-sink.ts';

/** One for each layout, written in all languages of the examples. */
const EXAMPLES: Readonly<Record<string, string>> = { 'thank-you': 'letter', offer: 'offer', 'new-for-you': 'products', 'order-received': 'notice' };
const LOCALES = ['en', 'de', 'fr', 'zh-CN', 'ar'];
/** What SpamAssassin takes for spam by default. */
const SPAM_SCORE = 5;
/** The standard test text that every spam filter has to catch: without this the scores above say nothing. */
const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
const PYTHON = '/usr/bin/python3';
const SPAMASSASSIN = process.env['SPAMASSASSIN'] ?? '/usr/bin/spamassassin';

const home = mkdtempSync(path.join(tmpdir(), 'touchline-mail-content-'));
const seen = z.object({
  mail: z.string(), verified: z.boolean(), verifiedAfterChange: z.boolean(), type: z.string(), parts: z.array(z.string()), charsets: z.array(z.string()),
  language: z.string(), subject: z.string(), defects: z.number(), html: z.string(), text: z.string(),
});

async function main(): Promise<void> {
  const lacking = [['python3-dkim', PYTHON, ['-c', 'import dkim']], ['spamassassin', SPAMASSASSIN, ['--version']]] as const;
  const missing = lacking.filter(([, command, words]) => !runs(command, words)).map(([name]) => name);
  if (missing.length > 0) throw new Error(`not on this machine: ${missing.join(', ')}; apt-get install ${missing.join(' ')}`);
  try {
    const sent = await sendAll();
    const mails = execFileSync(PYTHON, ['scripts/verify-mails.py', home], { encoding: 'utf8', maxBuffer: 2 ** 26 }).trim().split('\n').map((line) => seen.parse(JSON.parse(line)));
    const judged = mails.map((mail) => ({ ...mail, ...scored(readFileSync(path.join(home, `${mail.mail}.eml`))) }));
    const control = scored(Buffer.from(`From: a@shop.example\r\nTo: b@mail.example\r\nSubject: x\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <x@shop.example>\r\n\r\n${GTUBE}\r\n`));
    await report(judged, { sent, control: control.score });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function runs(command: string, words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Each example in each language through our channel; captured as it came over the wire. */
async function sendAll(): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const file = path.join(home, 'key.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path.join(home, 'record'), `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`);
  const sink = await startSmtpSink();
  const channel = createMailChannel({
    name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: false }, smtp: localSmtp({ host: '127.0.0.1', port: sink.port }),
    dkimKeys: [{ domain: SAMPLE_SENDER.domain, selector: 'proof', file }],
  });
  const { sources } = await loadTemplateFiles('templates', { email: channel });
  const open = await channel.open();
  for (const [name, layout] of Object.entries(EXAMPLES)) {
    for (const locale of LOCALES) {
      const source = sources.find((one) => one.name === name && one.locale === locale);
      if (source?.layout !== layout) throw new Error(`${name} in ${locale} does not stand in the layout ${layout}`);
      const purpose = layout === 'notice' ? 'service' : 'marketing';
      const before = sink.accepted.length;
      await open.send({
        messageId: toMessageId(`proof:5f0c1d3e-0000-4000-8000-00000000000${LOCALES.indexOf(locale)}:1/${name}/1/email`), contactPoint: toContactPointId('5f0c1d3e-0000-4000-8000-000000000002'),
        address: 'reader@mail.example', displayName: null, locale, templateHash: source.hash, data: sampleData(locale), links: SAMPLE_LINKS, sender: SAMPLE_SENDER,
        returnAddresses: { bounce: null, reply: null }, purpose, campaign: name,
      }, source.compiled, AbortSignal.timeout(30_000));
      const raw = sink.accepted[before]?.raw;
      if (raw === undefined) throw new Error(`${name} in ${locale} did not arrive`);
      writeFileSync(path.join(home, `${layout}.${locale}.eml`), raw);
    }
  }
  await open.close();
  await sink.close();
  return sink.accepted.length;
}

/** SpamAssassin's own words about a mail; `-L`: local tests only, `-t`: whatever the score. */
function scored(raw: Buffer): { readonly score: number; readonly tests: string; readonly bytes: number } {
  const said = execFileSync(SPAMASSASSIN, ['-L', '-t'], { input: raw, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['pipe', 'pipe', 'ignore'] });
  const status = /^X-Spam-Status: [^\n]*\n(?:[ \t][^\n]*\n)*/m.exec(said)?.[0].replaceAll(/\s+/g, ' ') ?? '';
  return { score: Number(/score=(-?[\d.]+)/.exec(status)?.[1] ?? Number.NaN), tests: /tests=(.*?)(?: autolearn| version|$)/.exec(status)?.[1]?.replaceAll(' ', '') ?? '', bytes: raw.length };
}

type Judged = z.infer<typeof seen> & ReturnType<typeof scored>;

function faultsOf({ mail, verified, verifiedAfterChange, type, parts, charsets, language, defects, html, text, score }: Judged): readonly string[] {
  const locale = mail.split('.')[1] ?? '';
  return [
    verified ? '' : 'its signature does not verify',
    verifiedAfterChange ? 'its signature verifies although the mail was changed' : '',
    type === 'multipart/alternative' && parts.join(' ') === 'text/plain text/html' && charsets.join() === 'utf-8' ? '' : `its parts are ${type}: ${parts.join(', ')} in ${charsets.join(', ')}`,
    language === locale && html.includes(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`) ? '' : 'its language is not told',
    [html, text].every((part) => part.includes(SAMPLE_LINKS.unsubscribeUrl)) ? '' : 'a part lacks the way out',
    Buffer.byteLength(html) <= 102 * 1024 ? '' : `its HTML has ${Buffer.byteLength(html)} bytes`,
    defects === 0 ? '' : `it has ${defects} defects`,
    score < SPAM_SCORE ? '' : `SpamAssassin scores it ${score}`,
  ].filter((fault) => fault !== '');
}

async function report(mails: readonly Judged[], { sent, control }: { sent: number; control: number }): Promise<void> {
  const faults = mails.flatMap((mail) => faultsOf(mail).map((fault) => `${mail.mail}: ${fault}`));
  if (mails.length !== sent) faults.push(`${sent} mails were sent, ${mails.length} were judged`);
  if (!(control >= SPAM_SCORE)) faults.push(`SpamAssassin scores the standard test text ${control}: its scores say nothing`);
  for (const mail of mails) process.stdout.write(`${faultsOf(mail).length === 0 ? 'ok   ' : 'WRONG'}  ${mail.mail.padEnd(15)} ${String(mail.score).padStart(5)}  ${String(mail.bytes).padStart(6)} bytes  ${mail.tests}\n`);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${mails.filter(({ verified }) => verified).length} of ${sent} signatures verified by dkimpy, highest score ${Math.max(...mails.map(({ score }) => score))}, the standard test text ${control}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else await writeEvidence('mail-content', 0, { judges: { dkimpy: versionOf(PYTHON, ['-c', 'import importlib.metadata as m; print(m.version("dkimpy"))']), spamassassin: versionOf(SPAMASSASSIN, ['--version']) }, standardTestText: control, mails: mails.map(({ mail, verified, score, tests, bytes }) => ({ mail, verified, score, tests, bytes })) });
}

const versionOf = (command: string, words: readonly string[]) => execFileSync(command, words, { encoding: 'utf8' }).split('\n')[0] ?? '';

await main();
