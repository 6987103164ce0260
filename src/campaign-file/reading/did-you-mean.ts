/** Number of single-letter edits (insert, delete, replace, swap of neighbours) that make `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const replaced = (previous[column - 1] ?? 0) + (isSame ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const deleted = (previous[column] ?? 0) + 1;
      const swapped = isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(replaced, inserted, deleted, swapped));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

/** The known name nearest to what was written, or null when none is near enough to be meant. */
export function nearest(written: string, known: Iterable<string>): string | null {
  // Nothing this long is a slip of the pen, and the table would be large.
  if (written.length > 80) return null;
  let best: string | null = null;
  // One letter of two is no likeness: there only case may differ.
  let bestDistance = (written.length <= 2 ? 0 : Math.max(1, Math.floor(written.length / 3))) + 0.5;
  for (const name of known) {
    const distance = editDistance(plain(written), plain(name));
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** `did you mean "x"?`, else the list of what is known, else null when nothing is. */
export function didYouMean(written: string, known: Iterable<string>): string | null {
  const names = [...new Set(known)];
  const name = nearest(written, names);
  if (name !== null) return `did you mean "${name}"?`;
  return names.length === 0 ? null : `known: ${listed(names)}`;
}

/** `a, b, c`, cut after twelve names. */
export function listed(names: readonly string[]): string {
  const most = 12;
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

// Case, underscores and spaces are the commonest slips: they cost nothing.
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s]/g, '-');
}
