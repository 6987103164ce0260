/** Where a text stops being JSON. */
export interface JsonFault {
  /** Characters from the start. */
  readonly position: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the place of the first fault in a text that `JSON.parse` refuses.
 * The engine's own message names no position for an unexpected token, and quotes the text: neither is shown.
 */
export function jsonFaultPosition(text: string): JsonFault {
  const position = positionInMessage(text) ?? firstUnexpectedToken(text);
  const before = text.slice(0, position).split('\n');
  return { position, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function complaint(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

function positionInMessage(text: string): number | null {
  const message = complaint(text);
  if (message?.startsWith('Unexpected end') === true) return text.length;
  const found = / at position (\d+)/.exec(message ?? '')?.[1];
  return found === undefined ? null : Math.min(Number(found), text.length);
}

/** A prefix that ends before the token lacks only its end; the shortest one that has the token shows where it stands. */
function firstUnexpectedToken(text: string): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (complaint(text.slice(0, middle))?.startsWith('Unexpected token') === true) bad = middle;
    else good = middle;
  }
  return Math.max(0, bad - 1);
}
