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
  return broken < 0 ? null : refusal(broken, 'half a character (a lone surrogate) stands here', 'type the character again and save as UTF-8');
}

/** Refuses nesting that no author means: it would exhaust the readers that follow. */
export function nestingFinding(document: Document): PlacedFinding | null {
  let found: PlacedFinding | null = null;
  visit(document, {
    Collection(_key, node, ancestors) {
      // Pairs and collections alternate on the way down in maps; counting both is strict enough.
      if (ancestors.length <= DEEPEST) return undefined;
      found = refusal(node.range?.[0] ?? 0, `nested deeper than ${DEEPEST} levels`, 'name the inner conditions as segments instead');
      return visit.BREAK;
    },
  });
  return found;
}

function refusal(offset: number, message: string, suggestion: string): PlacedFinding {
  return { offset, finding: { path: [], at: 'value', message, suggestion, severity: 'fault' } };
}
