/** A text in which case, width and accents make no difference, and the way back to what was written. */
export interface FoldedText {
  /** What words are looked for in. */
  readonly folded: string;
  /** What was written, in characters of usual width. */
  readonly written: string;
  /** For each character of `folded`, and for its end, where in `written` it stands. */
  readonly at: readonly number[];
}

/** Texts come from anybody: so many characters are read, four pages, which is longer than an inquiry that somebody means. */
export const LONGEST_READ = 8_000;

/** Accents of Latin, Greek and Cyrillic, the vowel signs of Arabic with its stretching line, and what cannot be seen. Japanese voicing marks stay: they make another letter. */
const DROPPED = /[\u0300-\u036f\u064b-\u065f\u0670\u0640\p{Cf}\p{Variation_Selector}]/gu;
/** Letters that Unicode does not take apart, or that people type for one another. */
const LIKE: Readonly<Record<string, string>> = {
  ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ı: 'i', 'ة': 'ه', 'ى': 'ي', '’': "'", '‘': "'", '´': "'", '`': "'", '“': '"', '”': '"', '–': '-', '—': '-', '−': '-',
};

/** The text to look for words in. Only the first characters are read (`LONGEST_READ`). */
export function foldText(text: string): FoldedText {
  const written = text.slice(0, LONGEST_READ).normalize('NFKC');
  let folded = '';
  const at: number[] = [];
  let from = 0;
  for (const character of written) {
    const plain = foldCharacter(character);
    folded += plain;
    for (let index = 0; index < plain.length; index += 1) at.push(from);
    from += character.length;
  }
  at.push(from);
  return { folded, written, at };
}

/** The same for a word of a list, which needs no way back. */
export const foldWord = (word: string): string => foldText(word).folded;

/** Upper case first: it makes one of ß and ss, and of the two small sigmas. */
function foldCharacter(character: string): string {
  if (character.length === 1 && character <= '~') return character.toLowerCase().replace('`', "'");
  const plain = character.normalize('NFD').toUpperCase().toLowerCase().replaceAll(DROPPED, '').normalize('NFC');
  return LIKE[plain] ?? plain;
}
