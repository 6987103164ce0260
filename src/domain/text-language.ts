import type { FoldedText } from './folded-text.ts';
import rows from './text-language-words.json' with { type: 'json' };

/** Languages whose words are known; Chinese is one for both of its scripts. */
export const TEXT_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'ja', 'ko', 'zh', 'ar'] as const;
export type TextLanguage = (typeof TEXT_LANGUAGES)[number];

/** Small words by which a written language is recognised: at least so much of the best language's count, or one word less. */
const NEARLY_AS_MANY = 0.6;
const isNear = (count: number, most: number): boolean => count > 0 && (count >= most * NEARLY_AS_MANY || count === most - 1);
const SMALL_WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(Object.entries(rows.words).map(([language, words]) => [language, new Set(words)]));

const isTextLanguage = (tag: string): tag is TextLanguage => TEXT_LANGUAGES.some((language) => language === tag);

/**
 * The languages in whose words a text is to be read: those that it seems to be written in, and English, which traders mix in. What is known
 * of the customer's language decides only where the text itself does not tell; where nothing does, all.
 */
export function languagesToRead({ folded }: Pick<FoldedText, 'folded'>, known: string | null): readonly TextLanguage[] {
  const written = [...byScript(folded), ...bySmallWords(folded)];
  const base = known?.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  if (written.length === 0 && !isTextLanguage(base)) return TEXT_LANGUAGES;
  const found = written.length > 0 ? written : [base];
  return TEXT_LANGUAGES.filter((language) => language === 'en' || found.includes(language));
}

/** The one language that a text seems to be written in; null: it does not tell, or there are several. */
export function languageWritten({ folded }: Pick<FoldedText, 'folded'>): TextLanguage | null {
  const scripts = byScript(folded);
  const [language, ...others] = scripts.length > 0 ? scripts : bySmallWords(folded, (count, most) => count > 0 && count === most);
  return language === undefined || others.length > 0 ? null : language;
}

function byScript(folded: string): readonly TextLanguage[] {
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(folded);
  const isChinese = !isJapanese && /\p{Script=Han}/u.test(folded);
  const signs: readonly (readonly [TextLanguage, boolean])[] = [
    ['ja', isJapanese], ['zh', isChinese], ['ko', /\p{Script=Hangul}/u.test(folded)], ['ar', /\p{Script=Arabic}/u.test(folded)],
  ];
  return signs.filter(([, isWritten]) => isWritten).map(([language]) => language);
}

function bySmallWords(folded: string, isTaken = isNear): readonly TextLanguage[] {
  const words = [...new Set(folded.match(/\p{L}+/gu))];
  const counts = TEXT_LANGUAGES.map((language) => words.filter((word) => SMALL_WORDS[language]?.has(word)).length);
  const most = Math.max(...counts);
  return TEXT_LANGUAGES.filter((_, index) => isTaken(counts[index] ?? 0, most));
}
