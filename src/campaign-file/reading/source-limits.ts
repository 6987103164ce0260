import { visit } from 'yaml';
import type { Document } from 'yaml';
import type { Finding } from './diagnostic.ts';

const MOST_BYTES = 256 * 1024;
const DEEPEST = 40;

interface PlacedFinding {
  readonly offset: number;
  readonly finding: Finding;
}

/** Refuses what is no text to be read by people: too large, NUL bytes, broken characters. Null: fine. */
export function refuseSource(source: string): PlacedFinding | null {
  const bytes = Buffer.byteLength(source, 'utf8');
  if (bytes > MOST_BYTES) {
    return refusal(0, `the file has ${Math.ceil(bytes / 1024)} KB; at most ${MOST_BYTES / 1024} KB are read`, 'split it into several files');
  }
  const nul = source.indexOf('\0');
  if (nul >= 0) return refusal(nul, 'the file contains a NUL byte: it is not plain text', 'save it again as UTF-8 text');
  const broken = source.search(/\p{Surrogate}/u); // in a /u pattern only lone ones match
  if (broken >= 0) return refusal(broken, 'half a character (a lone surrogate) stands here', 'type the character again and save as UTF-8');
  const deep = depthOffset(source);
  if (deep !== null) return refusal(deep, ...TOO_DEEP);
  // The parser compares each with all others that stand before the same part.
  const marks = [...source.matchAll(/(?<=^|[\s[{,])[&!]/g)];
  const oneTooMany = marks[MOST_MARKS]?.index;
  return oneTooMany === undefined ? null : refusal(oneTooMany, `more than ${MOST_MARKS} anchors (&name) and tags (!name)`, 'write the parts out instead');
}

const TOO_DEEP = [`nested deeper than ${DEEPEST} levels`, 'name the inner conditions as segments instead'] as const;

/** Anchors and tags of one file, and words that look like them. */
const MOST_MARKS = 1_000;

/** Far above what is allowed, far below what exhausts the parser, which goes down the stack by every level: its end is no error that could be caught. */
const MOST_OPEN = 200;

/** Where nesting goes beyond all measure, seen without a parser: by brackets, by indicators on one line, by indentation. Null: nowhere. */
function depthOffset(source: string): number | null {
  const places = [
    openAt(source, /[[\]{}]/g, (mark, open) => (mark === '[' || mark === '{' ? open + 1 : Math.max(0, open - 1))),
    openAt(source, /[-?:](?=\s|$)|[\n\r]/g, (mark, open) => (mark === '\n' || mark === '\r' ? 0 : open + 1)),
    source.search(new RegExp(`(?<=^[ \\t]{${MOST_OPEN}})[ \\t]+\\S`, 'm')),
  ].filter((offset) => offset >= 0);
  return places.length === 0 ? null : Math.min(...places);
}

/** Where more than so many are open at once, counted from mark to mark; -1: nowhere. */
function openAt(source: string, marks: RegExp, count: (mark: string, open: number) => number): number {
  let open = 0;
  for (const { 0: mark, index } of source.matchAll(marks)) {
    open = count(mark, open);
    if (open > MOST_OPEN) return index;
  }
  return -1;
}

/** Refuses nesting that no author means: it would exhaust the readers that follow. */
export function nestingFinding(document: Document): PlacedFinding | null {
  let found: PlacedFinding | null = null;
  visit(document, {
    Collection(_key, node, ancestors) {
      // Pairs and collections alternate on the way down in maps; counting both is strict enough.
      if (ancestors.length <= DEEPEST) return undefined;
      found = refusal(node.range?.[0] ?? 0, ...TOO_DEEP);
      return visit.BREAK;
    },
  });
  return found;
}

function refusal(offset: number, message: string, suggestion: string): PlacedFinding {
  return { offset, finding: { path: [], at: 'value', message, suggestion, severity: 'fault' } };
}
