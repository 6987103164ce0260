import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { compileMail } from '../../../src/channels/email/compile-mail.ts';
import { UnsendableMail, mailHeaders } from '../../../src/channels/email/mail-headers.ts';
import { mailMessage } from '../../../src/channels/email/mail-message.ts';
import { messageIdHeader } from '../../../src/channels/email/message-id.ts';
import type { Outgoing, OutgoingLinks } from '../../../src/contracts/channel.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { anOutgoing } from '../../support/mail-fixtures.ts';

const AT = new Date('2026-11-22T10:00:00Z');
const HEADER_NAMES = [
  'From', 'To', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post',
  'List-Id', 'Feedback-ID', 'Content-Language', 'X-Touchline-Message', 'MIME-Version',
];

/** Text as an attacker or a broken import would send it: line ends, control characters, encoded words, any letters. */
const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('a\r\nBcc: evil@mail.example', 'a\nX: y', 'a\r\n\r\nbody', '=?utf-8?Q?=0D=0ABcc:_x?=', '"><x@mail.example>', '\u2028Bcc: x', '\0', '\uD800'),
);

const FIELDS: Readonly<Record<string, (text: string) => Partial<Outgoing>>> = {
  displayName: (text) => ({ displayName: text }),
  address: (text) => ({ address: text }),
  locale: (text) => ({ locale: text }),
  campaign: (text) => ({ campaign: text }),
  messageId: (text) => ({ messageId: toMessageId(text) }),
  'sender.fromName': (text) => ({ sender: { ...anOutgoing().sender, fromName: text } }),
  'sender.fromAddress': (text) => ({ sender: { ...anOutgoing().sender, fromAddress: text } }),
  'sender.replyTo': (text) => ({ sender: { ...anOutgoing().sender, replyTo: text } }),
  'sender.domain': (text) => ({ sender: { ...anOutgoing().sender, domain: text } }),
  'links.unsubscribeUrl': (text) => ({ links: { ...anOutgoing().links, unsubscribeUrl: text } }),
};

function headerNames(outgoing: Outgoing, subject: string): readonly string[] | 'refused' {
  try {
    const block = mailHeaders(outgoing, subject, AT);
    expect(block).not.toMatch(/[^\x20-\x7e\r\n]/);
    expect(block).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
    return block.split('\r\n').filter((line) => line !== '' && !line.startsWith(' ')).map((line) => line.split(':')[0] ?? '');
  } catch (error) {
    if (error instanceof UnsendableMail) return 'refused';
    throw error;
  }
}

describe('header injection is impossible', () => {
  test.each(Object.keys(FIELDS))('through %s', (field) => {
    fc.assert(fc.property(nastyText, (text) => {
      const names = headerNames(anOutgoing(FIELDS[field]!(text)), 'News');
      if (names !== 'refused') expect(names.filter((name) => name !== 'List-Unsubscribe-Post')).toEqual(HEADER_NAMES.filter((name) => name !== 'List-Unsubscribe-Post'));
    }), { numRuns: 300 });
  });

  test('through the subject', () => {
    fc.assert(fc.property(nastyText, (text) => { expect(headerNames(anOutgoing(), text)).toEqual(HEADER_NAMES); }), { numRuns: 300 });
  });

  test('and a name that looks like an encoded word is shown as it was written', async () => {
    const raw = mailMessage(anOutgoing({ displayName: '=?utf-8?Q?Evil?=' }), { subject: '=?utf-8?Q?x?=', text: 'a', html: 'b' }, AT);
    const mail = await simpleParser(raw);
    expect(mail.subject).toBe('=?utf-8?Q?x?=');
    expect(JSON.stringify(mail.to)).toContain('=?utf-8?Q?Evil?=');
  });

  test('a refusal names the field and keeps its value to itself', () => {
    expect(() => mailHeaders(anOutgoing({ address: 'ada\r\n@mail.example' }), 'x', AT)).toThrow(/^address is not a mail address$/);
  });
});

const withUrl = (unsubscribeUrl: string) => mailHeaders(anOutgoing({ links: { ...anOutgoing().links, unsubscribeUrl } }), 's', AT);

