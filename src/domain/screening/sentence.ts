import type { FoldedText } from '../folded-text.ts';

/** A sentence of a folded text, by its offsets; what stands behind its last sign belongs to the next one. */
export interface Sentence {
  readonly from: number;
  readonly until: number;
  readonly isQuestion: boolean;
}

/** A mark with a space behind it, a mark of a script without spaces, or an empty line; a line of its own is none, mails are wrapped. */
const END = /[.!?؟]+(?=\s|$)|[。！？]+|\n[ \t]*\n/gu;

/** The sentences of a text in their order; never empty for a text with words. */
export function sentencesIn({ folded }: Pick<FoldedText, 'folded'>): readonly Sentence[] {
  const ends = [...folded.matchAll(END)].map((match) => ({ until: match.index + match[0].length, mark: match[0] }));
  const all = [...ends, { until: folded.length, mark: '' }];
  return all.map(({ until, mark }, index) => ({ from: all[index - 1]?.until ?? 0, until, isQuestion: /[?？؟]/u.test(mark) }))
    .filter(({ from, until }) => /[\p{L}\p{N}]/u.test(folded.slice(from, until)));
}

/** The sentence in which a place stands; null between sentences. */
export const sentenceAt = (sentences: readonly Sentence[], place: number): Sentence | null => sentences.find(({ from, until }) => from <= place && place < until) ?? null;
