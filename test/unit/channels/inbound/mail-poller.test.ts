import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImapSettings } from '../../../../src/channels/email/inbound/imap-settings.ts';
import { readImapUrl } from '../../../../src/channels/email/inbound/imap-settings.ts';
import { type MailPoller, startMailPoller } from '../../../../src/channels/email/inbound/mail-poller.ts';
import { mailboxMail } from '../../../../src/channels/email/inbound/mailbox-mail.ts';
import { newsOf, signsOf } from '../../../../src/channels/email/inbound/mail-news.ts';
import { MOST_BYTES_READ } from '../../../../src/channels/email/inbound/read-raw.ts';
import { readMail } from '../../../../src/channels/email/inbound/read-mail.ts';
import type { MailTaken, ReceivedMail } from '../../../../src/contracts/inbound-mail.ts';
import { IMAP_PASSWORD, IMAP_USER, type ImapServer, startImapServer } from '../../../support/imap-server.ts';
import { BOUNCE_TO, failedWith, KEY, REF } from './mails.ts';

let server: ImapServer;
const pollers: MailPoller[] = [];
beforeEach(async () => { server = await startImapServer(); });
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.close()));
  await server.close();
});

/** The table of mails: stores each digest once, and fails when it is told to. */
class Shelf {
  readonly mails: ReceivedMail[] = [];
  readonly answers: MailTaken['taken'][] = [];
  full = false;
  away = false;

  async store(mail: ReceivedMail): Promise<MailTaken> {
    if (this.away) throw new Error('the database is away');
    const taken = this.full ? 'full' : this.mails.some(({ digest }) => digest === mail.digest) ? 'known' : 'stored';
    if (taken === 'stored') this.mails.push(mail);
    this.answers.push(taken);
    return { taken, id: '' };
  }
}

const ONE = 'From: Ann <ann@customer.test>\r\nTo: service@reply.shop.test\r\nMessage-ID: <one@x>\r\nSubject: Hi\r\n\r\nHello\r\n';
const mailNumber = (n: number) => ONE.replace('<one@x>', `<${n}@x>`);
const faults: (string | null)[] = [];

function poll(shelf: Shelf, over: Partial<ImapSettings> = {}, everyMs = 10_000): MailPoller {
  faults.length = 0;
  const imap = { host: '127.0.0.1', port: server.port, secure: false, user: IMAP_USER, password: IMAP_PASSWORD, folder: 'INBOX', moveTo: null, ...over };
  const poller = startMailPoller({ imap, store: (mail) => shelf.store(mail), onState: (fault) => void faults.push(fault), times: { everyMs, firstWaitMs: 20, longestWaitMs: 100 } });
  pollers.push(poller);
  return poller;
}
/** How long it takes is the machine's affair. */
const until = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });
const marks = () => server.flagsIn().map((flags) => flags.join(' '));

describe('a folder of a mailbox', () => {
  test('is read: each mail is stored, then marked, and stays unread for people', async () => {
    for (let n = 0; n < 45; n += 1) server.deliver(mailNumber(n));
    const shelf = new Shelf();
    poll(shelf);
    await until(() => marks().every((mark) => mark === '$Touchline')).toBe(true);
    expect(shelf.mails).toHaveLength(45);
    expect(shelf.mails[0]).toMatchObject({ envelopeFrom: 'ann@customer.test', envelopeTo: ['service@reply.shop.test'], bytes: mailNumber(0).length });
    await until(() => faults).toEqual([null]);
  });

  test('a mail that comes later is heard of at once', async () => {
    const shelf = new Shelf();
    poll(shelf);
    await until(() => server.commands.some((line) => line.endsWith('IDLE') || line.includes('UID SEARCH'))).toBe(true);
    server.deliver(ONE);
    await until(() => marks()).toEqual(['$Touchline']);
    expect(shelf.mails).toHaveLength(1);
  });

  test('where a server has no keywords mail is marked as read, and what people have read is left alone', async () => {
    server.follow({ keywords: false });
    server.deliver(ONE);
    poll(new Shelf());
    await until(marks).toEqual([String.raw`\Seen`]);
    expect(server.commands.some((line) => line.includes('UNSEEN'))).toBe(true);
  });

  test('or mail is moved, into a folder that is made when it is missing', async () => {
    server.deliver(ONE);
    poll(new Shelf(), { moveTo: 'Read by Touchline' });
    await until(() => server.flagsIn('Read by Touchline')).toHaveLength(1);
    expect(server.flagsIn()).toEqual([]);
  });

  test('a crash between storing and marking reads the mail again and stores it once; so do new numbers of a restored mailbox', async () => {
    server.follow({ cutAt: (command) => command === 'UID STORE' });
    server.deliver(ONE);
    const shelf = new Shelf();
    const dying = poll(shelf);
    await until(() => shelf.answers.length).toBeGreaterThan(1);
    await dying.close();
    expect(marks()).toEqual(['']);
    server.follow({});
    poll(shelf);
    await until(marks).toEqual(['$Touchline']);
    server.renumber();
    await until(marks).toEqual(['$Touchline']);
    expect(shelf.mails).toHaveLength(1);
    expect(shelf.answers.slice(1).every((answer) => answer === 'known')).toBe(true);
  });

  test('nothing is marked while the database is away or too much waits', async () => {
    server.deliver(ONE);
    const shelf = new Shelf();
    shelf.away = true;
    poll(shelf);
    await until(() => faults.length).toBeGreaterThan(0);
    shelf.away = false;
    shelf.full = true;
    await until(() => faults).toContain('too much mail waits to be read');
    expect(marks()).toEqual(['']);
    shelf.full = false;
    await until(marks).toEqual(['$Touchline']);
    await until(() => faults.at(-1)).toBeNull();
  });

  test('a server that goes away is tried again, further and further apart, and mail goes on', async () => {
    const shelf = new Shelf();
    poll(shelf);
    await until(() => faults).toEqual([null]);
    const { port } = server;
    await server.close();
    await until(() => faults.at(-1)).toMatch(/cannot be reached|was closed/);
    server = await startImapServer({}, port);
    server.deliver(ONE);
    await until(() => shelf.mails.length).toBe(1);
    await until(() => faults.at(-1)).toBeNull();
  });

  test('of a large mail the first part is read, and its size is told', async () => {
    server.deliver(`${ONE}${'x'.repeat(MOST_BYTES_READ)}`);
    const shelf = new Shelf();
    poll(shelf);
    await until(() => shelf.mails.length).toBe(1);
    expect(shelf.mails[0]?.raw).toHaveLength(MOST_BYTES_READ);
    expect(shelf.mails[0]?.bytes).toBe(ONE.length + MOST_BYTES_READ);
  });

  test.each([
    ['a wrong password', { password: 'hunter2' }, 'the server refused the login'],
    ['a folder that is not there', { folder: 'Nowhere' }, 'the server refused a command: look whether the folder is there'],
  ])('%s is told without a word of what was sent', async (_what, over, fault) => {
    poll(new Shelf(), over);
    await until(() => faults[0]).toBe(fault);
    expect(JSON.stringify(faults)).not.toMatch(/hunter2|secret|service@/);
  });

  test('closing ends it at once, whatever the server does', async () => {
    server.follow({ isSilent: true });
    const poller = poll(new Shelf());
    await until(() => server.connectionCount()).toBe(1);
    const startedMs = performance.now();
    await poller.close();
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });
});