describe('the message', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }).map((text) => `x${text.replaceAll(/[\r\n]+/g, '\n')}x`);

  test('gives back what went in, in lines that every server takes', async () => {
    await fc.assert(fc.asyncProperty(words, words, async (text, html) => {
      const raw = mailMessage(anOutgoing(), { subject: 'News', text, html }, AT);
      expect(raw.toString('latin1').split('\r\n').every((line) => line.length <= 200)).toBe(true);
      const mail = await simpleParser(raw, { skipTextToHtml: true });
      expect(mail.text?.trimEnd()).toBe(text);
      expect(mail.html).toBe(html);
    }), { numRuns: 100 });
  });

  test('keeps long unbroken words, dots at line starts and trailing blanks', async () => {
    const text = `.\n..a\n${'ü'.repeat(3_000)}\nend \t\nlast`;
    const mail = await simpleParser(mailMessage(anOutgoing(), { subject: 's', text, html: '<p>x</p>' }, AT));
    expect(mail.text?.trimEnd()).toBe(text);
  });

  test('a body that imitates the boundary ends no part', async () => {
    const boundary = /boundary="([^"]+)"/.exec(mailMessage(anOutgoing(), { subject: 's', text: '', html: '' }, AT).toString())?.[1] ?? '';
    const mail = await simpleParser(mailMessage(anOutgoing(), { subject: 's', text: `a\n--${boundary}--\nb`, html: '<p>h</p>' }, AT));
    expect(mail.text).toContain(`--${boundary}--\nb`);
    expect(mail.html).toBe('<p>h</p>');
  });

  test('a long subject in any script is folded and comes back whole', async () => {
    for (const subject of ['Grüße '.repeat(30).trim(), '好消息'.repeat(40), 'plain words '.repeat(20).trim()]) {
      const raw = mailMessage(anOutgoing(), { subject, text: 'a', html: 'b' }, AT);
      expect((await simpleParser(raw)).subject).toBe(subject);
    }
  });

  test('one-click is offered only where a POST can be trusted', () => {
    expect(withUrl('https://shop.example/u')).toContain('List-Unsubscribe-Post');
    expect(withUrl('http://127.0.0.1:8080/u')).toContain('List-Unsubscribe-Post');
    expect(withUrl('http://shop.example/u')).not.toContain('List-Unsubscribe-Post');
    expect(withUrl('http://shop.example/u')).toContain('List-Unsubscribe: <http://shop.example/u>');
  });

  test('the Message-ID is a known one, so that a change of its making is noticed', () => {
    expect(messageIdHeader('welcome:c:1/hello/1/email', 'shop.example')).toBe('<5736rb3nkcfwu57di2kd@shop.example>');
    expect(messageIdHeader('a', 'shop.example')).not.toBe(messageIdHeader('b', 'shop.example'));
  });
});

test('nothing in a mail is read from a file or an address: what looks like one leaves as words, and no part of nodemailer that could read it is used', async () => {
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(path.join('src', file), 'utf8')));
  const parts = new Set(texts.flatMap((text) => [...text.matchAll(/from '(nodemailer[^']*)'/g)].map(([, part]) => part)));
  expect(parts).toEqual(new Set(['nodemailer/lib/smtp-connection', 'nodemailer/lib/mime-funcs', 'nodemailer/lib/qp']));
  const named = { path: '/etc/passwd', href: 'http://127.0.0.1:1/' };
  const raw = mailMessage(anOutgoing(), { subject: named.path, text: JSON.stringify(named), html: `<img src="file://${named.path}" alt="">` }, new Date(0)).toString();
  expect(raw).toContain('src=3D"file:///etc/passwd"');
  expect(raw).not.toContain('root:');
});

describe('the picture that tells of an opening', () => {
  const mail = compileMail({ subject: 'News', html: '<p>News</p>', text: 'News' }, 'hash', 'en');
  const html = (links: Partial<OutgoingLinks>) => ('faults' in mail ? '' : mail.render({}, { ...anOutgoing().links, ...links }, anOutgoing().sender)['html'] ?? '');

  test('stands in the HTML alone, once, and only where it may', () => {
    expect(html({})).not.toContain('<img');
    const pictures = html({ openUrl: 'https://shop.example/o/1.x.gif' }).match(/<img[^>]*>/g);
    expect(pictures).toEqual([expect.stringMatching(/^<img src="https:\/\/shop\.example\/o\/1\.x\.gif" width="1" height="1" alt=""/)]);
  });
});
