import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import type { Outgoing, Sender } from '../../contracts/channel.ts';
import type { StaffNote } from '../../contracts/staff-note.ts';
import type { MessageId } from '../../domain/ids.ts';
import { wireAddress } from './mail-address.ts';
import { messageIdHeader } from './message-id.ts';
import { plainText } from './render-context.ts';

/** A mail that must not leave as it is: the place says which field, never what stood in it. */
export class UnsendableMail extends Error {
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`${field} ${reason}`);
    this.field = field;
  }
}

/** The header block of one mail, without the lines of its body parts; lines end in CRLF. */
export function mailHeaders(outgoing: Outgoing, subject: string, at: Date): string {
  const { sender, links, returnAddresses, displayName, address, messageId, campaign, locale, purpose } = outgoing;
  return block([
    ...envelope({ sender, id: messageId, address, name: displayName ?? '', replyTo: returnAddresses.reply ?? sender.replyTo, subject }, at),
    ...unsubscribeHeaders(links.unsubscribeUrl),
    token('List-Id', `<${label(campaign)}.${domainOf(sender)}>`),
    token('Feedback-ID', [campaign, locale, purpose, domainOf(sender)].map(label).join(':')),
    ...closing(messageId, locale),
  ]);
}

/** The header block of what somebody of the staff is told: no list, and no program answers it (RFC 3834). */
export function noteHeaders(note: StaffNote, locale: string, at: Date): string {
  return block([...envelope({ ...note, replyTo: note.sender.replyTo }, at), 'Auto-Submitted: auto-generated', ...closing(note.id, locale)]);
}

type Envelope = Pick<StaffNote, 'sender' | 'id' | 'address' | 'name' | 'subject'> & { readonly replyTo: string };

function envelope({ sender, id, address, name, replyTo, subject }: Envelope, at: Date): readonly string[] {
  return [
    folded('From', mailbox('sender.fromAddress', sender.fromName, sender.fromAddress)),
    folded('To', mailbox('address', name, address)),
    folded('Reply-To', mailbox('sender.replyTo', '', replyTo)),
    folded('Subject', words(subject)),
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    token('Message-ID', messageIdHeader(id, domainOf(sender))),
  ];
}

const closing = (id: MessageId, locale: string) => [token('Content-Language', locale), token('X-Touchline-Message', id), 'MIME-Version: 1.0'];
const block = (lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');

/** RFC 8058: one header with the address, and the sign that a POST to it is enough, where the address can be trusted. */
function unsubscribeHeaders(unsubscribeUrl: string): readonly string[] {
  if (!URL.canParse(unsubscribeUrl)) throw new UnsendableMail('links.unsubscribeUrl', 'is not an address');
  const { protocol, hostname } = new URL(unsubscribeUrl);
  const oneClick = protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.has(hostname));
  const header = token('List-Unsubscribe', `<${unsubscribeUrl}>`);
  return oneClick ? [header, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'] : [header];
}
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

function mailbox(field: string, name: string, address: string): string {
  const onWire = wireAddress(address);
  if (onWire === null) throw new UnsendableMail(field, 'is not a mail address');
  const shown = plainText(name);
  if (shown === '') return onWire;
  return `${isPlain(shown) ? `"${shown.replaceAll(/["\\]/g, '\\$&')}"` : encodeWord(shown, 'Q', 52)} <${onWire}>`;
}

/** Free text of a header: RFC 2047 words unless it is plain ASCII that cannot be mistaken for such a word. */
function words(text: string): string {
  const clean = plainText(text);
  return isPlain(clean) ? clean : encodeWord(clean, 'Q', 52);
}

const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
const folded = (name: string, value: string) => foldLines(`${name}: ${value}`, 76);

/** A header whose value is one machine-readable token; nothing is repaired here, a strange one is refused. */
function token(name: string, value: string): string {
  if (!/^[\x21-\x7e]{1,900}$/.test(value)) throw new UnsendableMail(name, 'has a character that no header may carry, or is too long');
  return `${name}: ${value}`;
}

const label = (text: string) => text.replaceAll(/[^a-zA-Z0-9-]+/g, '-').slice(0, 60);

function domainOf(sender: Sender): string {
  const domain = wireAddress(`postmaster@${sender.domain}`)?.split('@')[1];
  if (domain === undefined) throw new UnsendableMail('sender.domain', 'is not a domain');
  return domain;
}
