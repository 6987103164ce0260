import type { LinkKey } from '../../../contracts/links.ts';
import { readReplyAddress, readReturnPath } from '../return-path.ts';
import { type Fields, readFieldBlocks } from './field-block.ts';

/** By what a mail may name a message of ours, the surest first: a signed token, then ids that only its receiver and we know, last the address alone. */
export interface MessageSigns {
  /** `message.ref` out of a signed return path, reply address or envelope id. */
  readonly ref: bigint | null;
  /** Message keys, from the headers that came back. */
  readonly keys: readonly string[];
  /** Left sides of Message-IDs of our form. */
  readonly tokens: readonly string[];
  /** Ids that a provider gave in place of ours. */
  readonly providerIds: readonly string[];
  /** Whom it was sent to; proves nothing alone. */
  readonly recipient: string | null;
}

const MOST_IDS = 50;

/** The message named by the first intact token among these addresses. */
export function refOfAddresses(addresses: readonly (string | null)[], keys: readonly LinkKey[]): bigint | null {
  for (const address of addresses.slice(0, MOST_IDS)) {
    const ref = address === null ? null : readReturnPath(address, keys) ?? readReplyAddress(address, keys);
    if (ref !== null) return ref;
  }
  return null;
}

/** An envelope id may be the local part of the return path, or what stands in it after the plus. */
export function refOfEnvelopeId(envelopeId: string, keys: readonly LinkKey[]): bigint | null {
  // Reporters give it back decoded, or as it was written for the wire (RFC 3461).
  const local = envelopeId.replaceAll('+2B', '+').split('@')[0] ?? '';
  return readReturnPath(`${local.startsWith('bounce+') ? '' : 'bounce+'}${local}@`, keys);
}

/** Or the token of the Message-ID. */
export function tokensOfEnvelopeId(envelopeId: string): readonly string[] {
  return TOKEN_ID.exec(`${envelopeId}@`)?.slice(1) ?? [];
}

/** The ids in In-Reply-To, References or Message-ID. */
export function messageIdsIn(values: readonly (string | undefined)[]): readonly string[] {
  // The newest reference stands last and is the one that is answered.
  return values.flatMap((value) => [...(value ?? '').matchAll(/<([^<>\s]{3,250})>/g)].map(([, id = '']) => id).toReversed()).slice(0, MOST_IDS);
}

/** What the ids may be: a token of ours, or what a provider called the message instead. */
export function signsOfIds(ids: readonly string[]): Pick<MessageSigns, 'tokens' | 'providerIds'> {
  return { tokens: ids.flatMap((id) => TOKEN_ID.exec(id)?.[1] ?? []), providerIds: ids };
}
const TOKEN_ID = /^([a-z2-7]{20})@/;

/** What the headers of the original mail say, as a report gives them back. */
export function signsOfReturnedMail(text: string, keys: readonly LinkKey[]): Omit<MessageSigns, 'recipient'> {
  const headers: Fields = readFieldBlocks(text, 1)[0] ?? new Map<string, string>();
  const key = headers.get('x-touchline-message');
  return {
    ref: refOfAddresses([headers.get('return-path')?.replaceAll(/[<>]/g, '') ?? null, headers.get('reply-to')?.replaceAll(/^.*<|>.*$/g, '') ?? null], keys),
    keys: key === undefined || key.length > 200 ? [] : [key],
    ...signsOfIds(messageIdsIn([headers.get('message-id')])),
  };
}
