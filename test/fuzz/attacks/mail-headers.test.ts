import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { localSmtp } from '../../../src/channels/email/smtp-settings.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from '../../../src/channels/sample-data.ts';
import type { OpenChannel, Outgoing, Sender } from '../../../src/contracts/channel.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { anOutgoing, compiled, PLAIN_TEMPLATE } from '../../support/mail-fixtures.ts';
import { startSmtpSink, type SmtpSink } from '../../support/smtp-sink.ts';

const EVIL = 'Bcc: evil@evil.example';

/** Ways to end a header line, or to look as if one ended. */
const BREAKS: Readonly<Record<string, string>> = {
  'CR LF': '\r\n', LF: '\n', CR: '\r', 'two line ends': '\r\n\r\n', 'a folded line': '\r\n ', 'LF CR': '\n\r', NEL: '\u0085', 'line separator': '\u2028', 'paragraph separator': '\u2029',
  'vertical tab': '\u000b', 'form feed': '\u000c', NUL: '\0', 'record separator': '\u001e', 'percent code': '%0d%0a', 'an encoded word': '=?utf-8?q?=0D=0A?=', 'an encoded word in base 64': '=?utf-8?b?DQo=?=',
  'letters whose low byte is a line end': '\u560d\u560a', 'half a character': '\ud800\r\n', 'the end of a body': '\r\n.\r\n', 'the end of a body, bare': '\n.\n', 'the end of a body, half bare': '\r\n.\n', 'a backslash code': '\\r\\n', 'an entity': '&#13;&#10;',
};

/** Every place of a mail that somebody else's text can reach. */
const FIELDS: Readonly<Record<string, (text: string) => Partial<Outgoing>>> = {
  'the name of the customer': (text) => ({ displayName: `Ann${text}`, data: withData('customer', 'name', `Ann${text}`) }),
  'the address of the customer': (text) => ({ address: `ann${text}@mail.example` }),
  'the domain of the address': (text) => ({ address: `ann@mail.example${text}` }),
  'a value in the subject': (text) => ({ data: withData('shop', 'name', `Shop${text}`) }),
  'the name of the sender': (text) => ({ sender: sender({ fromName: `Shop${text}` }) }),
  'the address of the sender': (text) => ({ sender: sender({ fromAddress: `hello${text}@shop.example` }) }),
  'the address for replies': (text) => ({ sender: sender({ replyTo: `hello@shop.example${text}` }) }),
  'the domain of the sender': (text) => ({ sender: sender({ domain: `shop.example${text}` }) }),
  'the legal name': (text) => ({ sender: sender({ legalName: `Shop Ltd${text}` }) }),
  'the postal address': (text) => ({ sender: sender({ postalAddress: `1 Example Street${text}` }) }),
  'the unsubscribe link': (text) => ({ links: { ...SAMPLE_LINKS, unsubscribeUrl: `https://shop.example/u/1${text}` } }),
  'the preference link': (text) => ({ links: { ...SAMPLE_LINKS, preferencesUrl: `https://shop.example/p/1${text}` } }),
  'a link': (text) => ({ links: { ...SAMPLE_LINKS, redirectUrl: () => `https://shop.example/c/1${text}` } }),
  'the name of the campaign': (text) => ({ campaign: `welcome${text}` }),
  'the id of the message': (text) => ({ messageId: toMessageId(`welcome:1:1/hello/1/email${text}`) }),
  'the language': (text) => ({ locale: `en${text}` }),
};

function withData(group: string, field: string, value: string): Outgoing['data'] {
  const data = sampleData();
  const fields = data[group];
  return typeof fields === 'object' && fields !== null ? { ...data, [group]: { ...fields, [field]: value } } : data;
}
const sender = (over: Partial<Sender>): Sender => ({ ...SAMPLE_SENDER, ...over });

const HEADERS = [
  'From', 'To', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID', 'Content-Language', 'X-Touchline-Message', 'MIME-Version', 'Content-Type',
];

let sink: SmtpSink;
let open: OpenChannel;
const channel = () => createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port: sink.port }) });
beforeAll(async () => {
  sink = await startSmtpSink();
  open = await channel().open();
});
afterAll(async () => {
  await open.close();
  await sink.close();
});

/** Sends the mail and answers the bytes that reached the server; null when nothing was sent. */
async function bytesOf(changes: Partial<Outgoing>): Promise<{ raw: string; commands: readonly string[] } | null> {
  const [mailsBefore, commandsBefore] = [sink.received.length, sink.commands.length];
  const outcome = await open.send(anOutgoing(changes), compiled(channel(), PLAIN_TEMPLATE), new AbortController().signal);
  const commands = sink.commands.slice(commandsBefore);
  if (outcome.outcome !== 'accepted') {
    expect(outcome.outcome).toBe('refused');
    expect('detail' in outcome ? outcome.detail : '').not.toContain('evil');
    expect([sink.received.length, commands.filter((line) => line.startsWith('MAIL'))]).toEqual([mailsBefore, []]);
    return null;
  }
  expect(sink.received.length).toBe(mailsBefore + 1);
  return { raw: sink.received.at(-1)!.raw.toString('latin1'), commands };
}

function soundMail({ raw, commands }: { raw: string; commands: readonly string[] }): void {
  const [head = '', ...bodies] = raw.split('\r\n\r\n');
  const names = head.split('\r\n').filter((line) => !/^[ \t]/.test(line)).map((line) => line.split(':', 1)[0]);
  expect(names).toEqual(HEADERS);
  expect(head.split('\r\n').filter((line) => line.length > 998)).toEqual([]);
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
  expect(head).not.toMatch(/^\s*Bcc:/im);
  expect(bodies.join('').match(/^Content-Type: /gm)?.length).toBe(2);
  expect(commands.filter((line) => /^(MAIL|RCPT|DATA)/i.test(line)).map((line) => line.slice(0, 4).toUpperCase())).toEqual(['MAIL', 'RCPT', 'DATA']);
  expect(commands.join('\n')).not.toContain('evil');
}

describe('no text can add a header, a receiver or a command', () => {
  const cases = Object.entries(FIELDS).flatMap(([field, put]) => Object.entries(BREAKS).map(([name, lineBreak]) => [field, name, put, lineBreak] as const));

  it.each(cases)('%s with %s', async (_field, _name, put, lineBreak) => {
    for (const text of [`${lineBreak}${EVIL}`, `${lineBreak}.${lineBreak}MAIL FROM:<evil@evil.example>${lineBreak}RCPT TO:<evil@evil.example>${lineBreak}DATA${lineBreak}x`]) {
      const sent = await bytesOf(put(text));
      if (sent !== null) soundMail(sent);
    }
  });

  it.each(Object.entries(FIELDS))('%s of great length', async (_field, put) => {
    const sent = await bytesOf(put('ä'.repeat(3_000)));
    if (sent !== null) soundMail(sent);
  });

  it('a plain mail passes the same judgement, so that it judges something', async () => {
    const sent = await bytesOf({});
    soundMail(sent!);
    expect(() => soundMail({ ...sent!, raw: sent!.raw.replace('\r\nDate:', `\r\n${EVIL}\r\nDate:`) })).toThrow();
  });
});
