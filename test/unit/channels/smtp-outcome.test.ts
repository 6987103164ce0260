import { afterEach, describe, expect, test } from 'vitest';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { localSmtp } from '../../../src/channels/email/smtp-settings.ts';
import { anOutgoing, sendOnce } from '../../support/mail-fixtures.ts';
import { closedPort, startSmtpSink } from '../../support/smtp-sink.ts';
import type { SinkScript, SmtpSink } from '../../support/smtp-sink.ts';

const TIMES = { connectMs: 400, silenceMs: 400, attemptMs: 2_000, idleMs: 1_000 };
const open: SmtpSink[] = [];
afterEach(async () => { await Promise.all(open.splice(0).map(async (sink) => sink.close())); });

async function givenSink(script: SinkScript): Promise<SmtpSink> {
  const sink = await startSmtpSink(script);
  open.push(sink);
  return sink;
}

/** Aborts as soon as the server has seen it: how long that takes is the machine's affair. */
function abortWhen(isSeen: () => boolean): AbortSignal {
  const abort = new AbortController();
  const look = setInterval(() => {
    if (!isSeen()) return;
    clearInterval(look);
    abort.abort();
  }, 5);
  return abort.signal;
}

function mailChannel(port: number, times = TIMES, host = '127.0.0.1') {
  const smtp = { ...localSmtp({ host, port }), times };
  return createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp });
}

type Row = readonly [what: string, at: NonNullable<SinkScript['at']>, expected: Record<string, unknown>, received: number];

const ROWS: readonly Row[] = [
  ['250 after the body', {}, { outcome: 'accepted', providerId: 'SINK1' }, 1],
  ['421 greeting', { greeting: '421 4.3.2 too busy' }, { outcome: 'deferred', code: '421 4.3.2' }, 0],
  ['554 greeting: a closed server has not judged the message', { greeting: '554 5.3.2 closed' }, { outcome: 'deferred', code: '554 5.3.2' }, 0],
  ['cut instead of a greeting', { greeting: 'cut' }, { outcome: 'deferred' }, 0],
  ['silence instead of a greeting', { greeting: 'silence' }, { outcome: 'deferred', code: 'ETIMEDOUT' }, 0],
  ['cut after EHLO', { ehlo: 'cut' }, { outcome: 'deferred' }, 0],
  ['451 at MAIL', { mail: '451 4.3.0 later' }, { outcome: 'deferred', code: '451 4.3.0' }, 0],
  ['550 at MAIL: the sender is refused', { mail: '550 5.7.1 not you' }, { outcome: 'refused', code: '550 5.7.1', addressIsDead: false }, 0],
  ['cut at MAIL', { mail: 'cut' }, { outcome: 'deferred', code: 'ECONNECTION' }, 0],
  ['550 5.1.1 at RCPT', { rcpt: '550 5.1.1 no such user' }, { outcome: 'refused', code: '550 5.1.1', addressIsDead: true }, 0],
  ['550 5.1.10 at RCPT', { rcpt: '550 5.1.10 null MX' }, { outcome: 'refused', code: '550 5.1.10', addressIsDead: true }, 0],
  ['552 5.2.2 at RCPT: a full mailbox is not dead', { rcpt: '552 5.2.2 mailbox full' }, { outcome: 'refused', addressIsDead: false }, 0],
  ['550 5.7.26 at RCPT: the sender is at fault', { rcpt: '550 5.7.26 unauthenticated' }, { outcome: 'refused', addressIsDead: false }, 0],
  ['550 without enhanced status', { rcpt: '550 no' }, { outcome: 'refused', code: '550', addressIsDead: false }, 0],
  ['a multi-line 550', { rcpt: '550-5.1.1 no such\r\n550 5.1.1 user' }, { outcome: 'refused', code: '550 5.1.1', addressIsDead: true }, 0],
  ['451 at RCPT', { rcpt: '451 4.7.1 greylisted' }, { outcome: 'deferred', code: '451 4.7.1' }, 0],
  ['421 at RCPT', { rcpt: '421 4.3.2 closing' }, { outcome: 'deferred', code: '421 4.3.2' }, 0],
  ['503 is disorder of the session', { rcpt: '503 5.5.1 bad sequence' }, { outcome: 'deferred', code: '503 5.5.1' }, 0],
  ['cut at RCPT', { rcpt: 'cut' }, { outcome: 'deferred', code: 'ECONNECTION' }, 0],
  ['silence at RCPT', { rcpt: 'silence' }, { outcome: 'deferred', code: 'ETIMEDOUT' }, 0],
  ['452 at DATA', { data: '452 4.3.1 no room' }, { outcome: 'deferred', code: '452 4.3.1' }, 0],
  ['554 at DATA', { data: '554 5.5.1 no' }, { outcome: 'refused', code: '554 5.5.1', addressIsDead: false }, 0],
  ['cut at DATA, before the body was asked for', { data: 'cut' }, { outcome: 'deferred', code: 'ECONNECTION' }, 0],
  ['cut in the body', { 'body-start': 'cut' }, { outcome: 'unknown', code: 'ECONNECTION' }, 0],
  ['452 after the final dot', { body: '452 4.3.1 no room' }, { outcome: 'deferred', code: '452 4.3.1' }, 0],
  ['421 after the final dot', { body: '421 4.3.0 closing' }, { outcome: 'deferred', code: '421 4.3.0' }, 0],
  ['550 5.7.1 after the final dot', { body: '550 5.7.1 spam' }, { outcome: 'refused', code: '550 5.7.1', addressIsDead: false }, 0],
  ['550 5.1.1 after the final dot', { body: '550 5.1.1 gone' }, { outcome: 'refused', addressIsDead: true }, 0],
  ['cut after the final dot', { body: 'cut' }, { outcome: 'unknown', code: 'ECONNECTION' }, 1],
  ['silence after the final dot', { body: 'silence' }, { outcome: 'unknown', code: 'ETIMEDOUT' }, 1],
];

