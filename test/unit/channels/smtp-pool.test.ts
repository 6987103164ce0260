import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { localSmtp, readSmtpUrl } from '../../../src/channels/email/smtp-settings.ts';
import { PLAIN_TEMPLATE, anOutgoing, compiled } from '../../support/mail-fixtures.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';
import type { SmtpSink } from '../../support/smtp-sink.ts';

let sink: SmtpSink;
beforeEach(async () => { sink = await startSmtpSink(); });
afterEach(async () => { await sink.close(); });

function mailChannel(changes: { readonly maxConnections?: number; readonly idleMs?: number } = {}) {
  const { maxConnections = 3, idleMs = 1_000 } = changes;
  const times = { connectMs: 1_000, silenceMs: 1_000, attemptMs: 5_000, idleMs };
  const smtp = { ...localSmtp({ host: '127.0.0.1', port: sink.port }), maxConnections, times };
  return createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp });
}

async function sendMany(count: number, channel = mailChannel()) {
  const open = await channel.open();
  const template = compiled(channel, PLAIN_TEMPLATE);
  const messages = Array.from({ length: count }, (_, index) => anOutgoing({ messageId: toMessageId(`c:x:1/s/${index}/email`) }));
  const outcomes = await Promise.all(messages.map(async (message) => open.send(message, template, new AbortController().signal)));
  return { open, outcomes: outcomes.map(({ outcome }) => outcome) };
}

test('many mails share few connections, and each leaves once', async () => {
  const { open, outcomes } = await sendMany(60);
  await open.close();
  expect(outcomes).toEqual(Array.from({ length: 60 }, () => 'accepted'));
  expect(new Set(sink.accepted.map(({ raw }) => /^Message-ID: .*$/m.exec(raw.toString())?.[0])).size).toBe(60);
  expect(sink.connectionCount()).toBe(3);
});

test('a refused mail leaves the connection good for the next one', async () => {
  sink.follow({ at: { rcpt: '550 5.1.1 unknown' } });
  const { open } = await sendMany(5, mailChannel({ maxConnections: 1 }));
  await open.close();
  expect(sink.connectionCount()).toBe(1);
  expect(sink.commands.filter((line) => line === 'RSET')).toHaveLength(5);
});

test.each(['cut', 'silence'])('a server that ends a refused mail with %s gives its place to the next one, and keeps nobody from closing', async (rset) => {
  sink.follow({ at: { rcpt: '550 5.1.1 unknown', rset } });
  const channel = mailChannel({ maxConnections: 1 });
  const { open } = await sendMany(1, channel);
  await expect.poll(() => sink.commands.at(-1)).toBe('RSET');
  sink.follow({});
  expect(await open.send(anOutgoing(), compiled(channel, PLAIN_TEMPLATE), new AbortController().signal)).toMatchObject({ outcome: 'accepted' });
  await open.close();
  expect(sink.connectionCount()).toBe(2);
});

test('a cut connection costs one mail its certainty, is not tried again, and the next mail gets a new connection', async () => {
  const channel = mailChannel({ maxConnections: 1 });
  sink.follow({ at: { body: 'cut' } });
  const { open, outcomes } = await sendMany(1, channel);
  sink.follow({});
  const next = await open.send(anOutgoing(), compiled(channel, PLAIN_TEMPLATE), new AbortController().signal);
  await open.close();
  expect([...outcomes, next.outcome]).toEqual(['unknown', 'accepted']);
  expect(sink.received).toHaveLength(2);
  expect(sink.connectionCount()).toBe(2);
});

test('every mail has one recipient, whatever its template, and many to one address are many mails', async () => {
  const { open } = await sendMany(6, mailChannel({ maxConnections: 1 }));
  await open.close();
  expect(sink.accepted).toHaveLength(6);
  expect(sink.commands.filter((line) => /^(?:MAIL|RCPT)/.test(line)).map((line) => line.slice(0, 4))).toEqual(Array.from({ length: 6 }, () => ['MAIL', 'RCPT']).flat());
});

test('a worker that is told to stop aborts the mail under way: its connection is closed and no other is opened', async () => {
  sink.follow({ at: { body: 'silence' } });
  const channel = mailChannel({ maxConnections: 1 });
  const open = await channel.open();
  const stop = new AbortController();
  const outcome = open.send(anOutgoing(), compiled(channel, PLAIN_TEMPLATE), stop.signal);
  await expect.poll(() => sink.received.length).toBe(1);
  stop.abort();
  expect(await outcome).toMatchObject({ outcome: 'unknown', code: 'EABORT' });
  expect(await open.send(anOutgoing(), compiled(channel, PLAIN_TEMPLATE), stop.signal)).toMatchObject({ outcome: 'deferred', code: 'EABORT' });
  await open.close();
  expect(sink.connectionCount()).toBe(1);
});

test('an idle connection is closed after its time', async () => {
  const { open } = await sendMany(1, mailChannel({ idleMs: 100 }));
  await expect.poll(() => sink.commands.at(-1), { timeout: 2_000 }).toBe('QUIT');
  await open.close();
});

test('closing waits for mails under way, says goodbye and refuses new ones with certainty', async () => {
  sink.follow({ replyDelayMs: 50 });
  const channel = mailChannel();
  const open = await channel.open();
  const template = compiled(channel, PLAIN_TEMPLATE);
  const underWay = open.send(anOutgoing(), template, new AbortController().signal);
  await expect.poll(() => sink.commands.length).toBeGreaterThan(1);
  await open.close();
  expect(sink.accepted).toHaveLength(1);
  expect((await underWay).outcome).toBe('accepted');
  expect((await open.send(anOutgoing(), template, new AbortController().signal)).outcome).toBe('deferred');
});

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, secure: false, user: null }],
  ['smtps://u%40x:p%2Fw@mail.example', { port: 465, secure: true, user: 'u@x', password: 'p/w' }],
  ['smtp://[::1]:2525?requireTls=true&maxConnections=9', { host: '::1', port: 2525, requireTls: true, maxConnections: 9 }],
])('SMTP_URL %s', (url, expected) => {
  expect(readSmtpUrl(url)).toMatchObject(expected);
});

test.each([
  ['mail.example', /not an address/], ['http://u:secret@mail.example', /expected smtp:/], ['smtp://u:secret@mail.example?tls=1', /unknown option tls/],
  ['smtp://u:secret@mail.example?maxConnections=0', /maxConnections is 0/],
])('SMTP_URL %s is refused without showing the password', (url, words) => {
  expect(() => readSmtpUrl(url)).toThrow(words);
  expect(() => readSmtpUrl(url)).not.toThrow(/secret/);
});
