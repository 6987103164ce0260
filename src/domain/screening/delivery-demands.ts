import { foundAt } from '../word-search.ts';
import { wordsRightAfter, wordsRightBefore } from './adjacent-words.ts';
import rows from './count-words.json' with { type: 'json' };
import { cueNear, isAsked, type Reading } from './reading.ts';

/** A delivery that is demanded within so many days. */
export interface DeliveryDemand {
  readonly days: number;
  readonly words: string;
}

const DAYS_OF = { hour: 1 / 24, day: 1, week: 7 } as const;
const TIMES = [
  { days: DAYS_OF.hour, endAfter: wordsRightAfter(rows.times.hour) },
  { days: DAYS_OF.day, endAfter: wordsRightAfter(rows.times.day) },
  { days: DAYS_OF.week, endAfter: wordsRightAfter(rows.times.week) },
];
const isWithinBefore = wordsRightBefore(rows.within);
const withinEnd = wordsRightAfter(rows.withinAfter);
const FAR = 60;

/** Deliveries demanded within a time, in the order of the text; what is only asked about is none. */
export function deliveryDemandsIn(reading: Reading): readonly DeliveryDemand[] {
  return reading.numbers.flatMap(({ value, from, until }) => TIMES.flatMap(({ days, endAfter }) => {
    const end = endAfter(reading.text, until);
    if (end === null) return [];
    const suffixEnd = withinEnd(reading.text, end);
    if (suffixEnd === null && !isWithinBefore(reading.text, from)) return [];
    const place = { from, until: suffixEnd ?? end };
    if (cueNear(reading, 'delivery', place, { before: FAR, after: FAR }) === null || isAsked(reading, place)) return [];
    return [{ days: value * days, words: foundAt(reading.text, place.from, place.until).words }];
  }));
}
