import type { FrozenContent } from '../contracts/channel.ts';
import { localeChain } from '../domain/locale-chain.ts';
import type { Channels } from './registry.ts';
import { SAMPLE_LINKS, SAMPLE_SENDER, sampleData } from './sample-data.ts';
import { templateHash } from './template-hash.ts';

/** How the templates of words of the staff are called, on every channel. */
const NAME = 'staff-words';

/** The last of the languages in which there is a footer. */
const LAST_RESORT = 'en';

/**
 * The template by which words of the staff leave on a channel, in a language (BCP 47) or the nearest one for which the channel has its own words, such as
 * those of a footer; null: there is no such channel.
 */
export function staffTemplate(channels: Channels, channel: string, locale: string): FrozenContent | null {
  // A name may come from anybody.
  const shelf = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  if (shelf === undefined) return null;
  const content = shelf.staffWords;
  const templates = [locale, ...localeChain(locale), LAST_RESORT].map((own) => ({ hash: templateHash({ channel, name: NAME, locale: own }, content), channel, name: NAME, locale: own, content, links: [] }));
  return templates.find((one) => !('faults' in shelf.compile(content, one.hash, one.locale))) ?? null;
}

/** Why these words cannot leave on a channel, such as that they are too long for it; null: they can. */
export function staffWordsFault(channels: Channels, channel: string, locale: string, words: { readonly subject: string | null; readonly text: string }): string | null {
  const template = staffTemplate(channels, channel, locale);
  const compiled = template === null ? null : channels[channel]?.compile(template.content, template.hash, template.locale);
  if (compiled == null || 'faults' in compiled) return `there is no channel ${channel}`;
  try {
    compiled.render({ ...sampleData(), words }, SAMPLE_LINKS, SAMPLE_SENDER);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
