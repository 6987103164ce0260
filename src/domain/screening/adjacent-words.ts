import { type FoldedText, foldWord } from '../folded-text.ts';
import { AFTER_WORD, escaped, isUnspaced } from '../word-search.ts';

/** Words as they stand right behind a number, without a border to it: "500pcs", "500 pcs", 500个. */
export function wordsRightAfter(words: readonly string[]): (text: FoldedText, from: number) => number | null {
  const pattern = new RegExp(String.raw`\s{0,2}(?:${sourceOf(words, AFTER_WORD)})`, 'y');
  return ({ folded }, from) => {
    pattern.lastIndex = from;
    return pattern.test(folded) ? pattern.lastIndex : null;
  };
}

/** So far back a word before a number is looked for. */
const LONGEST_BEFORE = 24;

/** Whether one of the words stands right before a place. */
export function wordsRightBefore(words: readonly string[]): (text: FoldedText, until: number) => boolean {
  const pattern = new RegExp(String.raw`(?:^|[^a-z0-9])(?:${sourceOf(words, '')})\s{0,2}$`);
  return ({ folded }, until) => pattern.test(folded.slice(Math.max(0, until - LONGEST_BEFORE), until));
}

/** The longest first. A border is asked for behind letters of scripts that have one. */
function sourceOf(words: readonly string[], border: string): string {
  const folded = [...new Set(words.map(foldWord))].toSorted((a, b) => b.length - a.length);
  return folded.map((word) => `${escaped(word).replaceAll(' ', String.raw`\s{0,2}`)}${isUnspaced(word.at(-1) ?? '') || !/\p{L}$/u.test(word) ? '' : border}`).join('|');
}
