/** Languages in which the pages for customers speak, each by its own name. */
export const PAGE_LANGUAGES = {
  en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', it: 'Italiano', pt: 'Português', nl: 'Nederlands', pl: 'Polski',
  ja: '日本語', ko: '한국어', 'zh-CN': '简体中文', 'zh-TW': '繁體中文', ar: 'العربية',
} as const;
export type PageLanguage = keyof typeof PAGE_LANGUAGES;

/** What one page says, in every language: the compiler asks for each. */
export type WordsOf<Words> = Readonly<Record<PageLanguage, Words>>;

const KNOWN: readonly string[] = Object.keys(PAGE_LANGUAGES);
const isKnown = (tag: string): tag is PageLanguage => KNOWN.includes(tag);
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'he', 'fa', 'ur']);

/** Which way a page of this language runs. */
export const directionOf = (language: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(language.split('-', 1)[0] ?? language) ? 'rtl' : 'ltr');

/** The first of these languages that the pages speak, then one that the browser asks for, else English. */
export function pageLanguage(wanted: readonly (string | null)[], acceptLanguage: string | undefined): PageLanguage {
  const asked = (acceptLanguage ?? '').split(',').map((part) => part.split(';', 1)[0]?.trim() ?? '');
  for (const tag of [...wanted, ...asked]) {
    const language = tag === null ? null : spokenFor(tag);
    if (language !== null) return language;
  }
  return 'en';
}

/** The page language of a tag: its own, else that of its base language; Chinese by the script its places write. Null: none. */
export function spokenFor(tag: string): PageLanguage | null {
  const [base = '', ...rest] = tag.toLowerCase().split(/[-_]/);
  if (base === 'zh') return rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part)) ? 'zh-TW' : 'zh-CN';
  return isKnown(base) ? base : null;
}
