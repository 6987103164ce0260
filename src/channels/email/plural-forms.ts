/** Counts are whole numbers; those with which CLDR's rules begin anew repeat within so many. */
const HIGHEST_TRIED = 200;
const known = new Map<string, readonly string[]>();

/** The plural forms that a whole number below a million may ask for in a language, as CLDR names them; `other` always, as the last resort. */
export function pluralForms(locale: string): readonly string[] {
  const found = known.get(locale) ?? formsOf(new Intl.PluralRules(locale));
  known.set(locale, found);
  return found;
}

function formsOf(rules: Intl.PluralRules): readonly string[] {
  const counts = [...Array(HIGHEST_TRIED).keys(), 1_000, 10_000, 100_000];
  const asked = new Set<string>([...counts.map((count) => rules.select(count)), 'other']);
  return ['zero', 'one', 'two', 'few', 'many', 'other'].filter((form) => asked.has(form));
}
