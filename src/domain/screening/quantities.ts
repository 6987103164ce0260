import type { FoldedText } from '../folded-text.ts';
import { foundAt } from '../word-search.ts';
import { wordsRightAfter, wordsRightBefore } from './adjacent-words.ts';
import rows from './count-words.json' with { type: 'json' };
import { cueNear, type Reading } from './reading.ts';
import type { WrittenNumber } from './written-number.ts';

/** A stretch of the folded text. */
interface Place {
  readonly from: number;
  readonly until: number;
}

/** In what a quantity is counted. */
export type Unit = keyof typeof rows.units;

/** A quantity that an inquiry names. */
export interface Quantity {
  readonly amount: number;
  readonly unit: Unit;
  /** What it is of: this order, each kind in it, a sample, or what may come later (a month, a year, the next season). */
  readonly of: 'order' | 'each' | 'sample' | 'later';
  /** Whether it is said to be the whole of the order. */
  readonly isTotal: boolean;
  /** As they were written. */
  readonly words: string;
}

/** At least so many pieces are in one; null: it is no number of pieces. */
const LEAST_PIECES: Readonly<Record<Unit, number | null>> = { piece: 1, pair: 1, set: 1, dozen: 12, carton: 10, pallet: 100, container: 1_000, kilogram: null, ton: null, litre: null };

/** How many pieces a quantity is at least; null where it is weighed or poured. */
export function piecesOf({ amount, unit }: Pick<Quantity, 'amount' | 'unit'>): number | null {
  const pieces = LEAST_PIECES[unit];
  return pieces === null ? null : amount * pieces;
}

/** Every unit that is recognised. */
export const UNIT_NAMES: readonly Unit[] = ['piece', 'pair', 'set', 'dozen', 'carton', 'pallet', 'container', 'kilogram', 'ton', 'litre'];
const UNITS = UNIT_NAMES.map((unit) => ({ unit, endAfter: wordsRightAfter(rows.units[unit]) }));
const endOfOtherMeasure = wordsRightAfter([...rows.notCounts, ...Object.values(rows.currencies).flat(), '-', '/', ':', 'x']);
const isPriceBefore = wordsRightBefore(Object.values(rows.currencies).flat());
const isLabelBefore = wordsRightBefore(['no', 'no.', 'nr', 'nr.', 'n°', 'nº', '#', '+', 'item', 'ref', 'tel', 'sku', 'art', 'art.', 'code', '号', '號']);
/** Words of an order stand so close before a number without a unit. */
const CLOSE = 28;

/** The quantities of a text, in its order. A number without a unit is one only close behind words of an order. */
export function quantitiesIn(reading: Reading): readonly Quantity[] {
  return reading.numbers.flatMap((number) => {
    const counted = countedIn(reading, number);
    if (counted === null) return [];
    const place = { from: number.from, until: counted.until };
    const { words } = foundAt(reading.text, place.from, place.until);
    return [{ amount: number.value, unit: counted.unit, of: whatFor(reading, place), isTotal: isTotalAt(reading, place), words }];
  });
}

/** Words of a total belong to the number next to them. */
function isTotalAt(reading: Reading, place: Place): boolean {
  const cue = cueNear(reading, 'total', place, { before: 24, after: 12 });
  if (cue === null) return false;
  const between = cue.until <= place.from ? [cue.until, place.from] : [place.until, cue.from];
  return !/\d/.test(reading.text.folded.slice(...between));
}

function whatFor(reading: Reading, place: Place): Quantity['of'] {
  if (cueNear(reading, 'sample', place, { before: 14, after: 18 }) !== null) return 'sample';
  if (cueNear(reading, 'later', place, { before: 24, after: 24 }) !== null) return 'later';
  return cueNear(reading, 'each-kind', place, { before: 10, after: 16 }) === null ? 'order' : 'each';
}

interface Counted {
  readonly unit: Unit;
  readonly until: number;
}

function countedIn(reading: Reading, { from, until }: WrittenNumber): Counted | null {
  const { text } = reading;
  if (isPriceBefore(text, from) || isLabelBefore(text, from)) return null;
  const otherEnd = endOfOtherMeasure(text, until);
  const named = unitAt(reading, until) ?? (otherEnd === null ? unitAt(reading, until + wordLength(text, until)) : null);
  const isOrdered = cueNear(reading, 'order-quantity', { from, until }, { before: CLOSE, after: 0 }) !== null;
  // 三个月 are months, though 三个 would be pieces; "10 st." are pieces, though "st" could stand behind 1.
  if (named !== null && (otherEnd === null || named.until >= otherEnd)) return isOrdered || !IS_PROPERTY.has(named.unit) ? named : null;
  return isOrdered && otherEnd === null && named === null && !isGluedTo(text, until) ? { unit: 'piece', until } : null;
}

/** What a lamp may weigh or hold is no quantity of an order. */
const IS_PROPERTY: ReadonlySet<Unit> = new Set(['kilogram', 'litre']);

/** The longest unit that stands behind a place; what the shop calls its goods counts as pieces. */
function unitAt({ text, goods }: Reading, at: number): Counted | null {
  const found = UNITS.flatMap(({ unit, endAfter }) => {
    const end = endAfter(text, at);
    return end === null ? [] : [{ unit, until: end }];
  });
  const longest = found.toSorted((a, b) => b.until - a.until)[0];
  const goodsEnd = longest === undefined ? endOfGoods(text, goods, at) : null;
  return longest ?? (goodsEnd === null ? null : { unit: 'piece', until: goodsEnd });
}

function endOfGoods({ folded }: FoldedText, goods: RegExp | null, at: number): number | null {
  if (goods === null) return null;
  const start = folded.charAt(at) === ' ' ? at + 1 : at;
  const here = new RegExp(goods.source, 'y');
  here.lastIndex = start;
  return here.test(folded) ? here.lastIndex : null;
}

/** Of one word behind a number, which may stand before the unit: "2 white pieces". */
const wordLength = ({ folded }: FoldedText, at: number): number => /^\s[\p{L}-]{2,15}/u.exec(folded.slice(at, at + LONGEST_WORD))?.[0].length ?? 0;
const LONGEST_WORD = 17;

/** "3D", "A4": a number that goes on as a word counts nothing. */
const isGluedTo = ({ folded }: FoldedText, until: number): boolean => /[\p{L}\p{N}]/u.test(folded.charAt(until));
