import * as z from 'zod';

/** A word as it is frozen with a template: one text, or one for each plural form of `count`; `locale` where it is of another language than the template. */
export interface MailWord {
  readonly text?: string;
  readonly forms?: Readonly<Record<string, string>>;
  readonly locale?: string;
}

export type MailWords = ReadonlyMap<string, MailWord>;
export const NO_WORDS: MailWords = new Map();

const frozen = z.record(z.string(), z.strictObject({ text: z.string().exactOptional(), forms: z.record(z.string(), z.string()).exactOptional(), locale: z.string().exactOptional() }));

/** The words out of the part that carries them; null when it cannot be read. */
export function parseWords(source: string): MailWords | null {
  try {
    const parsed = frozen.safeParse(JSON.parse(source));
    return parsed.success ? new Map(Object.entries(parsed.data)) : null;
  } catch {
    return null;
  }
}

/** The same content in the same order, so that the same words have the same hash. */
export function writeWords(words: MailWords): string {
  return JSON.stringify(Object.fromEntries([...words].toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

const PLACEHOLDER = /\{([a-z][a-zA-Z]*)\}/g;

/** What a word is filled with, by the names in its braces. */
export function placeholdersOf({ text, forms }: MailWord): readonly string[] {
  const texts = [text ?? '', ...Object.values(forms ?? {})];
  const named = texts.flatMap((one) => [...one.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  return [...new Set(forms === undefined ? named : ['count', ...named])];
}

/** The word with its placeholders filled. */
export function wordText(word: MailWord, locale: string, fill: (placeholder: string) => string, count: unknown): string {
  const template = word.text ?? formOf(word, locale, count);
  return template.replaceAll(PLACEHOLDER, (_whole, name: string) => fill(name));
}

const rules = new Map<string, Intl.PluralRules>();

/** The plural form that a number asks for in a language. */
export function pluralForm(locale: string, count: number): string {
  const known = rules.get(locale) ?? new Intl.PluralRules(locale);
  rules.set(locale, known);
  return known.select(count);
}

function formOf({ forms = {}, locale: own }: MailWord, locale: string, count: unknown): string {
  const form = typeof count === 'number' ? pluralForm(own ?? locale, count) : 'other';
  return forms[form] ?? forms['other'] ?? '';
}
