// Words of customers, names of files and the like may hold signs that move a cursor or turn the text around.
const ACTS_ON_TERMINALS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Words of others as a terminal may show them: their lines and letters, and nothing that it would obey. */
export function forTerminal(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(ACTS_ON_TERMINALS, '·');
}

/** The same on one line, and no longer than a column. */
export function shortLine(text: string, longest: number): string {
  const line = forTerminal(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
