import { type FoldedText, foldWord } from '../folded-text.ts';
import { AFTER_WORD, escaped, isUnspaced } from '../word-search.ts';
import rows from './count-words.json' with { type: 'json' };

/** A number as somebody wrote it: 5,000 or 5.000, 10k, two thousand, 五千. Offsets are those of the folded text. */
export interface WrittenNumber {
  readonly value: number;
  readonly from: number;
  readonly until: number;
}

const byWord = (words: Readonly<Record<string, number>>): ReadonlyMap<string, number> => new Map(Object.entries(words).map(([word, value]) => [foldWord(word), value]));
const VALUES = byWord(rows.numberWords);
const MULTIPLIERS = byWord(rows.multipliers);
const HAN_DIGITS: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const HAN_TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };

const alternatives = (words: Iterable<string>): string => [...words].toSorted((a, b) => b.length - a.length).map((word) => `${escaped(word)}${isUnspaced(word) ? '' : AFTER_WORD}`).join('|');
const MULTIPLIER = String.raw`(?:\s?(?:${alternatives(MULTIPLIERS.keys())}))?`;
/** Groups of three first, or 5,000 would be five. */
const DIGITS = String.raw`(?:\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,4})?)(?!\d)`;
const SPOKEN = `(?:${alternatives([...VALUES.keys(), ...[...MULTIPLIERS.keys()].filter((word) => word.length > 1 && !isUnspaced(word))])})`;
const NUMBER = new RegExp([
  String.raw`(?<![a-z\d.,/:]|[a-z]-)(?<digits>${DIGITS})(?<times>${MULTIPLIER})`,
  String.raw`(?<![\p{L}\d])(?<spoken>${SPOKEN}(?:[\s-](?:and\s)?${SPOKEN})*)`,
  String.raw`(?<!\d)(?<han>[〇零一二两兩三四五六七八九十百千万萬]+)`,
].join('|'), 'gu');

/** Every number of a text, in its order. */
export function numbersIn({ folded }: FoldedText): readonly WrittenNumber[] {
  return [...folded.matchAll(NUMBER)].flatMap((match) => {
    const { digits, times = '', spoken, han = '' } = match.groups ?? {};
    const value = digits !== undefined ? digitsValue(digits) * (MULTIPLIERS.get(times.trim()) ?? 1) : spoken !== undefined ? spokenValue(spoken) : hanValue(han);
    return value > 0 && Number.isFinite(value) ? [{ value, from: match.index, until: match.index + match[0].length }] : [];
  });
}

/** Where digits stand in groups of three their marks are no decimal ones, but for a number below one. */
function digitsValue(digits: string): number {
  const isGrouped = /^\d{1,3}(?:[.,' ]\d{3})+/.test(digits) && !digits.startsWith('0');
  const [, whole = digits, rest = ''] = (isGrouped ? /^(.*?\d{3})(?:[.,](\d{1,2}))?$/ : /^(\d+)(?:[.,](\d+))?$/).exec(digits) ?? [];
  return Number(`${whole.replaceAll(/\D/g, '')}.${rest === '' ? '0' : rest}`);
}

function spokenValue(words: string): number {
  let total = 0;
  let current = 0;
  for (const word of words.split(/[\s-]+/)) {
    const times = MULTIPLIERS.get(word);
    current = times === undefined ? current + (VALUES.get(word) ?? 0) : Math.max(current, 1) * times;
    if (times !== undefined && times >= 1_000) [total, current] = [total + current, 0];
  }
  return total + current;
}

function hanValue(signs: string): number {
  let total = 0;
  let part = 0;
  let digit = 0;
  for (const sign of signs) {
    const tens = HAN_TENS[sign];
    if (sign === '万' || sign === '萬') [total, part, digit] = [(total + part + digit) * 10_000, 0, 0];
    else if (tens === undefined) digit = HAN_DIGITS[sign] ?? 0;
    else [part, digit] = [part + Math.max(digit, 1) * tens, 0];
  }
  return total + part + digit;
}
