import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import { type SentFile, sentFiles } from '../../../contracts/sent-file.ts';
import { htmlText } from './html-text.ts';
import { type Fields, readFieldBlocks } from './field-block.ts';

/** So much of a mail is read: reports and words stand in front, pictures behind. It also bounds the time that reading takes. */
export const MOST_BYTES_READ = 256 * 1024;

/** A part of a report, as bytes made text. */
interface MailPart {
  readonly type: string;
  readonly text: string;
}

/** What the readers need of one mail. */
export interface ReadMail {
  /** As they came, unfolded, not decoded. */
  readonly headers: Fields;
  /** Words of the text part, or of the HTML part when there is none. */
  readonly text: string;
  readonly subject: string;
  readonly fromAddress: string;
  readonly parts: readonly MailPart[];
  /** What somebody has attached, in the order of the mail. */
  readonly files: readonly SentFile[];
}

/** Null for what is no mail at all, or is put together to be unreadable. Never throws. */
export async function readRawMail(raw: Buffer): Promise<ReadMail | null> {
  const bytes = raw.subarray(0, MOST_BYTES_READ);
  try {
    const mail = await simpleParser(bytes, { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
    return {
      headers: readFieldBlocks(bytes.toString('latin1'), 1)[0] ?? new Map<string, string>(),
      text: textOf(mail),
      subject: mail.subject ?? '',
      fromAddress: mail.from?.value[0]?.address ?? '',
      parts: mail.attachments.map(toPart),
      files: sentFiles(mail.attachments.filter(isSentAlong).map(toFile)),
    };
  } catch {
    return null;
  }
}

function textOf({ text, html }: ParsedMail): string {
  if (text !== undefined && text.trim() !== '') return text;
  return html === false ? '' : htmlText(html);
}

function toPart({ contentType, content }: Attachment): MailPart {
  // Typed as a buffer; an attachment that is a mail of its own may come as nothing.
  const bytes: unknown = content;
  return { type: contentType.toLowerCase(), text: Buffer.isBuffer(bytes) ? bytes.toString('utf8') : '' };
}

/** Reports, signatures and pictures that stand in the text are no files that somebody sends. */
const OF_THE_MAIL = /^(?:message\/(?:delivery-status|feedback-report|rfc822)|text\/rfc822-headers|application\/(?:pgp-signature|(?:x-)?pkcs7-signature))$/i;
const isSentAlong = ({ contentType, related, contentDisposition, filename }: Attachment): boolean =>
  !OF_THE_MAIL.test(contentType) && !related && (contentDisposition === 'attachment' || filename !== undefined);

const toFile = ({ filename, contentType, size }: Attachment): SentFile => ({ name: filename ?? '', mediaType: contentType, bytes: size });

/** The bytes of a file that was sent along, by its place among `files`; null: there is none there, or the mail was cut off within it. */
export async function fileOfMail(raw: Buffer, place: number): Promise<Buffer | null> {
  const mail = await simpleParser(raw, { keepDeliveryStatus: true, skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true }).catch(() => null);
  const found = mail?.attachments.filter(isSentAlong);
  // What is cut off ends with the last part.
  const isCut = raw.length >= MOST_BYTES_READ && place === (found?.length ?? 0) - 1;
  return isCut ? null : found?.[place]?.content ?? null;
}
