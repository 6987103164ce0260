import type { FoldedText } from './folded-text.ts';
import rows from './inquiry-kind-words.json' with { type: 'json' };
import type { TextLanguage } from './text-language.ts';
import { type FoundWords, type WordLists, withoutCovered, wordFinder } from './word-search.ts';

/** The kinds that words speak for. */
export type NamedKind = keyof typeof rows.kinds;

/** Words in an inquiry that speak for a kind. */
export interface KindMention extends FoundWords {
  readonly kind: NamedKind;
  readonly points: number;
}

/** Goes up with every change of the lists, so that a stored guess tells by which it was made. */
export const WORDS_VERSION = rows.version;

/** `sure` names the kind by itself, `hint` is heard of others too; the third counts only while an order is open. */
interface KindLists {
  readonly sure: WordLists;
  readonly hint: WordLists;
  readonly whileOrderIsOpen?: WordLists;
}
const LISTS: Readonly<Record<NamedKind, KindLists>> = rows.kinds;
const SURE_POINTS = 2;
const HINT_POINTS = 1;

const FINDERS = Object.entries(LISTS).flatMap(([kind, { sure, hint, whileOrderIsOpen = {} }]) => (isKind(kind) ? [
  { kind, points: SURE_POINTS, find: wordFinder(sure), onlyWhileOrderIsOpen: false },
  { kind, points: HINT_POINTS, find: wordFinder(hint), onlyWhileOrderIsOpen: false },
  { kind, points: SURE_POINTS, find: wordFinder(whileOrderIsOpen), onlyWhileOrderIsOpen: true },
] : []));

function isKind(kind: string): kind is NamedKind {
  return Object.hasOwn(LISTS, kind);
}

/** Every mention of a kind; words inside a longer mention belong to that one: "payment terms" are no payment. */
export function mentionsOf(text: FoldedText, languages: readonly TextLanguage[], hasOpenOrder: boolean): readonly KindMention[] {
  const all = FINDERS.filter(({ onlyWhileOrderIsOpen }) => hasOpenOrder || !onlyWhileOrderIsOpen)
    .flatMap(({ kind, points, find }) => find(text, languages).map((found): KindMention => ({ ...found, kind, points })));
  return withoutCovered(all);
}
