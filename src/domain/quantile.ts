/**
 * The type-7 quantile (linear interpolation, the default of R and NumPy) of values in ascending order, at a share of 0 to 1.
 * Throws RangeError for an empty list: there is nothing to interpolate.
 */
export function quantileOfSorted(ascending: readonly number[], share: number): number {
  const position = (ascending.length - 1) * share;
  const below = ascending[Math.floor(position)];
  const above = ascending[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('a quantile needs at least one value');
  return below + (above - below) * (position - Math.floor(position));
}

/** The same of values in any order. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(values.toSorted((a, b) => a - b), share);
}
