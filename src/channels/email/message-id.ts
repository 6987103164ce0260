import { createHash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN_CHARACTERS = 20;

/** `Message-ID` of a message: the same for every attempt, so that receivers can drop repeats and replies find back. */
export function messageIdHeader(messageId: string, domain: string): string {
  return `<${messageToken(messageId)}@${domain}>`;
}

/** The first 20 base32 characters (100 bits) of the SHA-256 of a message id. */
export function messageToken(messageId: string): string {
  const digest = createHash('sha256').update(messageId).digest();
  let bits = 0;
  let pending = 0;
  let token = '';
  for (const byte of digest) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5 && token.length < TOKEN_CHARACTERS) {
      bits -= 5;
      token += BASE32[(pending >> bits) & 31] ?? '';
    }
    pending &= (1 << bits) - 1;
  }
  return token;
}
