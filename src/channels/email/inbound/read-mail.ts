import { createHash } from 'node:crypto';
import type { LinkKey } from '../../../contracts/links.ts';
import type { SentFile } from '../../../contracts/sent-file.ts';
import { type StopWord, stopWordOf } from '../../stop-words.ts';
import { withoutAddresses } from '../mail-address.ts';
import { isAutomatic } from './automatic.ts';
import { type MessageSigns, messageIdsIn, refOfAddresses, signsOfIds, signsOfReturnedMail } from './message-signs.ts';
import { type ReportedDelivery, readBounce, returnedMailOf } from './read-bounce.ts';
import { type ReportedFeedback, isComplaint, readComplaint } from './read-complaint.ts';
import { type ReadMail, readRawMail } from './read-raw.ts';
import { trimReply } from './trim-reply.ts';

/** Between which addresses a mail came, as the SMTP session said. */
export interface MailEnvelope {
  /** Empty: the null return path. */
  readonly from: string;
  readonly to: readonly string[];
}

/** Something that a person or their machine wrote. */
export interface WrittenMail {
  /** Of the From header; anybody can write it there. */
  readonly from: string;
  /** The same for every copy of the mail. */
  readonly digest: string;
  /** Its own Message-ID; empty when it has none. */
  readonly messageId: string;
  readonly text: string;
  readonly isAutomatic: boolean;
  readonly stopWord: StopWord | null;
  readonly files: readonly SentFile[];
  readonly signs: MessageSigns;
}

/** What a mail to one of our addresses is. */
export type MailTold =
  | { readonly kind: 'delivery'; readonly deliveries: readonly ReportedDelivery[] }
  | { readonly kind: 'complaint'; readonly complaint: ReportedFeedback }
  | { readonly kind: 'written'; readonly mail: WrittenMail }
  /** Nothing follows from it; `because` says why. */
  | { readonly kind: 'nothing'; readonly because: string };

/** Reads one raw mail. Never throws, and looks nothing up: whether the message it names is ours is not known yet. */
export async function readMail(raw: Buffer, envelope: MailEnvelope, keys: readonly LinkKey[]): Promise<MailTold> {
  const mail = await readRawMail(raw);
  if (mail === null) return { kind: 'nothing', because: 'unreadable' };
  const deliveries = readBounce(mail, envelope.to, keys) ?? plainBounce(mail, envelope, keys);
  if (deliveries !== null) return deliveries.length === 0 ? { kind: 'nothing', because: 'report-without-recipients' } : { kind: 'delivery', deliveries };
  const complaint = readComplaint(mail, envelope.to, keys);
  if (complaint !== null) return isComplaint(complaint) ? { kind: 'complaint', complaint } : { kind: 'nothing', because: `feedback-${complaint.feedback}` };
  return { kind: 'written', mail: writtenMail(mail, raw, envelope, keys) };
}

/** Some servers still report in words alone: taken only at a signed return path, from a server, with an exact code. */
function plainBounce(mail: ReadMail, { from, to }: MailEnvelope, keys: readonly LinkKey[]): readonly ReportedDelivery[] | null {
  const isFromServer = from === '' && /^(?:mailer-daemon|postmaster)@/i.test(mail.fromAddress);
  const ref = isFromServer ? refOfAddresses(to, keys) : null;
  const [line, status = ''] = /\b[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})\b.{0,200}/.exec(mail.text.slice(0, 16_384)) ?? [];
  if (ref === null || line === undefined) return null;
  return [{ action: 'failed', status, detail: withoutAddresses(line), signs: { ...signsOfReturnedMail(returnedMailOf(mail), keys), ref, recipient: null } }];
}

function writtenMail(mail: ReadMail, raw: Buffer, envelope: MailEnvelope, keys: readonly LinkKey[]): WrittenMail {
  const { headers, fromAddress } = mail;
  const automatic = isAutomatic(headers, envelope.from, mail.subject);
  const text = trimReply(mail.text);
  const [messageId = ''] = messageIdsIn([headers.get('message-id')]);
  return {
    from: fromAddress.slice(0, 320),
    digest: createHash('sha256').update(messageId === '' ? raw : `${fromAddress}\n${messageId}`).digest('hex').slice(0, 32),
    messageId,
    text,
    isAutomatic: automatic,
    // Whoever says it in the subject writes nothing below; an answer's subject is ours.
    stopWord: automatic ? null : stopWordOf(text === '' ? mail.subject : text),
    files: mail.files,
    signs: {
      ref: refOfAddresses(envelope.to, keys),
      keys: [],
      ...signsOfIds([...messageIdsIn([headers.get('in-reply-to')]), ...messageIdsIn([headers.get('references')])]),
      recipient: fromAddress === '' ? null : fromAddress,
    },
  };
}
