import type { FrozenContent } from '../contracts/channel.ts';
import type { Channels } from './registry.ts';
import { templateHash } from './template-hash.ts';

/** How the templates of words of the staff are called, on every channel. */
const NAME = 'staff-words';

/** The template by which words of the staff leave on a channel in a language (BCP 47); null: there is no such channel. */
export function staffTemplate(channels: Channels, channel: string, locale: string): FrozenContent | null {
  const content = channels[channel]?.staffWords;
  if (content === undefined) return null;
  return { hash: templateHash({ channel, name: NAME, locale }, content), channel, name: NAME, locale, content, links: [] };
}