describe.each([true, false])('one attempt, with pipelining %s', (pipelining) => {
  test.each(ROWS)('%s', async (_what, at, expected, received) => {
    const sink = await givenSink({ at, pipelining });
    const outcome = await sendOnce(mailChannel(sink.port), anOutgoing());
    expect(outcome).toMatchObject(expected);
    expect(sink.received).toHaveLength(received);
  });
});

describe('one attempt', () => {
  test('a refused connection is certain', async () => {
    const outcome = await sendOnce(mailChannel(await closedPort()), anOutgoing());
    expect(outcome).toMatchObject({ outcome: 'deferred', code: 'ESOCKET' });
  });

  test('a name that does not resolve is certain', async () => {
    const outcome = await sendOnce(mailChannel(2525, TIMES, 'no-such-host.invalid'), anOutgoing());
    expect(outcome).toMatchObject({ outcome: 'deferred' });
  });

  test('a slow server is waited for', async () => {
    const sink = await givenSink({ replyDelayMs: 200 });
    expect(await sendOnce(mailChannel(sink.port), anOutgoing())).toMatchObject({ outcome: 'accepted' });
  });

  test('a server that dribbles past the limit before the body leaves a certain outcome', async () => {
    const sink = await givenSink({ replyDelayMs: 350, pipelining: false });
    const outcome = await sendOnce(mailChannel(sink.port, { ...TIMES, attemptMs: 1_000 }), anOutgoing());
    expect(outcome).toMatchObject({ outcome: 'deferred', code: 'ETIMEDOUT' });
    expect(sink.received).toHaveLength(0);
  });

  test('an abort before the body is certain, an abort after it is unknown', async () => {
    const early = await givenSink({ at: { rcpt: 'silence' } });
    const late = await givenSink({ at: { body: 'silence' } });
    const atRecipient = abortWhen(() => early.commands.some((line) => line.startsWith('RCPT')));
    expect(await sendOnce(mailChannel(early.port), anOutgoing(), atRecipient)).toMatchObject({ outcome: 'deferred' });
    expect(await sendOnce(mailChannel(late.port), anOutgoing(), abortWhen(() => late.received.length === 1))).toMatchObject({ outcome: 'unknown' });
    expect(late.received).toHaveLength(1);
  });

  test('an abort before anything began sends nothing', async () => {
    const sink = await givenSink({});
    expect(await sendOnce(mailChannel(sink.port), anOutgoing(), AbortSignal.abort())).toMatchObject({ outcome: 'deferred', code: 'EABORT' });
    expect(sink.received).toHaveLength(0);
  });

  test('what the server says is kept without the address', async () => {
    const sink = await givenSink({ at: { rcpt: '550 5.1.1 <sample@mail.example>: user sample@mail.example unknown' } });
    const outcome = await sendOnce(mailChannel(sink.port), anOutgoing());
    expect(outcome.detail).toContain('[address]');
    expect(JSON.stringify(outcome)).not.toContain('ada@');
  });

  test.each(['not an address', 'sample@mail.example\r\nBcc: x@mail.example', 'sample@mail.example> SIZE=1', '@mail.example', 'a@b@', ''])(
    'the address %j is refused before a connection is made', async (address) => {
      const sink = await givenSink({});
      const outcome = await sendOnce(mailChannel(sink.port), anOutgoing({ address }));
      expect(outcome).toMatchObject({ outcome: 'refused', code: '5.1.3', addressIsDead: true });
      expect(sink.connectionCount()).toBe(0);
    });

  test('a variable that the message lacks is refused by name, before a connection is made', async () => {
    const sink = await givenSink({});
    const outcome = await sendOnce(mailChannel(sink.port), anOutgoing({ data: {} }));
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'not-renderable', addressIsDead: false });
    expect(outcome.detail).toContain('shop.name');
    expect(sink.connectionCount()).toBe(0);
  });

  test('a fault of the program before the first byte leaves a certain outcome, without quoting data', async () => {
    const sink = await givenSink({});
    const links = { ...anOutgoing().links, redirectUrl: () => { throw new TypeError('sample@mail.example'); } };
    const outcome = await sendOnce(mailChannel(sink.port), anOutgoing({ links }));
    expect(outcome).toEqual({ outcome: 'deferred', code: 'not-built', detail: 'TypeError', retryAfterMs: null });
    expect(sink.connectionCount()).toBe(0);
  });
});
