import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dkimKeyFiles, readDkimKeys } from '../../../src/channels/email/dkim-keys.ts';
import { DkimSigner } from '../../../src/channels/email/dkim.ts';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { localSmtp } from '../../../src/channels/email/smtp-settings.ts';
import type { Outgoing } from '../../../src/contracts/channel.ts';
import { anOutgoing, sendOnce } from '../../support/mail-fixtures.ts';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';

let folder: string;
let sink: SmtpSink;
/** The TXT records that receivers would find. */
const published = new Map<string, string>();

/** A key pair: the private half in a file, the public one where receivers look. */
async function aKey(domain: string, selector: string, bits = 2048): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const file = path.join(folder, `${domain}-${selector}.pem`);
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  published.set(`${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`);
  return `${domain}/${selector}=${file}`;
}

async function resolver(name: string, type: string): Promise<string[][]> {
  const record = type === 'TXT' ? published.get(name) : undefined;
  if (record === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return [[record]];
}

/** What an independent verifier says of the one mail that the sink got. */
async function verdicts() {
  const [mail] = sink.accepted;
  const { results } = await dkimVerify(mail!.raw, { resolver });
  return results.map(({ signingDomain, selector, status }) => ({ signingDomain, selector, result: status.result, aligned: status.aligned }));
}

const channel = (keys: string) => createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port: sink.port }), dkimKeys: dkimKeyFiles(keys) });
const from = (fromAddress: string, over: Partial<Outgoing> = {}) => { const outgoing = anOutgoing(over); return { ...outgoing, sender: { ...outgoing.sender, fromAddress } }; };

const refusal = async (file: string) => readDkimKeys(dkimKeyFiles(`shop.example/a=${file}`)).then(() => 'none', String);

beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'touchline-dkim-')); });
afterAll(async () => { await rm(folder, { recursive: true }); });
beforeEach(async () => { sink = await startSmtpSink(); });
afterEach(async () => { await sink.close(); });

describe('a signed mail', () => {
  test('is verified by another implementation, with every field of RFC 8058 under the signature', async () => {
    const outcome = await sendOnce(channel(await aKey('shop.example', '2026a')), from('no-reply@shop.example'));
    expect(outcome.outcome).toBe('accepted');
    expect(await verdicts()).toEqual([expect.objectContaining({ signingDomain: 'shop.example', selector: '2026a', result: 'pass', aligned: 'shop.example' })]);
    const signature = sink.accepted[0]!.raw.toString().split(/\r\n(?=\S)/)[0]!.replaceAll(/\s+/g, '');
    expect(/;h=([^;]+);/.exec(signature)?.[1]?.split(':')).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id', 'content-type']));
  });

  test('of letters beyond ASCII, long lines and dots at their start is verified too', async () => {
    const data = { ...anOutgoing().data, customer: { name: `张伟 ${'ü'.repeat(200)}\r\n.hidden` }, shop: { name: 'Läden & Söhne GmbH 店' } };
    await sendOnce(channel(await aKey('shop.example', '2026b')), from('no-reply@shop.example', { data, displayName: 'Zoë 张' }));
    expect(await verdicts()).toMatchObject([{ result: 'pass' }]);
  });

  test('is verified whatever white space its fields and its body have', async () => {
    const keys = await readDkimKeys(dkimKeyFiles(await aKey('shop.example', '2026d')));
    const piece = fc.constantFrom(' ', '\t', '  ', '\r\n', '\r\n\r\n', '.', 'word', 'ü', '=20', '\r\n ');
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.constantFrom(' ', '\t ', '\r\n ', '\r\n\t \t'), async (body, gap) => {
      const message = Buffer.from(`From:${gap}Shop <no-reply@shop.example>${gap.replaceAll('\r\n', '')}\r\nSubject: a${gap}b\r\nX-Other:${gap}c\r\n\r\n${body.join('')}\r\n`);
      const signed = await new DkimSigner(keys).sign(message, 'no-reply@shop.example');
      expect(signed.subarray(signed.length - message.length)).toEqual(message);
      const { results } = await dkimVerify(signed, { resolver });
      expect(results.map(({ status }) => status.result)).toEqual(['pass']);
    }), { numRuns: 60 });
  });

  test('is no longer verified when a word of it is changed', async () => {
    await sendOnce(channel(await aKey('shop.example', '2026c')), from('no-reply@shop.example'));
    const raw = sink.accepted[0]!.raw.toString('latin1').replace('Hello', 'Hallo');
    const { results } = await dkimVerify(Buffer.from(raw, 'latin1'), { resolver });
    expect(results.map(({ status }) => status.result)).not.toContain('pass');
  });

  test('carries one signature for each key of its domain, and a parent domain signs for those below it', async () => {
    const keys = [await aKey('shop.example', 'old'), await aKey('shop.example', 'new'), await aKey('other.example', 'x')].join(' ');
    await sendOnce(channel(keys), from('news@mail.shop.example'));
    expect((await verdicts()).map(({ selector, result, aligned }) => [selector, result, aligned])).toEqual(expect.arrayContaining([['old', 'pass', 'shop.example'], ['new', 'pass', 'shop.example']]));
    expect(await verdicts()).toHaveLength(2);
  });

  test('has none where there is no key for its domain', async () => {
    await sendOnce(channel(await aKey('other.example', 'y')), from('no-reply@shop.example'));
    expect(sink.accepted[0]!.raw.toString()).not.toMatch(/DKIM-Signature/i);
  });
});

test('asks for delivery reports under an id of its own, where the server knows of them', async () => {
  sink.follow({ at: { ehlo: '250-sink\r\n250-DSN\r\n250 8BITMIME' } });
  await sendOnce(channel(''), from('no-reply@shop.example'));
  const id = /^Message-ID: <([^@]+)@/m.exec(sink.accepted[0]!.raw.toString())?.[1];
  expect(sink.commands.find((line) => line.startsWith('MAIL FROM'))).toContain(`RET=HDRS ENVID=${id}`);
  expect(sink.commands.find((line) => line.startsWith('RCPT TO'))).toContain('NOTIFY=FAILURE,DELAY ORCPT=rfc822;sample@mail.example');
});

describe('a key that is none', () => {
  test.each(['shop.example', 'shop.example/2026a', 'shop/2026a=/key.pem', 'shop.example/=k', '-a.example/s=k', 'shop.example/a b=k'])('%s is refused with the form it should have', (text) => {
    expect(() => dkimKeyFiles(text)).toThrow(/expected domain\/selector=file/);
  });

  test('is told with its file: missing, no key, too short, no RSA', async () => {
    const text = path.join(folder, 'text.pem');
    await writeFile(text, 'not a key');
    const curve = path.join(folder, 'curve.pem');
    await writeFile(curve, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await refusal('/nowhere/key.pem')).toBe('RangeError: /nowhere/key.pem cannot be read: ENOENT');
    expect(await refusal(text)).toBe(`RangeError: ${text} holds no private key in PEM without a password`);
    expect(await refusal(curve)).toMatch(/holds no RSA key/);
    expect(await refusal((await aKey('short.example', 's', 1024)).split('=')[1]!)).toMatch(/a key of 1024 bits: at least 2048/);
  });
});
