import { type FoldedText, foldWord } from './folded-text.ts';
import type { TextLanguage } from './text-language.ts';

/** Words and phrases by language. `*`: the rest of a word, or a few signs of a script without spaces; `…` between words: up to four others. */
export type WordLists = Readonly<Partial<Record<TextLanguage, readonly string[]>>>;

/** A place at which a word of a list stands. Offsets are those of the folded text. */
export interface FoundWords {
  /** As they were written. */
  readonly words: string;
  /** The same without case, width and accents: what makes two places the same words. */
  readonly plain: string;
  readonly from: number;
  readonly until: number;
}

/** Scripts whose words run into each other or into their endings: there no border is asked for. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー`;
/** Whether a word is of such a script. */
export const isUnspaced = (word: string): boolean => IS_UNSPACED.test(word);
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const ARABIC = /^\p{Script=Arabic}/u;
/** What Arabic writes in front of a word without a space: and, with, for, the. */
const ARABIC_PREFIX = '[وف]?[بكل]?(?:ال|لل)?';
/**
 * A letter or digit of a script with spaces: all but marks, and but the signs of the others, which run up to a word: LED灯, FOB价.
 * Ranges, since classes of Unicode take a hundred times as long to compile.
 */
const MARKS = String.raw`\0-/:-\x60{-\u00bf\u060c\u061b\u061f\u066a-\u066d\u2000-\u206f\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff0f`;
const LETTER = `[^${MARKS}]`;
const BEFORE_WORD = `(?<!${LETTER})`;
export const AFTER_WORD = `(?!${LETTER})`;
const REST_OF_WORD = `${LETTER}*`;
const FEW_SIGNS = String.raw`[^\s.!?;。！？；，,]{0,6}`;
const GAP = String.raw`[\s'"/_-]{1,4}`;
/** "…" as folding leaves it. */
const FOLDED_GAP = ' ... ';
const FEW_WORDS = String.raw`(?:[^\s.,!?;:]{1,30}[\s,]{1,3}){0,4}`;

/** One pattern for all words of a list, the longest first. Null for an empty list. */
export function wordPattern(words: readonly string[]): RegExp | null {
  const sources = [...new Set(words.flatMap(spellings))].toSorted((a, b) => b.length - a.length).map(sourceOf);
  return sources.length === 0 ? null : new RegExp(sources.join('|'), 'g');
}

/** Umlauts are often typed as two letters. */
function spellings(word: string): readonly string[] {
  const typed = word.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue');
  return [foldWord(word), foldWord(typed)];
}

function sourceOf(word: string): string {
  if (IS_UNSPACED.test(word)) return word.split('*').map(escaped).join(FEW_SIGNS).replaceAll(' ', String.raw`\s*`);
  const start = ARABIC.test(word) ? `${BEFORE_WORD}${ARABIC_PREFIX}` : bordered(word.at(0), BEFORE_WORD);
  return `${start}${word.split(FOLDED_GAP).map(phraseSource).join(`${GAP}${FEW_WORDS}`)}${bordered(word.at(-1), AFTER_WORD)}`;
}

/** "%" and the like need no border: "100%" is one of its own. */
const bordered = (edge: string | undefined, border: string): string => (edge !== undefined && /[\p{L}\p{N}*]/u.test(edge) ? border : '');

function phraseSource(phrase: string): string {
  return phrase.split(' ').map((token) => token.split('*').map(tokenSource).join(REST_OF_WORD)).join(GAP);
}

/** Apostrophes and hyphens inside a word may be missing or a space. */
const tokenSource = (token: string): string => token.split(/['-]/u).map(escaped).join(String.raw`[\s'-]{0,2}`);
/** The text as a part of a pattern that means nothing but itself. */
export const escaped = (literal: string): string => literal.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** Everything that the pattern finds, in the order of the text. */
export function findWords(text: FoldedText, pattern: RegExp | null): readonly FoundWords[] {
  if (pattern === null) return [];
  return [...text.folded.matchAll(pattern)].map((match) => foundAt(text, match.index, match.index + match[0].length));
}

/** A stretch of the folded text with the words as they were written. */
export function foundAt({ written, folded, at }: FoldedText, from: number, until: number): FoundWords {
  return { words: inOneLine(written.slice(at[from], at[until])), plain: inOneLine(folded.slice(from, until)), from, until };
}

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Without what stands inside a longer find: its words belong to that one. Two finds of one and the same place both stay. */
export function withoutCovered<Found extends FoundWords>(found: readonly Found[]): readonly Found[] {
  const inOrder = found.toSorted((a, b) => a.from - b.from || b.until - a.until);
  const kept: Found[] = [];
  for (const one of inOrder) {
    const last = kept.at(-1);
    const isSamePlace = last?.from === one.from && last.until === one.until;
    if (last === undefined || isSamePlace || one.until > last.until) kept.push(one);
  }
  return kept;
}

/** Looks for lists of words in those languages that a text may be in; each pattern is made once, when it is first asked for. */
export function wordFinder(lists: WordLists): (text: FoldedText, languages: readonly TextLanguage[]) => readonly FoundWords[] {
  const patterns = new Map<TextLanguage, RegExp | null>();
  const patternOf = (language: TextLanguage) => {
    const known = patterns.get(language);
    if (known !== undefined) return known;
    const made = wordPattern(lists[language] ?? []);
    patterns.set(language, made);
    return made;
  };
  return (text, languages) => [...new Map(languages.flatMap((language) => findWords(text, patternOf(language))).map((found) => [`${found.from}-${found.until}`, found])).values()];
}
