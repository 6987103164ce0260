/** Scores by number of the item; zero: nothing speaks for it. */
export type ItemScores = Float64Array;

/** The items with the best scores above zero, best first, of equal ones the lower number. */
export function bestItems(scores: ItemScores, most: number): readonly number[] {
  const best: number[] = [];
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] ?? 0;
    if (score <= 0 || (best.length === most && score <= (scores[best[most - 1] ?? 0] ?? 0))) continue;
    let place = Math.min(best.length, most - 1);
    for (; place > 0 && (scores[best[place - 1] ?? 0] ?? 0) < score; place -= 1) best[place] = best[place - 1] ?? 0;
    best[place] = item;
  }
  return best;
}
