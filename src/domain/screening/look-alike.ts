/** A known domain for which another one may be taken. */
export interface LookAlike {
  readonly of: string;
  /** `typing`: a letter or two differ; `script`: it reads the same in other letters, or mixes alphabets. */
  readonly by: 'typing' | 'script';
  /** Letters to be changed, swapped, added or left out. */
  readonly distance: number;
}

const MOST_CHANGES = 2;
/** Of shorter names many lie two letters apart by chance. */
const SHORTEST_FOR_TWO = 12;
const SHORTEST_FOR_ONE = 8;
/** Letters of other alphabets, and signs, that read as Latin ones. */
const READS_AS: Readonly<Record<string, string>> = {
  а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', һ: 'h', к: 'k', м: 'm', т: 't', в: 'b', н: 'h', ԛ: 'q', ԝ: 'w',
  α: 'a', ο: 'o', ρ: 'p', ν: 'v', υ: 'u', ι: 'i', κ: 'k', τ: 't', χ: 'x', ɑ: 'a', ɡ: 'g', ı: 'i', '0': 'o', '1': 'l', '5': 's',
};

/**
 * The known domain that a domain looks like without being it or a part of it; null: none. Both in Unicode and lower case: `domainToUnicode` at the edge.
 * Damerau and Levenshtein's distance of at most two, of at most one for short names; or the same name once letters are read as they look.
 */
export function lookAlikeOf(domain: string, known: readonly string[]): LookAlike | null {
  if (known.some((own) => domain === own || domain.endsWith(`.${own}`))) return null;
  const twin = known.find((own) => reading(domain) === reading(own));
  if (twin !== undefined) return { of: twin, by: 'script', distance: typingDistance(domain, twin) };
  const near = known.map((own) => ({ of: own, by: 'typing' as const, distance: typingDistance(domain, own) })).filter(({ of, distance }) => distance <= mostChanges(of));
  return near.toSorted((a, b) => a.distance - b.distance)[0] ?? null;
}

/** Whether one name within the domain is written in more than one alphabet: no registry of a country lets that pass by chance. */
export function mixesAlphabets(domain: string): boolean {
  return domain.split('.').some((label) => [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u].filter((script) => script.test(label)).length > 1);
}

const mostChanges = ({ length }: string): number => (length >= SHORTEST_FOR_TWO ? MOST_CHANGES : length >= SHORTEST_FOR_ONE ? 1 : 0);

function reading(domain: string): string {
  return Array.from(domain.normalize('NFKC'), (letter) => READS_AS[letter] ?? letter).join('').normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** Damerau and Levenshtein's, with swaps of neighbours (the restricted one). */
export function typingDistance(one: string, other: string): number {
  const [from, to] = [Array.from(one), Array.from(other)];
  let before: readonly number[] = [];
  let last: readonly number[] = [...to.keys(), to.length];
  for (const [i, letter] of from.entries()) {
    const row = [i + 1];
    for (const [j, target] of to.entries()) {
      const changed = (last[j] ?? 0) + (letter === target ? 0 : 1);
      const isSwap = i > 0 && j > 0 && letter === to[j - 1] && from[i - 1] === target;
      const swapped = isSwap ? (before[j - 1] ?? 0) + 1 : changed;
      row.push(Math.min(changed, swapped, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    [before, last] = [last, row];
  }
  return last.at(-1) ?? 0;
}
