import { type FoldedText, foldText } from '../folded-text.ts';
import { languagesToRead, type TextLanguage } from '../text-language.ts';
import { type FoundWords, wordPattern } from '../word-search.ts';
import { type CueName, type Cues, cuesIn } from './cues.ts';
import { type Sentence, sentenceAt, sentencesIn } from './sentence.ts';
import { numbersIn, type WrittenNumber } from './written-number.ts';

/** An inquiry that has been looked through once: what its quantities, prices and demands are read from. */
export interface Reading {
  readonly text: FoldedText;
  readonly languages: readonly TextLanguage[];
  readonly sentences: readonly Sentence[];
  readonly cues: Cues;
  readonly numbers: readonly WrittenNumber[];
  /** What the shop calls its goods; null: not told. */
  readonly goods: RegExp | null;
}

/** Looks a text through. `language`: of the customer, where the text does not tell in which it is written. `goods`: what the shop calls its goods. */
export function readText(written: string, language: string | null, goods: readonly string[] = []): Reading {
  const text = foldText(written);
  const languages = languagesToRead(text, language);
  return { text, languages, sentences: sentencesIn(text), cues: cuesIn(text, languages), numbers: numbersIn(text), goods: wordPattern(goods) };
}

/** The cues of a kind, in the order of the text. */
export const cuesOf = ({ cues }: Reading, name: CueName): readonly FoundWords[] => cues.get(name) ?? [];

/** A cue of the same sentence that stands at most so many characters before or behind a stretch of it; the nearest first. */
export function cueNear(reading: Reading, name: CueName, place: Pick<FoundWords, 'from' | 'until'>, most: { readonly before: number; readonly after: number }): FoundWords | null {
  const sentence = sentenceAt(reading.sentences, place.from);
  if (sentence === null) return null;
  const near = cuesOf(reading, name).filter(({ from, until }) => from >= sentence.from && until <= sentence.until
    && (until <= place.from ? place.from - until <= most.before : from >= place.until ? from - place.until <= most.after : true));
  const distance = ({ from, until }: FoundWords) => Math.max(place.from - until, from - place.until, 0);
  return near.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Whether a place stands in a question, or in a request that asks what is possible: it demands nothing then. */
export function isAsked(reading: Reading, place: Pick<FoundWords, 'from' | 'until'>): boolean {
  const sentence = sentenceAt(reading.sentences, place.from);
  return sentence?.isQuestion === true || cueNear(reading, 'asking', place, { before: 120, after: 120 }) !== null;
}
