import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import { quotedPrintable } from '../email/quoted-printable.ts';
import { readHeader } from './mail-header.ts';

/** What the receiver of a mail may do with it, besides reading. `full`: the mailbox takes no more; `gone`: there is none. */
export const RECEIVER_ACTS = ['answer', 'spam', 'gone', 'full'] as const;
export type ReceiverAct = (typeof RECEIVER_ACTS)[number];

/** A mail on its way back, as a mail server would hand it over. */
export interface MailBack {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly raw: Buffer;
}

/** The mail that is answered, complained of or sent back. */
export interface ReceivedBySomebody {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly raw: Buffer;
}

const STATUS = { gone: { code: '5.1.1', words: 'no such mailbox' }, full: { code: '5.2.2', words: 'the mailbox is full' } } as const;

/**
 * What comes back of a mail in the sandbox: an answer to its Reply-To (RFC 5322), a report of a mailbox provider (RFC 5965) or of a mail
 * server (RFC 3464) to its return path, as independent software writes them.
 * @param words the answer; ignored for reports
 */
export function mailBack(act: ReceiverAct, mail: ReceivedBySomebody, words: string, at: Date): MailBack {
  if (act === 'answer') return answerTo(mail, words, at);
  return act === 'spam' ? complaintAbout(mail, at) : bounceOf(mail, STATUS[act], at);
}

function answerTo({ envelopeTo, raw }: ReceivedBySomebody, words: string, at: Date): MailBack {
  const to = addressIn(readHeader(raw, 'Reply-To')) ?? addressIn(readHeader(raw, 'From')) ?? '';
  const messageId = readHeader(raw, 'Message-ID');
  return {
    envelope: { from: envelopeTo, to },
    raw: mailOf([
      `From: <${envelopeTo}>`, `To: <${to}>`, folded('Subject', `Re: ${readHeader(raw, 'Subject')}`), dated(at),
      ...(messageId === '' ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`]),
      'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable',
    ], quotedPrintable(words)),
  };
}

function complaintAbout({ envelopeFrom, envelopeTo, raw }: ReceivedBySomebody, at: Date): MailBack {
  const reporter = 'feedback@mailbox.example';
  return {
    envelope: { from: reporter, to: envelopeFrom },
    raw: report({ type: 'feedback-report', from: reporter, to: envelopeFrom, subject: 'FW: a complaint', at }, 'A reader of yours says that this is spam.', [
      'message/feedback-report', ['Feedback-Type: abuse', 'User-Agent: Sandbox/1.0', 'Version: 1', `Original-Mail-From: <${envelopeFrom}>`, `Original-Rcpt-To: <${envelopeTo}>`].join('\r\n'),
    ], raw),
  };
}

function bounceOf({ envelopeFrom, envelopeTo, raw }: ReceivedBySomebody, { code, words }: (typeof STATUS)[keyof typeof STATUS], at: Date): MailBack {
  return {
    envelope: { from: '', to: envelopeFrom },
    raw: report({ type: 'delivery-status', from: 'mailer-daemon@mailbox.example', to: envelopeFrom, subject: 'Undelivered mail returned to sender', at }, `Your mail could not be delivered: ${words}.`, [
      'message/delivery-status', ['Reporting-MTA: dns; mailbox.example', '', `Final-Recipient: rfc822; ${envelopeTo}`, 'Action: failed', `Status: ${code}`, `Diagnostic-Code: smtp; 550 ${code} ${words}`].join('\r\n'),
    ], raw),
  };
}

interface ReportHead {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly at: Date;
}

/** `multipart/report` (RFC 6522): words for people, fields for machines, the headers of the mail it is about. */
function report({ type, from, to, subject, at }: ReportHead, words: string, [kind, fields]: readonly [string, string], about: Buffer): Buffer {
  const boundary = '=_sandbox-report';
  const part = (contentType: string, body: string) => `--${boundary}\r\nContent-Type: ${contentType}\r\n\r\n${body}\r\n`;
  return mailOf([
    `From: <${from}>`, `To: <${to}>`, `Subject: ${subject}`, dated(at), 'Auto-Submitted: auto-generated', 'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
  ], `${part('text/plain; charset=utf-8', words)}${part(kind, fields)}${part('text/rfc822-headers', headersOf(about))}--${boundary}--\r\n`);
}

const mailOf = (headers: readonly string[], body: string) => Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body}`, 'latin1');
const dated = (at: Date) => `Date: ${at.toUTCString().replace('GMT', '+0000')}`;
const folded = (name: string, text: string) => foldLines(`${name}: ${encodeWord(text.replaceAll(/[\r\n]+/g, ' '), 'Q', 52)}`, 76);

function headersOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.toString('latin1', 0, end === -1 ? raw.length : end);
}

/** The address of `Name <a@b>` or `a@b`; null for what holds none. */
function addressIn(header: string): string | null {
  return /<([^<>\s]+@[^<>\s]+)>/.exec(header)?.[1] ?? /^[^<>\s]+@[^<>\s]+$/.exec(header.trim())?.[0] ?? null;
}
