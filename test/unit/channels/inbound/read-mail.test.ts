import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type MatchedMessage, newsOf, signsOf } from '../../../../src/channels/email/inbound/mail-news.ts';
import { readMail } from '../../../../src/channels/email/inbound/read-mail.ts';
import { fileOfMail, MOST_BYTES_READ } from '../../../../src/channels/email/inbound/read-raw.ts';
import { messageToken } from '../../../../src/channels/email/message-id.ts';

import { BOUNCE_TO, GIVEN_UP, KEY, REF, RELAYED, REPLY_TO, SEVERAL, answer, arf, dsn, failedWith, htmlAnswer, withFiles } from './mails.ts';

const KEYS = [KEY];
const NULL_TO_BOUNCE = { from: '', to: [BOUNCE_TO] };
const PERSON = { from: 'ann@customer.test', to: [REPLY_TO] };
const STRANGER = { from: 'x@elsewhere.test', to: ['fbl@bounce.shop.test'] };
const MESSAGE: MatchedMessage = { id: 'care:1f:1/hello/1/email', ref: String(REF), address: 'ann@customer.test', by: 'signed' };
const AT = 1_795_000_000_000;

async function newsFrom(raw: Buffer, envelope: { from: string; to: string[] }, matched: Partial<MatchedMessage> | null = {}) {
  const told = await readMail(raw, envelope, KEYS);
  return { told, ...newsOf(told, signsOf(told).map(() => (matched === null ? null : { ...MESSAGE, ...matched })), AT) };
}

/** The reporter's own status, and what the server that refused said. */
const failedBoth = (status: string, code: string) => dsn({ recipients: `Final-Recipient: rfc822; a@b.test\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; ${code}` });
const inWords = (from: string) => Buffer.from(`From: ${from}\r\nSubject: failure notice\r\n\r\n<ann@customer.test>:\r\nRemote host said: 550 5.1.1 no such user ann@customer.test\r\n`);

