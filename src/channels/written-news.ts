import type { ChannelNews } from '../contracts/channel-news.ts';
import type { StopWord } from './stop-words.ts';

type Inbound = Extract<ChannelNews, { kind: 'inbound' }>;

/**
 * What a person wrote, and what a stop word in it asks for, as news of its own.
 * @param wishId the id of that
 */
export function writtenNews(inbound: Inbound, word: StopWord | null, wishId: string): readonly [ChannelNews, ...ChannelNews[]] {
  if (word === null) return [inbound];
  const { atMs, from } = inbound;
  const wish: ChannelNews = { id: wishId, atMs, kind: 'preference', from, purpose: 'marketing', granted: word.action === 'resubscribe', wording: word.word, typedIn: word.languages };
  return [word.isAlone ? { ...inbound, isStopWordAlone: true } : inbound, wish];
}
