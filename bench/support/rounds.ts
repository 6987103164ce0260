/** Median and range of one figure over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without a figure */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError('no round was measured');
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? min) + (sorted[Math.ceil(middle)] ?? max)) / 2;
  return { median, min, max };
}

/** One round: the same work done by us and by the plain way, one right after the other. */
export interface Pair<Figure> {
  readonly ours: Figure;
  readonly plain: Figure;
}

/** Interleaved rounds: who goes first alternates, so that a warm or a throttled machine favours neither. */
export async function interleaved<Figure>(
  rounds: number, ours: (round: number) => Promise<Figure>, plain: (round: number) => Promise<Figure>,
): Promise<Pair<Figure>[]> {
  const pairs: Pair<Figure>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const inTurn = round % 2 === 0;
    const first = await (inTurn ? ours : plain)(round);
    const second = await (inTurn ? plain : ours)(round);
    pairs.push(inTurn ? { ours: first, plain: second } : { ours: second, plain: first });
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  return pairs;
}

/** Our figure over the plain one, round by round. */
export function ratioOf<Figure>(pairs: readonly Pair<Figure>[], figure: (of: Figure) => number): Spread {
  return spreadOf(pairs.map(({ ours, plain }) => figure(ours) / figure(plain)));
}
