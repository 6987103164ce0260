import { createHash } from 'node:crypto';
import { base32 } from './base32.ts';

const TOKEN_CHARACTERS = 20;

/** `Message-ID` of a message: the same for every attempt, so that receivers can drop repeats and replies find back. */
export function messageIdHeader(messageId: string, domain: string): string {
  return `<${messageToken(messageId)}@${domain}>`;
}

/** The first 20 base32 characters (100 bits) of the SHA-256 of a message id. */
export function messageToken(messageId: string): string {
  return base32(createHash('sha256').update(messageId).digest(), TOKEN_CHARACTERS);
}
