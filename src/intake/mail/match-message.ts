import type { MatchedMessage } from '../../channels/email/inbound/mail-news.ts';
import type { MessageSigns } from '../../channels/email/inbound/message-signs.ts';
import { messageToken } from '../../channels/email/message-id.ts';
import type { SentMessage } from '../../store/match-mail.ts';

/** Look-ups in the ledger. */
export interface MatchPorts {
  readonly sentByRef: (ref: bigint) => Promise<SentMessage | null>;
  readonly sentByKey: (keys: readonly string[]) => Promise<SentMessage | null>;
  /** The newest first. */
  readonly sentToAddress: (address: string) => Promise<readonly SentMessage[]>;
}

export interface FoundMessage extends MatchedMessage {
  readonly channel: string;
  readonly customerId: string;
}

/**
 * The message a mail speaks of: by a signed token, by its key in the headers that came back, by an id among those of the messages to that
 * address, and last by the address alone if something was sent to it lately. Null: it is not about us.
 */
export async function matchMessage(ports: MatchPorts, signs: MessageSigns): Promise<FoundMessage | null> {
  const signed = signs.ref === null ? null : await ports.sentByRef(signs.ref);
  if (signed !== null) return found(signed, 'signed');
  const named = signs.keys.length === 0 ? null : await ports.sentByKey(signs.keys);
  if (named !== null) return found(named, 'known');
  const { recipient } = signs;
  if (recipient === null || recipient.includes('\0')) return null;
  const sent = await ports.sentToAddress(recipient);
  const known = sent.find((message) => signs.tokens.includes(messageToken(message.id)) || (message.providerId !== null && signs.providerIds.includes(message.providerId)));
  if (known !== undefined) return found(known, 'known');
  const newest = sent.find(({ isRecent }) => isRecent);
  return newest === undefined ? null : found(newest, 'address');
}

const found = ({ id, ref, channel, customerId, address }: SentMessage, by: MatchedMessage['by']): FoundMessage => ({ id, ref, channel, customerId, address, by });