describe('a report about a delivery (RFC 3464)', () => {
  test.each([
    ['5.1.1', 'address-dead'], ['5.2.1', 'address-dead'], ['5.2.2', 'address-in-trouble'], ['4.4.7', 'address-in-trouble'], ['5.4.4', 'address-in-trouble'],
    ['5.7.1', 'sender-throttled'], ['5.7.26', 'sender-throttled'], ['5.7.515', 'sender-throttled'], ['5.6.1', 'message-refused'], ['5.0.0', 'message-refused'],
  ])('%s: %s', async (status, failure) => {
    const { news } = await newsFrom(failedWith(status), NULL_TO_BOUNCE);
    expect(news).toMatchObject([{ kind: 'failed', failure, code: status, message: { key: MESSAGE.id }, to: { address: 'ann@customer.test', others: [] } }]);
  });

  test('names its message by the signed address that it came to', async () => {
    const told = await readMail(failedWith('5.1.1'), NULL_TO_BOUNCE, KEYS);
    expect(signsOf(told)).toMatchObject([{ ref: REF, recipient: 'ann@customer.test' }]);
  });

  test('or by the envelope id, as it is or as it was written for the wire', async () => {
    const local = BOUNCE_TO.split('@')[0] ?? '';
    for (const id of [local, local.replace('+', '+2B'), local.replace('bounce+', '')]) {
      const raw = failedWith('5.1.1', { perMessage: `Reporting-MTA: dns; x\nOriginal-Envelope-Id: ${id}` });
      expect(signsOf(await readMail(raw, { from: '', to: ['postmaster@bounce.shop.test'] }, KEYS))).toMatchObject([{ ref: REF }]);
    }
  });

  test('or by the envelope id that is the token of the Message-ID', async () => {
    const raw = failedWith('5.1.1', { perMessage: `Reporting-MTA: dns; x\nOriginal-Envelope-Id: ${messageToken(MESSAGE.id)}` });
    expect(signsOf(await readMail(raw, STRANGER, KEYS))).toMatchObject([{ ref: null, tokens: [messageToken(MESSAGE.id)], recipient: 'ann@customer.test' }]);
  });

  test('or by what the returned headers say', async () => {
    const original = `Return-Path: <${BOUNCE_TO}>\nMessage-ID: <${messageToken(MESSAGE.id)}@shop.test>\nX-Touchline-Message: ${MESSAGE.id}`;
    const [signs] = signsOf(await readMail(failedWith('5.1.1', { original }), STRANGER, KEYS));
    expect(signs).toMatchObject({ ref: REF, keys: [MESSAGE.id], tokens: [messageToken(MESSAGE.id)] });
  });

  test('of a general code it takes the exact one of the server that refused, never one of another kind', async () => {
    expect((await newsFrom(failedBoth('5.0.0', '550 5.1.1 no such user'), NULL_TO_BOUNCE)).news).toMatchObject([{ code: '5.1.1' }]);
    expect((await newsFrom(failedBoth('5.0.0', '450 4.1.1 later'), NULL_TO_BOUNCE)).news).toMatchObject([{ code: '5.0.0' }]);
    expect((await newsFrom(failedBoth('5.2.2', '550 5.1.1 x'), NULL_TO_BOUNCE)).news).toMatchObject([{ code: '5.2.2' }]);
  });

  test('given up after days: the address is in trouble', async () => {
    const { news } = await newsFrom(GIVEN_UP, NULL_TO_BOUNCE);
    expect(news).toMatchObject([{ failure: 'address-in-trouble', code: '4.0.0', detail: '426 connection timed out' }]);
  });

  test('that only names the address is held against it a little, and takes nothing from a proven one', async () => {
    const claimed = await newsFrom(failedWith('5.2.2'), STRANGER, { by: 'address' });
    const proven = await newsFrom(failedWith('5.2.2'), NULL_TO_BOUNCE);
    expect(claimed.news).toMatchObject([{ failure: 'address-in-trouble', isProven: false }]);
    expect(proven.news[0]).not.toHaveProperty('isProven');
    expect(claimed.news[0]?.id).not.toBe(proven.news[0]?.id);
  });

  test('several recipients: the delay is no failure, and no address stands in what is kept', async () => {
    const told = await readMail(SEVERAL, NULL_TO_BOUNCE, KEYS);
    expect(told.kind === 'delivery' && told.deliveries.map(({ action, status }) => [action, status])).toEqual([['failed', '5.0.0'], ['delayed', '4.0.0'], ['failed', '5.0.0']]);
    expect(JSON.stringify((await newsFrom(SEVERAL, NULL_TO_BOUNCE)).news)).not.toContain('arathib');
  });

  test('relayed is sent on, delivered is delivered', async () => {
    expect((await newsFrom(RELAYED, NULL_TO_BOUNCE)).news).toMatchObject([{ kind: 'receipt', status: 'sent' }]);
    const delivered = Buffer.from(RELAYED.toString().replace('Action: relayed', 'Action: Delivered'));
    expect((await newsFrom(delivered, NULL_TO_BOUNCE)).news).toMatchObject([{ kind: 'receipt', status: 'delivered' }]);
  });

  test('as a real Postfix makes it (npm run proof:mail-reports) is read, and its message found by the returned headers too', async () => {
    const raw = readFileSync(new URL('postfix-dead.eml', import.meta.url));
    const made = { ...KEY, secret: Buffer.alloc(32, 7).toString('base64') };
    const told = await readMail(raw, STRANGER, [made]);
    expect(told).toMatchObject({ kind: 'delivery', deliveries: [{ action: 'failed', status: '5.1.1', detail: '550 5.1.1 no such user', signs: { ref: 1n, recipient: 'dead@customer.test' } }] });
  });

  test('a policy code speaks of the sender, in a delay too', async () => {
    const delayed = Buffer.from(failedWith('4.7.28').toString().replace('Action: failed', 'Action: delayed'));
    expect(await newsFrom(delayed, NULL_TO_BOUNCE)).toMatchObject({ news: [], policyCodes: [{ code: '4.7.28', message: MESSAGE.id }] });
    expect((await newsFrom(failedWith('5.7.26'), NULL_TO_BOUNCE)).policyCodes).toHaveLength(1);
    expect((await newsFrom(failedWith('5.1.1'), NULL_TO_BOUNCE)).policyCodes).toEqual([]);
  });

  test('about a message that was never sent there is no news', async () => {
    expect(await newsFrom(failedWith('5.1.1'), NULL_TO_BOUNCE, null)).toMatchObject({ news: [], policyCodes: [] });
  });

  test('that only names an address is never enough to call it dead', async () => {
    expect((await newsFrom(failedWith('5.1.1'), STRANGER, { by: 'address' })).news).toMatchObject([{ failure: 'address-in-trouble' }]);
    expect((await newsFrom(failedWith('5.7.1'), STRANGER, { by: 'address' })).policyCodes).toEqual([]);
  });

  test('is the same news however often and in whatever words it comes', async () => {
    const ids = await Promise.all([failedWith('5.1.1'), failedWith('5.1.1', { original: 'Subject: other' })].map(async (raw) => (await newsFrom(raw, NULL_TO_BOUNCE)).news[0]?.id));
    expect(new Set(ids)).toEqual(new Set(['bounce.77.address-dead']));
  });

  test('in words alone it counts only from a server, at a signed address, with an exact code', async () => {
    expect((await newsFrom(inWords('MAILER-DAEMON@mx.test'), NULL_TO_BOUNCE)).news).toMatchObject([{ kind: 'failed', failure: 'address-dead' }]);
    expect((await newsFrom(inWords('ann@customer.test'), NULL_TO_BOUNCE)).news).toMatchObject([{ kind: 'inbound', isAutomatic: true }]);
    expect((await newsFrom(inWords('MAILER-DAEMON@mx.test'), { from: '', to: ['postmaster@bounce.shop.test'] })).news).toMatchObject([{ kind: 'inbound', isAutomatic: true }]);
  });

  test('cut off in the middle it says what is there', async () => {
    const whole = failedWith('5.1.1');
    for (let length = 0; length < whole.length; length += 37) await expect(readMail(whole.subarray(0, length), NULL_TO_BOUNCE, KEYS)).resolves.toBeDefined();
    expect((await newsFrom(whole.subarray(0, whole.indexOf('Remote-MTA')), NULL_TO_BOUNCE)).news).toMatchObject([{ failure: 'address-dead' }]);
  });
});

