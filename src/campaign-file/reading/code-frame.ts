const CONTEXT_LINES = 2;
const WIDEST_LINE = 160;
const CONTROL = /[^\t\P{Cc}]/gu;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** Two lines around the place and a caret below it; line and column count from 1. */
export function codeFrame(source: string, line: number, column: number): string {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, line + CONTEXT_LINES);
  const gutter = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = lines[number - 1] ?? '';
    const isPlace = number === line;
    frame.push(`${isPlace ? '>' : ' '} ${String(number).padStart(gutter)} | ${shown(text)}`.trimEnd());
    if (isPlace) frame.push(`  ${' '.repeat(gutter)} | ${caretIndent(text, column)}^`);
  }
  return frame.join('\n');
}

/** Control characters would move the cursor of a terminal: they are shown as a dot. */
function shown(line: string): string {
  const cut = line.length > WIDEST_LINE ? `${line.slice(0, WIDEST_LINE)} …` : line;
  return cut.replaceAll(CONTROL, '·');
}

/** Tabs stay tabs and wide characters count twice, so that the caret stands below its character in a terminal. */
function caretIndent(line: string, column: number): string {
  const before = line.slice(0, Math.min(column - 1, WIDEST_LINE));
  return before.replaceAll(/[^\t]/gu, (character) => (WIDE.test(character) ? '  ' : ' '));
}

