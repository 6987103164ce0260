import type { TemplateFault } from '../../contracts/channel.ts';
import { faultAt } from './template-source.ts';
import type { PartSource } from './template-source.ts';

/** A stretch of a template source that is no text: `{{…}}` with everything in it. */
interface Mustache {
  readonly from: number;
  readonly to: number;
}

export const MASK = '\u0001';

/** A source cut into its mustaches and the text between them. */
export function stretchesOf(source: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { from, to } of scanMustaches(source)) {
    if (from > at) stretches.push({ from: at, text: source.slice(at, from), isMustache: false });
    stretches.push({ from, text: source.slice(from, to), isMustache: true });
    at = to;
  }
  if (at < source.length) stretches.push({ from: at, text: source.slice(at), isMustache: false });
  return stretches;
}

export interface Stretch {
  readonly from: number;
  readonly text: string;
  readonly isMustache: boolean;
}

/** The same text with every mustache blanked out by U+0001, so that offsets stay and markup can be read alone. */
export function maskMustaches(source: string): string {
  let masked = '';
  let at = 0;
  for (const { from, to } of scanMustaches(source)) {
    masked += source.slice(at, from) + source.slice(from, to).replaceAll(/[^\n]/g, MASK);
    at = to;
  }
  return masked + source.slice(at);
}

/** The mustaches of a source in their order. Reads every character once, so that no source can make it slow. */
function scanMustaches(source: string): readonly Mustache[] {
  const mustaches: Mustache[] = [];
  for (let from = source.indexOf('{{'); from !== -1;) {
    const to = endOfMustache(source, from);
    // What is opened and never closed is a syntax error, which the parser tells with its place.
    if (to === null) break;
    mustaches.push({ from, to });
    from = source.indexOf('{{', to);
  }
  return mustaches;
}

function endOfMustache(source: string, from: number): number | null {
  const inside = source[from + 2] === '~' ? from + 3 : from + 2;
  if (source.startsWith('!--', inside)) return endOfMatch(/--~?\}\}/g, source, inside + 3);
  if (source[inside] === '!') return endOfMatch(/\}\}/g, source, inside);
  return endOfMatch(EXPRESSION_REST, source, inside);
}

// Quoted words may hold braces; a quote in one is written with a backslash.
const EXPRESSION_REST = /(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[^}"']|\}(?!\}))*\}\}\}?/y;

function endOfMatch(pattern: RegExp, source: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.exec(source) === null ? null : pattern.lastIndex;
}

/**
 * Holds the masking against what the template engine took for text. What only one of the two takes for an expression
 * would reach the mail without being checked for markup and links.
 */
export function checkSameText(part: PartSource, told: string): readonly TemplateFault[] {
  const { source } = part;
  let toldAt = 0;
  let at = 0;
  for (const { from, to } of [...scanMustaches(source), { from: source.length, to: source.length }]) {
    const text = source.slice(at, from);
    const same = sameCharacters(text, told.slice(toldAt, toldAt + text.length));
    if (same < text.length) return [braceFault(part, at + same)];
    toldAt += text.length;
    at = to;
  }
  return toldAt === told.length ? [] : [braceFault(part, 0)];
}

function sameCharacters(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return same;
}

function braceFault(part: PartSource, offset: number): TemplateFault {
  return faultAt(part, offset, 'it cannot be told where the expressions after this place end', 'write {{ }} without backslashes before or in them');
}