describe('a report of a mailbox provider (RFC 5965)', () => {
  test('is a complaint about the message whose return path it names', async () => {
    const told = await readMail(arf(), STRANGER, KEYS);
    expect(signsOf(told)).toMatchObject([{ ref: REF, recipient: 'user@example.com' }]);
    expect((await newsFrom(arf(), STRANGER)).news).toEqual([
      { id: 'complaint.77', atMs: AT, kind: 'complaint', from: { address: 'ann@customer.test', others: [] }, message: { key: MESSAGE.id, providerId: null } }]);
  });

  test('with a made-up return path names nothing, and an address alone is not enough', async () => {
    const forged = arf({ mailFrom: BOUNCE_TO.replace('+77.', '+78.') });
    expect(signsOf(await readMail(forged, STRANGER, KEYS))).toMatchObject([{ ref: null }]);
    expect((await newsFrom(forged, STRANGER, { by: 'address' })).news).toEqual([]);
  });

  test.each(['not-spam', 'auth-failure', 'virus'])('of kind %s is no complaint', async (type) => {
    expect((await newsFrom(arf({ type }), STRANGER)).told).toEqual({ kind: 'nothing', because: `feedback-${type}` });
  });
});

describe('an answer', () => {
  test('is what somebody wrote, to which message, and by whom', async () => {
    const { news } = await newsFrom(answer('Do you have it in blue?\n\nOn Sun, 29 Nov 2026 at 10:00, Shop <a@shop.test> wrote:\n\n> Your basket waits.'), PERSON);
    expect(news).toMatchObject([{
      kind: 'inbound', text: 'Do you have it in blue?', isAutomatic: false, repliesTo: { key: MESSAGE.id }, providerId: 'answer-1@customer.test', from: { address: 'ann@customer.test', others: [] },
    }]);
  });

  test('names its message by the address, by In-Reply-To and by References', async () => {
    const token = messageToken(MESSAGE.id);
    const told = await readMail(answer('hi', `In-Reply-To: <${token}@shop.test>\nReferences: <old@x.test>\n <${token}@shop.test>`), { from: 'ann@customer.test', to: ['service@reply.shop.test'] }, KEYS);
    expect(signsOf(told)).toMatchObject([{ ref: null, tokens: [token, token], recipient: 'ann@customer.test' }]);
    expect(signsOf(await readMail(answer('hi'), PERSON, KEYS))).toMatchObject([{ ref: REF }]);
  });

  test('from another address is still the customer\'s, whom it names by the one we wrote to: an address of somebody else is never learned', async () => {
    expect((await newsFrom(answer('hi'), PERSON, { address: 'ann@work.test' })).news).toMatchObject([{ from: { address: 'ann@work.test', others: [] } }]);
  });

  test('STOP ends marketing, with the word as it stands in the table', async () => {
    expect((await newsFrom(answer('Stopp!\n\n> Ihr Warenkorb'), PERSON)).news).toMatchObject([
      { kind: 'inbound', text: 'Stopp!', isStopWordAlone: true }, { kind: 'preference', purpose: 'marketing', granted: false, wording: 'stopp' }]);
    const { news: [asked, wish] } = await newsFrom(answer('Stop. And where is my order?'), PERSON);
    expect(asked).not.toHaveProperty('isStopWordAlone');
    expect(wish).toMatchObject({ kind: 'preference', granted: false });
    expect((await newsFrom(answer(''), PERSON)).news).toHaveLength(1);
  });

  test('START counts from whoever holds a message of ours, not from an address alone', async () => {
    expect((await newsFrom(answer('START'), PERSON)).news).toMatchObject([{}, { kind: 'preference', granted: true }]);
    expect((await newsFrom(answer('START'), PERSON, { by: 'address' })).news).toMatchObject([{ kind: 'inbound', isStopWordAlone: true }]);
    expect((await newsFrom(answer('STOP'), PERSON, { by: 'address' })).news).toMatchObject([{ repliesTo: null }, { kind: 'preference', granted: false }]);
  });

  test('in HTML alone is read before its quotation', async () => {
    const raw = htmlAnswer('<html><head><style>p{}</style></head><body><p>Too&nbsp;dear &amp; late.</p><div>Bye</div><div class="gmail_quote">On … wrote: <blockquote>STOP</blockquote></div></body></html>');
    expect((await newsFrom(raw, PERSON)).news).toMatchObject([{ text: 'Too dear & late.\n\nBye' }]);
  });

  test('of a stranger is no news', async () => {
    expect((await newsFrom(answer('STOP'), STRANGER, null)).news).toEqual([]);
  });

  test.each([
    ['RFC 3834', 'Auto-Submitted: auto-replied (vacation)', PERSON], ['Exchange', 'X-Autoreply: yes', PERSON], ['old programs', 'Precedence: auto_reply', PERSON],
    ['lists', 'Precedence: bulk', PERSON], ['the null return path', '', { ...PERSON, from: '' }], ['a daemon', '', { ...PERSON, from: 'MAILER-DAEMON@x.test' }],
  ])('of a machine is told apart: %s; its STOP is nobody\'s', async (_name, header, envelope) => {
    expect((await newsFrom(answer('STOP', header), envelope)).news).toMatchObject([{ kind: 'inbound', isAutomatic: true }]);
    expect((await newsFrom(answer('STOP', header), envelope)).news).toHaveLength(1);
  });

  test.each([['Out of office: back on Monday', true], ['Automatische Antwort: Ihr Warenkorb', true], ['Re: 自动回复: 您好', true], ['不在通知', true], ['Re: Your office chair', false], ['Absence of my parcel', false]])(
    'with the subject %j: by a machine %s', async (subject, automatic) => {
      const raw = Buffer.from(`From: a@b.test\r\nSubject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\n\r\nHello\r\n`);
      expect((await newsFrom(raw, PERSON)).news).toMatchObject([{ isAutomatic: automatic }]);
    });
});

