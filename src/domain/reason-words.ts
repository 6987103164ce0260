import { type Language, wordInstant } from './instant-words.ts';
import type { Reason } from './reason.ts';
import { ENGLISH } from './reason-texts-en.ts';
import { CHINESE } from './reason-texts-zh.ts';

const TEXTS = { en: ENGLISH, zh: CHINESE } as const;

/** A reason in words, instants as wall time of the zone: "held until Tue 2 Dec 09:30 in Europe/Berlin: quiet hours". */
export function wordReason(reason: Reason, language: Language, zone: string): string {
  const word = (name: string): string | null => {
    const value = reason.params[name];
    if (value === undefined) return null;
    if (!name.endsWith('Ms') || typeof value !== 'number') return String(value);
    return language === 'zh' ? `${zone} ${wordInstant(value, zone, 'zh')}` : `${wordInstant(value, zone)} in ${zone}`;
  };
  return TEXTS[language][reason.code].replaceAll(/\[([^\]]*)\]/g, (_, part: string) => filled(part, word) ?? '');
}

/** The part with its parameters filled in; null when one of them is not known. */
function filled(part: string, word: (name: string) => string | null): string | null {
  const names = [...part.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  if (names.some((name) => word(name) === null)) return null;
  return part.replaceAll(/\{(\w+)\}/g, (_, name: string) => word(name) ?? '');
}
