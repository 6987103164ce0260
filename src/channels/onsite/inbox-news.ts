import { createHash } from 'node:crypto';
import type { ChannelNews } from '../../contracts/channel-news.ts';
import type { HeardWord } from '../../contracts/inbox.ts';
import { stopWordOf } from '../stop-words.ts';
import { writtenNews } from '../written-news.ts';

/** What that tells, in the words of the core; the same answer to the same message is one, however often it is posted. */
export function inboxNews({ seen, answered }: HeardWord, atMs: number): readonly ChannelNews[] {
  const receipts = seen.map(({ id, messageId }): ChannelNews => ({ id: `inbox.${id}.read`, atMs, kind: 'receipt', message: { key: messageId, providerId: null }, status: 'read' }));
  return answered === null ? receipts : [...receipts, ...answerNews(answered, atMs)];
}

function answerNews({ message, text }: NonNullable<HeardWord['answered']>, atMs: number): readonly ChannelNews[] {
  const id = `inbox.${message.id}.answer.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const from = { address: message.address, others: [] };
  return writtenNews({ id, atMs, kind: 'inbound', from, providerId: id, text, repliesTo: { key: message.messageId, providerId: null }, isAutomatic: false }, stopWordOf(text), `${id}.word`);
}
