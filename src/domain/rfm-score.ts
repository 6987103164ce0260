import { quantileOfSorted } from './quantile.ts';

/** Four cut-points between five scores, ascending. */
export type ScoreCuts = readonly number[];
export type Score = 1 | 2 | 3 | 4 | 5;

/** `low`: a small value, such as days since the last order, is the better one. */
export type Better = 'high' | 'low';

const SCORES = [1, 2, 3, 4, 5] as const;
const CUT_SHARES = [0.2, 0.4, 0.6, 0.8] as const;

/** Cut-points on values (rule B of the decision reference, section 3): type-7 quantiles at 20, 40, 60 and 80 %. None without values. */
export function cutPointsOf(values: readonly number[]): ScoreCuts {
  if (values.length === 0) return [];
  const ascending = values.toSorted((a, b) => a - b);
  return CUT_SHARES.map((share) => quantileOfSorted(ascending, share));
}

/** Score by cut-points: 1 and the number of cuts strictly below the value; reversed where low is better. Equal values score equally. */
export function scoreByCuts(value: number, cuts: ScoreCuts, better: Better): Score {
  return scoreAt(cuts.filter((cut) => cut < value).length, better);
}

/** One customer's value on its way to a rank. */
export interface RankedValue {
  readonly id: string;
  readonly value: number;
}

/**
 * Scores by rank (rule A): five cells of equal size, ties broken by id. Customers with equal values may score differently,
 * so such a score is never explained to a person.
 */
export function scoresByRank(values: readonly RankedValue[], better: Better): ReadonlyMap<string, Score> {
  const ascending = values.toSorted((a, b) => (better === 'high' ? a.value - b.value : b.value - a.value) || (a.id < b.id ? -1 : 1));
  return new Map(ascending.map(({ id }, rank) => [id, scoreAt(Math.floor((rank * 5) / ascending.length), 'high')]));
}

function scoreAt(step: number, better: Better): Score {
  return SCORES[better === 'high' ? step : SCORES.length - 1 - step] ?? 1;
}
