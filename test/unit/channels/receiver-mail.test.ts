import { describe, expect, it } from 'vitest';
import { readMail } from '../../../src/channels/email/inbound/read-mail.ts';
import { returnPathOf, replyAddressOf } from '../../../src/channels/email/return-path.ts';
import { mailBack, type ReceiverAct } from '../../../src/channels/sandbox/receiver-mail.ts';

const KEY = { id: 'k', secret: Buffer.alloc(32, 7).toString('base64') };
const RETURN_PATH = returnPathOf(41n, KEY, 'bounce.shop.example');
const REPLY_TO = replyAddressOf(41n, KEY, 'reply.shop.example');
const SENT = { envelopeFrom: RETURN_PATH, envelopeTo: 'ann@example.com', raw: Buffer.from([
  'From: Gift Shop <hello@shop.example>', 'To: ann@example.com', `Reply-To: <${REPLY_TO}>`, 'Subject: =?utf-8?q?Sch=C3=B6n?=', 'Message-ID: <abcdefghijklmnopqrst@shop.example>', 'X-Touchline-Message: welcome:x:1/hello/1/email', '', 'Hello',
].join('\r\n')) };

/** What the reader of the shop understands of it. */
const told = (act: ReceiverAct, words = '') => {
  const { envelope, raw } = mailBack(act, SENT, words, new Date(0));
  return readMail(raw, { from: envelope.from, to: [envelope.to] }, [KEY]);
};

describe('what comes back of a sandbox mail is understood as real mail is', () => {
  it('an answer, with its words', async () => {
    expect(await told('answer', 'Ja, gern – danke!\nAnn')).toMatchObject({ kind: 'written', mail: { text: 'Ja, gern – danke!\nAnn', isAutomatic: false, stopWord: null, signs: { ref: 41n } } });
    expect(await told('answer', 'STOP')).toMatchObject({ kind: 'written', mail: { stopWord: { action: 'stop' } } });
  });

  it('a complaint', async () => {
    expect(await told('spam')).toMatchObject({ kind: 'complaint', complaint: { feedback: 'abuse', signs: { ref: 41n, recipient: 'ann@example.com' } } });
  });

  it.each([['gone', '5.1.1'], ['full', '5.2.2']] as const)('a report that it is %s', async (act, status) => {
    expect(await told(act)).toMatchObject({ kind: 'delivery', deliveries: [{ action: 'failed', status, signs: { ref: 41n, recipient: 'ann@example.com' } }] });
  });

  it('no words of an answer become a header', () => {
    const { raw } = mailBack('answer', SENT, 'x\r\nBcc: somebody@example.com\r\n\r\n.', new Date(0));
    expect(raw.toString().split('\r\n\r\n')[0]).not.toContain('Bcc');
  });
});
