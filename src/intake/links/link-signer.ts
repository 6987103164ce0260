import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutgoingLinks } from '../../contracts/channel.ts';
import { LINK_PATHS, type LinkKey, type LinkPurpose, type LinkTarget } from '../../contracts/links.ts';

/** 128 bits: beyond guessing, and short enough for a line of mail. */
const MAC_BYTES = 16;
const MOST_TOKEN_CHARS = 80;

export interface LinkSigner {
  /** A token that never expires: the law wants an unsubscribe link to work for as long as somebody keeps the mail. */
  sign(purpose: LinkPurpose, target: LinkTarget): string;
  /** What an intact token of this purpose says; null for every other text, in the same time whatever is wrong with it. */
  open(purpose: LinkPurpose, token: string): LinkTarget | null;
}

/**
 * Signs with the first key, opens with any of them (rotation).
 * @throws RangeError when there is no key
 */
export function createLinkSigner(keys: readonly LinkKey[]): LinkSigner {
  const secrets = keys.map((key) => Buffer.from(key.secret, 'base64'));
  const [signing] = secrets;
  if (signing === undefined) throw new RangeError('links need at least one signing key');
  return {
    sign: (purpose, target) => `${bodyOf(target)}.${macOf(signing, purpose, bodyOf(target)).toString('base64url')}`,
    open(purpose, token) {
      const match = TOKEN.exec(token.slice(0, MOST_TOKEN_CHARS + 1));
      const [, body = '', ref = '0', told36, mac = ''] = match ?? [];
      const told = Buffer.alloc(MAC_BYTES);
      const decoded = Buffer.from(mac, 'base64url');
      decoded.copy(told);
      const matches = secrets.map((secret) => timingSafeEqual(macOf(secret, purpose, body), told));
      // The last character of a base64url MAC has spare bits: only the canonical spelling counts.
      const canonical = match !== null && decoded.toString('base64url') === mac;
      const number = told36 === undefined ? null : Number.parseInt(told36, 36);
      const fits = NUMBERED.has(purpose) === (number !== null);
      return canonical && fits && matches.includes(true) ? { messageRef: refOf(ref), number } : null;
    },
  };
}

/** Tokens that say a number besides. */
const NUMBERED: ReadonlySet<LinkPurpose> = new Set(['redirect', 'form', 'rate']);

// <ref>[-<number>].<mac>: both numbers in base 36 without leading zeros.
const TOKEN = /^((0|[1-9a-z][0-9a-z]{0,12})(?:-(0|[1-9a-z][0-9a-z]{0,3}))?)\.([A-Za-z0-9_-]{22})$/;

const bodyOf = ({ messageRef, number }: LinkTarget) => (number === null ? messageRef.toString(36) : `${messageRef.toString(36)}-${number.toString(36)}`);

function macOf(secret: Buffer, purpose: LinkPurpose, body: string): Buffer {
  return createHmac('sha256', secret).update(`touchline-link\n${purpose}\n${body}`).digest().subarray(0, MAC_BYTES);
}

function refOf(text: string): bigint {
  let ref = 0n;
  for (const digit of text) ref = ref * 36n + BigInt(Number.parseInt(digit, 36));
  return ref;
}

/** The signed addresses of one message, as its channel puts them into the content; that of the pixel only where opens may be noticed. */
export function createLinksFor(signer: LinkSigner, publicUrl: string): (messageRef: bigint, trackOpens: boolean) => OutgoingLinks {
  const base = publicUrl.replace(/\/+$/, '');
  return (messageRef, trackOpens) => {
    const url = (purpose: keyof typeof LINK_PATHS, number: number | null = null) => `${base}/${LINK_PATHS[purpose]}/${signer.sign(purpose, { messageRef, number })}`;
    return {
      baseUrl: base,
      unsubscribeUrl: url('unsubscribe'),
      preferencesUrl: url('preferences'),
      confirmUrl: url('confirm'),
      rateUrl: (stars) => url('rate', stars),
      redirectUrl: (linkIndex) => url('redirect', linkIndex),
      ...(trackOpens ? { openUrl: `${url('open')}.gif` } : {}),
    };
  };
}
