import { foldText, foldWord } from '../folded-text.ts';
import { findWords, wordPattern } from '../word-search.ts';
import rows from './well-known-firms.json' with { type: 'json' };

/** A firm that everybody has heard of, and the domains from which its people write. */
export interface WellKnownFirm {
  readonly name: string;
  readonly domains: readonly string[];
}

/** Those that come along; a shop policy adds its own. */
export const WELL_KNOWN_FIRMS: readonly WellKnownFirm[] = rows.firms;

/** The well-known firm whose name stands in a claimed one: "Walmart Procurement LLC". Null: a firm that nobody has to know. */
export function wellKnownFirmOf(claimed: string, firms: readonly WellKnownFirm[]): WellKnownFirm | null {
  const text = foldText(claimed);
  // A pattern is made only for names that occur at all.
  const isNamed = (name: string, plain: string) => plain !== '' && text.folded.includes(plain) && findWords(text, wordPattern([name])).length > 0;
  return firms.find(({ name }) => isNamed(name, foldWord(name))) ?? null;
}

/** Whether a domain is one of the firm's, or a part of one. */
export const isDomainOf = (domain: string, { domains }: WellKnownFirm): boolean => domains.some((own) => domain === own || domain.endsWith(`.${own}`));
