/** The known word that is closest to a mistyped one, or null when none is close enough to be meant. */
function nearestWord(typed: string, known: Iterable<string>): string | null {
  const farthest = typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
  let best: { word: string; distance: number } | null = null;
  for (const word of known) {
    const distance = editDistance(typed.toLowerCase(), word.toLowerCase());
    if (distance <= farthest && (best === null || distance < best.distance)) best = { word, distance };
  }
  return best?.word ?? null;
}

/** "did you mean x?", or null. */
export function suggestWord(typed: string, known: Iterable<string>): string | null {
  const word = nearestWord(typed, known);
  return word === null ? null : `did you mean ${word}?`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
