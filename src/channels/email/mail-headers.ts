import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import type { Outgoing } from '../../contracts/channel.ts';
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
  const { sender, links, returnAddresses } = outgoing;
  const lines = [
    folded('From', mailbox('sender.fromAddress', sender.fromName, sender.fromAddress)),
    folded('To', mailbox('address', outgoing.displayName ?? '', outgoing.address)),
    folded('Reply-To', mailbox('sender.replyTo', '', returnAddresses.reply ?? sender.replyTo)),
    folded('Subject', words(subject)),
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    token('Message-ID', messageIdHeader(outgoing.messageId, domainOf(outgoing))),
    ...unsubscribeHeaders(links.unsubscribeUrl),
    token('List-Id', `<${label(outgoing.campaign)}.${domainOf(outgoing)}>`),
    token('Feedback-ID', [outgoing.campaign, outgoing.locale, outgoing.purpose, domainOf(outgoing)].map(label).join(':')),
    token('Content-Language', outgoing.locale),
    token('X-Touchline-Message', outgoing.messageId),
    'MIME-Version: 1.0',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

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

function domainOf({ sender }: Outgoing): string {
  const domain = wireAddress(`postmaster@${sender.domain}`)?.split('@')[1];
  if (domain === undefined) throw new UnsendableMail('sender.domain', 'is not a domain');
  return domain;
}