describe('a mail out of a mailbox', () => {
  test('feeds the same readers: a report at a signed return path is proven, whoever wrote the other fields', async () => {
    const delivered = Buffer.concat([Buffer.from(`Return-Path: <>\r\nDelivered-To: ${BOUNCE_TO}\r\n`), failedWith('5.1.1')]);
    const { envelopeFrom, envelopeTo, raw } = mailboxMail(delivered, delivered.length);
    expect({ envelopeFrom, first: envelopeTo[0] }).toEqual({ envelopeFrom: '', first: BOUNCE_TO });
    const told = await readMail(raw, { from: envelopeFrom, to: envelopeTo }, [KEY]);
    expect(signsOf(told)).toMatchObject([{ ref: REF }]);
    const { news } = newsOf(told, [{ id: 'm', ref: String(REF), address: 'ann@customer.test', by: 'signed' }], 0);
    expect(news).toMatchObject([{ kind: 'failed', failure: 'address-dead' }]);
  });

  test('a forged token in such a field names nothing', async () => {
    const forged = Buffer.from(`Return-Path: <>\r\nDelivered-To: bounce+77.aaaaaaaaaaaaaaaa@bounce.shop.test\r\nFrom: MAILER-DAEMON@x\r\nSubject: x\r\n\r\n550 5.1.1 no\r\n`);
    const { envelopeFrom, envelopeTo, raw } = mailboxMail(forged, forged.length);
    expect(signsOf(await readMail(raw, { from: envelopeFrom, to: envelopeTo }, [KEY]))).toMatchObject([{ ref: null }]);
  });

  test('without a return path it is not taken for a machine; with an empty one it is', () => {
    expect(mailboxMail(Buffer.from(ONE), 1).envelopeFrom).toBe('ann@customer.test');
    expect(mailboxMail(Buffer.from(`Return-Path: <>\r\n${ONE}`), 1).envelopeFrom).toBe('');
    expect(mailboxMail(Buffer.from('\0\xff no mail at all'), 1)).toMatchObject({ envelopeFrom: 'unknown', envelopeTo: [] });
  });
});

describe('the address of a mailbox', () => {
  test.each([
    ['imaps://service%40shop.test@imap.shop.test/Bounces?move-to=Done', { host: 'imap.shop.test', port: 993, secure: true, user: 'service@shop.test', folder: 'Bounces', moveTo: 'Done' }],
    ['imap://me@[::1]:1143', { host: '::1', port: 1143, secure: false, folder: 'INBOX', moveTo: null }],
    ['imaps://me@h/A%2FB', { folder: 'A/B' }],
  ])('%s', (url, expected) => {
    expect(readImapUrl(url, 'p')).toMatchObject({ ...expected, password: 'p' });
  });

  test.each([
    ['hunter2', /expected an address/], ['pop3://me@h', /expected an address/], ['imaps://me:hunter2@h', /TOUCHLINE_INBOUND_IMAP_PASSWORD/], ['imaps://h/hunter2', /names no user/],
    ['imaps://me@h?hunter2=1', /unknown option/], ['imaps://me@h/A?move-to=A', /folder it is read from/], ['imaps://hunter2%@h', /write %25/],
  ])('%s is refused, and not repeated', (url, words) => {
    expect(() => readImapUrl(url, 'p')).toThrow(words);
    expect(() => readImapUrl(url, 'p')).not.toThrow(/hunter2/);
  });
});
