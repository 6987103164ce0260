import { wordFinder } from '../word-search.ts';
import rows from './neat-words.json' with { type: 'json' };
import type { Reading } from './reading.ts';

/** By what the neatness of a mail is measured, each the higher the neater. */
export const NEATNESS_FEATURES = ['stockPhrases', 'evenSentences', 'wellFormed', 'framed', 'filled'] as const;
export type NeatnessFeature = (typeof NEATNESS_FEATURES)[number];

/** The measures of one inquiry; null: cannot be told of it. */
export type Neatness = Readonly<Record<NeatnessFeature, number | null>>;

/** Mean and standard deviation of each measure over the shop's own past inquiries. */
export interface UsualNeatness {
  readonly inquiries: number;
  readonly features: Readonly<Record<NeatnessFeature, { readonly mean: number; readonly deviation: number } | null>>;
}

const stockIn = wordFinder(rows.stock);
const greetingIn = wordFinder(rows.greeting);
const closingIn = wordFinder(rows.closing);
/** A greeting stands at the beginning, a closing at the end. */
const EDGE = 160;
const FEWEST_SENTENCES = 3;
const FEWEST_WORDS = 5;
const END_MARK = /[.!?。！？؟]["'”’»)]*$/u;

/**
 * How neat an inquiry is: `stockPhrases` in 100 words, `evenSentences` 0 to 1 (1: all of one length), `wellFormed` the share of sentences that begin and end as they
 * should, `framed` the half for a greeting and the half for a closing, `filled` the share of the form's fields that were filled (null without a form).
 */
export function neatnessOf(reading: Reading, filled: number | null): Neatness {
  const { text, languages, sentences } = reading;
  const written = sentences.map(({ from, until }) => text.written.slice(text.at[from], text.at[until]).trim()).filter(isSentence);
  const words = wordCount(text.folded);
  if (words === 0) return { stockPhrases: null, evenSentences: null, wellFormed: null, framed: null, filled };
  const isGreeted = greetingIn(text, languages).some(({ from }) => from < EDGE);
  const isClosed = closingIn(text, languages).some(({ until }) => until > text.folded.length - EDGE);
  return {
    stockPhrases: (stockIn(text, languages).length * 100) / words,
    evenSentences: written.length < FEWEST_SENTENCES ? null : evenness(written.map(wordCount)),
    wellFormed: written.length === 0 ? null : written.filter(isWellFormed).length / written.length,
    framed: (isGreeted ? 0.5 : 0) + (isClosed ? 0.5 : 0),
    filled,
  };
}

/** Of a script without spaces two signs are taken for a word. */
function wordCount(text: string): number {
  const signs = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const spaced = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.filter((word) => !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word)).length ?? 0;
  return spaced + signs / 2;
}

/** One less the coefficient of variation, none below zero. */
function evenness(lengths: readonly number[]): number {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const variance = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length;
  return mean === 0 ? 0 : Math.max(0, 1 - Math.sqrt(variance) / mean);
}

/** Greetings and names under the letter are none: a few words without a mark. */
const isSentence = (text: string): boolean => wordCount(text) >= FEWEST_WORDS || END_MARK.test(text);

/** Begins with a capital, or in a script that has none, and ends with a mark. */
const isWellFormed = (sentence: string): boolean => /^[^\p{L}\p{N}]*(?:\p{Lu}|\p{Lo}|\p{N})/u.test(sentence) && END_MARK.test(sentence);
