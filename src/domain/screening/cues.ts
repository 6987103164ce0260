import type { FoldedText } from '../folded-text.ts';
import type { TextLanguage } from '../text-language.ts';
import { type FoundWords, wordFinder, type WordLists } from '../word-search.ts';
import rows from './trade-words.json' with { type: 'json' };

/** Kinds of words that inquiries of traders are read by: what they ask for, press for, or claim. */
export type CueName = keyof typeof rows.cues;
export type Cues = ReadonlyMap<CueName, readonly FoundWords[]>;

/** What a question about a product can be about. */
export type Topic = keyof typeof rows.specifics;
/** How somebody wants to pay. */
export type PaymentMethod = keyof typeof rows.payments;

/** Goes up with every change of the lists, so that a stored screening tells by which it was made. */
export const TRADE_WORDS_VERSION = rows.version;

type Finder = ReturnType<typeof wordFinder>;
const findersOf = <Name extends string>(lists: Readonly<Record<Name, WordLists>>): readonly (readonly [Name, Finder])[] => namesOf(lists).map((name) => [name, wordFinder(lists[name])]);
// Object.keys forgets the names of its own argument.
const namesOf = <Name extends string>(lists: Readonly<Record<Name, WordLists>>): readonly Name[] => Object.keys(lists).filter((name): name is Name => Object.hasOwn(lists, name));

const CUES = findersOf(rows.cues);
const TOPICS = findersOf(rows.specifics);
const PAYMENTS = findersOf(rows.payments);

/** Every way to pay that is recognised. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = PAYMENTS.map(([method]) => method);

/** Every cue in a text, each kind in the order of the text. */
export function cuesIn(text: FoldedText, languages: readonly TextLanguage[]): Cues {
  return new Map(CUES.map(([name, find]) => [name, find(text, languages)]));
}

/** Words about a product's properties, or about how it is to be packed, certified and delivered. */
export function topicsIn(text: FoldedText, languages: readonly TextLanguage[]): readonly (FoundWords & { readonly topic: Topic })[] {
  return TOPICS.flatMap(([topic, find]) => find(text, languages).map((found) => ({ ...found, topic })));
}

/** Ways to pay that are named. */
export function paymentsIn(text: FoldedText, languages: readonly TextLanguage[]): readonly (FoundWords & { readonly method: PaymentMethod })[] {
  return PAYMENTS.flatMap(([method, find]) => find(text, languages).map((found) => ({ ...found, method })));
}
