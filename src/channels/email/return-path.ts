import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReturnAddresses } from '../../contracts/channel.ts';
import type { LinkKey } from '../../contracts/links.ts';
import { base32 } from './base32.ts';

/** 80 bits: guessing one in a billion mails a second takes longer than anybody keeps mail, and a local part has 64 characters at most. */
const MAC_CHARACTERS = 16;

// The token is all lower case, because some servers change the case of a local part.
const TOKEN = String.raw`\+([1-9]\d{0,18})\.([a-z2-7]{16})@`;

/** What an address of ours is for; a token made for one use never works for the other. */
type AddressUse = 'bounce' | 'reply';

/**
 * The return path of one message, `bounce+<ref>.<mac>@<domain>` (VERP): a bounce to it names its message and cannot be made up.
 * `ref` is `message.ref`, so nothing about the person is in it; `key` is the newest of the keys that sign links.
 */
export function returnPathOf(messageRef: bigint, key: LinkKey, domain: string): string {
  return addressOf('bounce', messageRef, key, domain);
}

/** The same for answers: `reply+<ref>.<mac>@<domain>`, for `Reply-To`. */
export function replyAddressOf(messageRef: bigint, key: LinkKey, domain: string): string {
  return addressOf('reply', messageRef, key, domain);
}

/** Both of one message, as far as a domain for them is set. */
export function returnAddressesFor(key: LinkKey, { bounceDomain, replyDomain }: { readonly bounceDomain: string | null; readonly replyDomain: string | null }): (messageRef: bigint) => ReturnAddresses {
  return (ref) => ({
    bounce: bounceDomain === null ? null : returnPathOf(ref, key, bounceDomain),
    reply: replyDomain === null ? null : replyAddressOf(ref, key, replyDomain),
  });
}

/** The message that a return path was made for; null for every other address, in the same time whatever is wrong with it. */
export function readReturnPath(address: string, keys: readonly LinkKey[]): bigint | null {
  return readAddress('bounce', address, keys);
}

/** The message that a reply address was made for; null for every other address. */
export function readReplyAddress(address: string, keys: readonly LinkKey[]): bigint | null {
  return readAddress('reply', address, keys);
}

const addressOf = (use: AddressUse, messageRef: bigint, key: LinkKey, domain: string) =>
  `${use}+${messageRef}.${macOf(use, String(messageRef), key)}@${domain}`;

function readAddress(use: AddressUse, address: string, keys: readonly LinkKey[]): bigint | null {
  const match = PATTERNS[use].exec(address.slice(0, 100).toLowerCase());
  const [, ref = '0', mac = '.'.repeat(MAC_CHARACTERS)] = match ?? [];
  const matches = keys.map((key) => timingSafeEqual(Buffer.from(macOf(use, ref, key)), Buffer.from(mac)));
  return matches.includes(true) ? BigInt(ref) : null;
}
const PATTERNS: Readonly<Record<AddressUse, RegExp>> = { bounce: new RegExp(`^bounce${TOKEN}`), reply: new RegExp(`^reply${TOKEN}`) };

function macOf(use: AddressUse, ref: string, key: LinkKey): string {
  const mac = createHmac('sha256', Buffer.from(key.secret, 'base64')).update(`touchline-address\n${use}\n${ref}`).digest();
  return base32(mac, MAC_CHARACTERS);
}
