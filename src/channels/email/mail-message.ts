import type { Outgoing } from '../../contracts/channel.ts';
import type { MessageId } from '../../domain/ids.ts';
import { mailHeaders } from './mail-headers.ts';
import { messageToken } from './message-id.ts';
import { quotedPrintable } from './quoted-printable.ts';

/** What a mail says; `subject` may have any letters, bodies any line ends. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * The whole MIME message, ready for DATA: headers and `multipart/alternative` with text, then HTML.
 * Put together here instead of by nodemailer's composer, whose objects and streams cost more than the sending
 * (bench/email-send.ts). Throws UnsendableMail when a header field cannot be written safely.
 */
export function mailMessage(outgoing: Outgoing, content: MailContent, at: Date): Buffer {
  return inTwoForms(mailHeaders(outgoing, content.subject, at), outgoing.messageId, content);
}

/** The whole MIME message behind a header block, in two forms. */
export function inTwoForms(headers: string, id: MessageId, { text, html }: Pick<MailContent, 'text' | 'html'>): Buffer {
  // `=_` cannot occur in quoted-printable text, so no body can end its part early.
  const boundary = `=_${messageToken(id)}`;
  return Buffer.from([
    headers,
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n`,
    bodyPart(boundary, 'text/plain', text),
    bodyPart(boundary, 'text/html', html),
    `\r\n--${boundary}--\r\n`,
  ].join(''), 'latin1');
}

function bodyPart(boundary: string, type: string, body: string): string {
  return `\r\n--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(body)}`;
}
