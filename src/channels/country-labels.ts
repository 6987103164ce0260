import { byCountry } from './country-rules.ts';
import type { MarketingLabel } from '../contracts/channel.ts';
import { ruleAt } from '../domain/dated.ts';

const LABELS = byCountry(({ subject_label: label, label_place: place }) => (label === '' ? null : { words: label.split('|'), isInBody: place === 'all' }));

/**
 * The mark by which a law wants marketing to be known, as `(광고)`: of the first of these countries that asks for one; null where none does.
 * Of several words one in the letters of the message's language is taken, else the first.
 */
export function marketingLabel(countries: readonly (string | null)[], locale: string, nowMs: number): MarketingLabel | null {
  for (const country of countries) {
    const versions = country === null ? undefined : LABELS[country];
    if (versions === undefined) continue;
    const { words, isInBody } = ruleAt(versions, nowMs);
    const own = /^(?:zh|ja|ko|he|ar)\b/.test(locale) ? words.find((word) => /[^ -\u00ff]/.test(word)) : undefined;
    const text = own ?? words[0];
    if (text !== undefined) return { text, isInBody };
  }
  return null;
}
