import { createHash } from 'node:crypto';
import type { TemplateContent } from '../contracts/channel.ts';

/** The identity of a template's content, SHA-256 in hex: the same text in the same place has the same hash, on every machine. */
export function templateHash({ channel, name, locale }: { readonly channel: string; readonly name: string; readonly locale: string }, content: TemplateContent): string {
  const parts = Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([channel, name, locale, parts])).digest('hex');
}
