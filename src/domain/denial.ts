import type { FoldedText } from './folded-text.ts';
import rows from './inquiry-kind-words.json' with { type: 'json' };
import type { KindMention, NamedKind } from './inquiry-kind-words.ts';
import type { TextLanguage } from './text-language.ts';
import { type FoundWords, type WordLists, wordFinder } from './word-search.ts';

/** Words that take back what stands next to them, of every kind or of one, by the side on which they stand. */
interface Denials {
  readonly before: readonly Denial[];
  readonly after: readonly Denial[];
}
interface Denial extends FoundWords {
  readonly of: NamedKind | 'every';
}

type Side = Readonly<Partial<Record<Denial['of'], WordLists>>>;
const finders = (side: Side) => (['every', 'complaint', 'return'] as const).map((kind) => ({ of: kind, find: wordFinder(side[kind] ?? {}) }));
const BEFORE = finders(rows.denials.before);
const AFTER = finders(rows.denials.after);

const SENTENCE_END = /[.!?;。！？；]|\n\s*\n/u;
const IS_UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const MOST_WORDS_BETWEEN = 2;
const MOST_SIGNS_BETWEEN = 4;
const LONGEST_GAP = 40;

/** Every word of a text that may take something back. */
export function denialsIn(text: FoldedText, languages: readonly TextLanguage[]): Denials {
  const found = (side: typeof BEFORE) => side.flatMap(({ of, find }) => find(text, languages).map((words): Denial => ({ ...words, of })));
  return { before: found(BEFORE), after: found(AFTER) };
}

/** Whether a mention is taken back by what stands close to it in the same sentence: "not a complaint", 不想退货, 返品ではなく. */
export function isDenied(text: FoldedText, mention: KindMention, { before, after }: Denials): boolean {
  const concerns = ({ of }: Denial) => of === 'every' || of === mention.kind;
  const isNear = (from: number, until: number) => until - from <= LONGEST_GAP && isShort(text.folded.slice(from, until));
  // 不想 and 想退货 share a sign: a denial may reach into what it denies.
  return before.some((denial) => concerns(denial) && denial.from < mention.from && denial.until < mention.until && isNear(denial.until, mention.from))
    || after.some((denial) => concerns(denial) && mention.until <= denial.from && isNear(mention.until, denial.from));
}

function isShort(gap: string): boolean {
  if (SENTENCE_END.test(gap)) return false;
  const words = gap.trim();
  if (IS_UNSPACED.test(words)) return words.length <= MOST_SIGNS_BETWEEN;
  return words === '' || words.split(/\s+/).length <= MOST_WORDS_BETWEEN;
}
