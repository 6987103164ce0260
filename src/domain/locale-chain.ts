/**
 * The locales that may answer for a language, nearest first: pt-BR, pt; pt-PT, pt, pt-BR; zh-HK, zh-Hant, zh-TW. Those whose letters
 * are others are none of them: who reads zh-TW is not given zh, which is written in the letters of zh-CN.
 */
export function localeChain(language: string): readonly string[] {
  const known = chains.get(language);
  if (known !== undefined) return known;
  const chain = chainOf(language);
  if (chains.size < MOST_CHAINS) chains.set(language, chain);
  return chain;
}

/** Asking CLDR costs more than all the rest; there are not that many languages. */
const MOST_CHAINS = 1_000;
const chains = new Map<string, readonly string[]>();

function chainOf(language: string): readonly string[] {
  const cut = lessAndLessSpecific(language);
  const spoken = likely(language);
  if (spoken === null) return cut;
  const { tongue, script, region } = spoken;
  const usual = likely(`${tongue}-${script}`)?.region ?? region;
  const candidates = [
    ...cut.filter((tag) => tag !== tongue), `${tongue}-${script}-${region}`, `${tongue}-${region}`, `${tongue}-${script}`,
    tongue, `${tongue}-${script}-${usual}`, `${tongue}-${usual}`,
  ];
  return [...new Set(candidates)].filter((tag) => likely(tag)?.script === script);
}

interface Likely {
  readonly tongue: string;
  readonly script: string;
  readonly region: string;
}

/** What a tag leaves unsaid, as CLDR supplies it; null for what is no tag, or of which it knows nothing. */
function likely(tag: string): Likely | null {
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize();
    return script === undefined || region === undefined ? null : { tongue: language, script, region };
  } catch {
    return null;
  }
}

function lessAndLessSpecific(language: string): readonly string[] {
  const parts = language.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

/** For customers who speak a language that is not written: the locales whose texts they are given before those of the fallback. */
export type StandIns = Readonly<Record<string, readonly string[]>>;

/** The languages of a shop. */
export interface ShopLanguages {
  readonly fallback: string;
  readonly standIns?: StandIns;
}

/** The one of the written locales that answers for a language: its chain, then its stand-ins, then the fallback; null when none does. */
export function answeringLocale(language: string | null, written: readonly string[], { fallback, standIns = {} }: ShopLanguages): string | null {
  const chain = language === null ? [] : localeChain(language);
  const wanted = [...chain, ...chain.flatMap((tag) => standIns[tag] ?? []), fallback];
  return wanted.find((tag) => written.includes(tag)) ?? null;
}
