import type { Money } from '../customer.ts';
import { foundAt } from '../word-search.ts';
import { wordsRightAfter } from './adjacent-words.ts';
import rows from './count-words.json' with { type: 'json' };
import { cueNear, isAsked, type Reading } from './reading.ts';
import type { WrittenNumber } from './written-number.ts';

/** A price of one piece that an inquiry names as what it wants to pay. */
export interface WantedPrice {
  readonly amount: Money;
  readonly currency: string;
  readonly words: string;
}

const MONEY_SCALE = 10_000;
const AFTER = Object.entries(rows.currencies).map(([currency, words]) => ({ currency, endAfter: wordsRightAfter(words) }));
/** A mark in front of a number, the longest first: "US$" is no "$" of somewhere else. */
const BEFORE = Object.entries(rows.currencies).flatMap(([currency, words]) => words.map((word) => ({ currency, word: word.toLowerCase() }))).toSorted((a, b) => b.word.length - a.word.length);
const perPieceEnd = wordsRightAfter(rows.perPiece);
const FAR = 40;

/** The prices of one piece that are wanted, not asked about. */
export function wantedPricesIn(reading: Reading): readonly WantedPrice[] {
  return reading.numbers.flatMap((number) => {
    const money = moneyAt(reading, number);
    if (money === null) return [];
    const place = { from: money.from, until: money.until };
    const isPerPiece = perPieceEnd(reading.text, money.until) !== null;
    const target = cueNear(reading, 'target-price', place, { before: FAR, after: 0 });
    if (target === null || !isPerPiece || isAsked(reading, place)) return [];
    return [{ amount: Math.round(number.value * MONEY_SCALE), currency: money.currency, words: foundAt(reading.text, target.from, perPieceEnd(reading.text, money.until) ?? money.until).words }];
  });
}

function moneyAt({ text }: Reading, { from, until }: WrittenNumber): { readonly currency: string; readonly from: number; readonly until: number } | null {
  for (const { currency, endAfter } of AFTER) {
    const end = endAfter(text, until);
    if (end !== null) return { currency, from, until: end };
  }
  const ahead = text.folded.slice(0, from).trimEnd();
  const mark = BEFORE.find(({ word }) => ahead.endsWith(word));
  return mark === undefined ? null : { currency: mark.currency, from: ahead.length - mark.word.length, until };
}
