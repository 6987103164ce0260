import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimKey } from './dkim-keys.ts';

/**
 * What the signature covers, as far as a mail has it. RFC 8058 wants List-Unsubscribe and List-Unsubscribe-Post in it, which nodemailer
 * leaves out by default.
 */
export const SIGNED_FIELDS = ['from', 'reply-to', 'subject', 'date', 'message-id', 'to', 'mime-version', 'content-type', 'content-transfer-encoding', 'content-language',
  'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id'];
const LINE_LENGTH = 72;

// With a callback the signature is made on another thread: it costs as much as all the rest of a mail.
const signElsewhere = promisify<string, Buffer, KeyObject, Buffer>(sign);

/**
 * Signs mails of the domains for which there is a key (RFC 6376, RSA with SHA-256, relaxed/relaxed). Done here and not by nodemailer, whose
 * signer reads the key anew for every mail and signs where everything else waits for it (bench/channels.ts).
 */
export class DkimSigner {
  readonly #keys: ReadonlyMap<string, readonly DkimKey[]>;

  constructor(keys: readonly DkimKey[]) {
    const domains = [...new Set(keys.map(({ domain }) => domain))];
    this.#keys = new Map(domains.map((domain) => [domain, keys.filter((key) => key.domain === domain)]));
  }

  /** True when mail from this address is signed so that DMARC finds it aligned. */
  signs(fromAddress: string): boolean {
    return this.#keysOf(fromAddress).length > 0;
  }

  /** The message with its signatures in front: one for each key of the domain, or of the nearest domain above it; as it is without any. */
  async sign(message: Buffer, fromAddress: string): Promise<Buffer> {
    const keys = this.#keysOf(fromAddress);
    if (keys.length === 0) return message;
    const text = message.toString('latin1');
    const end = text.indexOf('\r\n\r\n') + 2;
    const bodyHash = createHash('sha256').update(relaxedBody(text.slice(end + 2)), 'latin1').digest('base64');
    const fields = signedFields(text.slice(0, end));
    const signatures = await Promise.all(keys.map((key) => signatureField(key, fields, bodyHash)));
    return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), message]);
  }

  #keysOf(fromAddress: string): readonly DkimKey[] {
    const labels = (fromAddress.split('@').at(-1) ?? '').toLowerCase().split('.');
    for (let from = 0; from < labels.length - 1; from += 1) {
      const keys = this.#keys.get(labels.slice(from).join('.'));
      if (keys !== undefined) return keys;
    }
    return [];
  }
}

interface Field {
  readonly name: string;
  /** As it is signed, without its end. */
  readonly relaxed: string;
}

/** The fields of a header block that are signed, in the order of the list. */
function signedFields(headers: string): readonly Field[] {
  const fields = new Map(headers.split(/\r\n(?![ \t])/).map((field) => {
    const { name, relaxed } = relaxedField(field);
    return [name, { name, relaxed }];
  }));
  return SIGNED_FIELDS.flatMap((name) => fields.get(name) ?? []);
}

async function signatureField({ domain, selector, privateKey }: DkimKey, fields: readonly Field[], bodyHash: string): Promise<string> {
  const unsigned = [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};`, `s=${selector}; q=dns/txt;`,
    ...foldedNames(fields.map(({ name }) => name)), `bh=${bodyHash};`, 'b=',
  ].join('\r\n ');
  const signed = [...fields, relaxedField(unsigned)].map(({ relaxed }) => relaxed).join('\r\n');
  const signature = await signElsewhere('sha256', Buffer.from(signed, 'latin1'), privateKey);
  return `${unsigned}${signature.toString('base64').replaceAll(/.{1,72}(?=.)/g, '$&\r\n ')}\r\n`;
}

function foldedNames(names: readonly string[]): readonly string[] {
  const lines = ['h='];
  for (const [index, name] of names.entries()) {
    const word = `${name}${index === names.length - 1 ? ';' : ':'}`;
    if ((lines.at(-1)?.length ?? 0) + word.length > LINE_LENGTH) lines.push(word);
    else lines[lines.length - 1] += word;
  }
  return lines;
}

/** RFC 6376, 3.4.2: the name in lower case, unfolded, every run of white space one space, none at the ends. */
function relaxedField(field: string): Field {
  const colon = field.indexOf(':');
  const name = field.slice(0, colon).trim().toLowerCase();
  return { name, relaxed: `${name}:${field.slice(colon + 1).replaceAll('\r\n', '').replaceAll(/[ \t]+/g, ' ').trim()}` };
}

/** RFC 6376, 3.4.4: every run of white space one space, none at the end of a line, no empty lines at the end. */
function relaxedBody(body: string): string {
  const relaxed = body.replaceAll(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n');
  let end = relaxed.endsWith(' ') ? relaxed.length - 1 : relaxed.length;
  while (relaxed.startsWith('\r\n', end - 2) && end >= 2) end -= 2;
  return end === 0 ? '' : `${relaxed.slice(0, end)}\r\n`;
}
