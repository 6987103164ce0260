import { type CustomerId } from '../domain/ids.ts';
import { type Better, cutPointsOf, type RankedValue, type Score, scoreByCuts, type ScoreCuts, scoresByRank } from '../domain/rfm-score.ts';

/** `cut-points`: equal values score equally; `ranks`: five cells of equal size. */
export type ScoreRule = 'cut-points' | 'ranks';

/** The three values that are scored, one entry per customer with an order. */
export interface ScoredValues {
  readonly ids: CustomerId[];
  readonly recencyDays: number[];
  readonly frequency: number[];
  readonly monetary: number[];
}

/** Cut-points of the three scores; empty under the rule by ranks, which has none. Monetary in 1/10,000 units. */
export interface CellCuts {
  readonly recencyDays: ScoreCuts;
  readonly frequency: ScoreCuts;
  readonly monetary: ScoreCuts;
}

export interface Cells {
  readonly recency: Score;
  readonly frequency: Score;
  readonly monetary: Score;
}

/** How a customer is scored, and by which cut-points. */
export interface Scoring {
  readonly cuts: CellCuts;
  cellsOf(customer: { id: CustomerId; recencyDays: number; frequency: number; monetary: number }): Cells;
}

/** Fits the rule to everybody's values. */
export function scoringBy(rule: ScoreRule, values: ScoredValues): Scoring {
  return rule === 'cut-points' ? byCutPoints(values) : byRanks(values);
}

function byCutPoints(values: ScoredValues): Scoring {
  const cuts = { recencyDays: cutPointsOf(values.recencyDays), frequency: cutPointsOf(values.frequency), monetary: cutPointsOf(values.monetary) };
  return {
    cuts,
    cellsOf: ({ recencyDays, frequency, monetary }) => ({
      recency: scoreByCuts(recencyDays, cuts.recencyDays, 'low'),
      frequency: scoreByCuts(frequency, cuts.frequency, 'high'),
      monetary: scoreByCuts(monetary, cuts.monetary, 'high'),
    }),
  };
}

function byRanks({ ids, recencyDays, frequency, monetary }: ScoredValues): Scoring {
  const ranked = (values: readonly number[], better: Better) =>
    scoresByRank(ids.map((id, index): RankedValue => ({ id, value: values[index] ?? 0 })), better);
  const [recency, often, much] = [ranked(recencyDays, 'low'), ranked(frequency, 'high'), ranked(monetary, 'high')];
  return {
    cuts: { recencyDays: [], frequency: [], monetary: [] },
    cellsOf: ({ id }) => ({ recency: recency.get(id) ?? 1, frequency: often.get(id) ?? 1, monetary: much.get(id) ?? 1 }),
  };
}
