import type { TemplateFault } from '../../contracts/channel.ts';

const LONGEST_PART = 64 * 1024;
// Line feed and tab are the only control characters a template needs; carriage returns are taken as line ends.
// oxlint-disable-next-line no-control-regex -- finding them is the point
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/;

/** One part of a template as its author wrote it. */
export interface PartSource {
  readonly part: string;
  readonly source: string;
}

/** A fault at a character of a template part; line and column count from 1. */
export function faultAt({ part, source }: PartSource, offset: number, message: string, suggestion: string | null = null): TemplateFault {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { part, line: before.split('\n').length, column: offset - lineStart + 1, message, suggestion };
}

// The parser's time grows with the third power of what stands open.
const MOST_MUSTACHES = 1_000;

/** Faults of the raw text: size, control characters, and line breaks where a part has one line only. */
export function checkText(text: PartSource, oneLine: boolean, longest = LONGEST_PART): readonly TemplateFault[] {
  const { source } = text;
  if (source.length > longest) {
    return [faultAt(text, 0, `is ${source.length} characters long, at most ${longest} are allowed`, longest > LONGEST_PART ? 'with its layout: Gmail hides what comes after, the unsubscribe link included' : null)];
  }
  const control = CONTROL_CHARACTER.exec(source);
  if (control !== null) {
    const code = control[0].codePointAt(0)?.toString(16).padStart(4, '0').toUpperCase();
    return [faultAt(text, control.index, `has the control character U+${code}`, 'remove it')];
  }
  const oneTooMany = [...source.matchAll(/\{\{/g)][MOST_MUSTACHES];
  if (oneTooMany !== undefined) return [faultAt(text, oneTooMany.index, `has more than ${MOST_MUSTACHES} placeholders ({{…}})`)];
  if (source.trim() === '') return [faultAt(text, 0, 'is empty')];
  const lineBreak = oneLine ? source.indexOf('\n') : -1;
  return lineBreak === -1 ? [] : [faultAt(text, lineBreak, 'has a line break: it has to be one line')];
}

/** The text without these characters at its end. A pattern that is anchored there would start anew at each of them: a file of line breaks took hours. */
export function withoutTail(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Replaces stretches of a text; edits must not overlap. */
export function applyEdits(source: string, edits: readonly SourceEdit[]): string {
  let rest = source;
  for (const edit of edits.toSorted((a, b) => b.from - a.from)) {
    rest = rest.slice(0, edit.from) + edit.text + rest.slice(edit.to);
  }
  return rest;
}

export interface SourceEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}