describe('files that came along with a letter', () => {
  const drawing = Buffer.from(`%PDF-1.7 ${'a drawing '.repeat(40)}`);

  test('are named as they are said to be, in one line; pictures of the text and signatures are none', async () => {
    const { news } = await newsFrom(withFiles(drawing), PERSON);
    expect(news).toMatchObject([{ kind: 'inbound', text: 'Please find our drawing attached.', files: [
      { name: 'draw ing fdp.pdf', mediaType: 'application/pdf', bytes: drawing.length }, { name: 'quantities.csv', mediaType: 'text/csv', bytes: expect.any(Number) as number },
    ] }]);
    expect((await newsFrom(answer('Hello'), PERSON)).news[0]).not.toHaveProperty('files');
  });

  test('can be had byte by byte, as far as the mail was kept', async () => {
    const raw = withFiles(drawing);
    expect(await fileOfMail(raw, 0)).toEqual(drawing);
    expect((await fileOfMail(raw, 1))?.toString()).toMatch(/^a,b/);
    expect(await fileOfMail(raw, 2)).toBeNull();
    const large = withFiles(Buffer.alloc(MOST_BYTES_READ, 'x')).subarray(0, MOST_BYTES_READ);
    expect(await fileOfMail(large, 0), 'what is cut off is no drawing').toBeNull();
    expect(await fileOfMail(Buffer.from('no mail'), 0)).toBeNull();
  });
});
