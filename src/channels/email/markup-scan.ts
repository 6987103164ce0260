/** One tag of a masked HTML source; offsets point into that source. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly from: number;
  readonly to: number;
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly name: string;
  /** Without its quotes; null when the attribute has no value. */
  readonly value: string | null;
  readonly quoted: boolean;
  readonly nameAt: number;
  readonly valueAt: number;
}

// The name is taken whole: without the look ahead a long one would be tried in every length.
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?![a-zA-Z0-9])((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTE = /([^\s=/"'>]+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

/** The tags of an HTML source whose mustaches are masked, in their order, and the offsets of each `<` that opens none. */
export function scanMarkup(masked: string): { readonly tags: readonly Tag[]; readonly strays: readonly number[] } {
  const tags = [...masked.matchAll(TAG)].map(readTag);
  const strays: number[] = [];
  let next = 0;
  for (const { index } of masked.matchAll(/</g)) {
    while ((tags[next]?.to ?? Infinity) <= index) next += 1;
    if ((tags[next]?.from ?? Infinity) > index) strays.push(index);
  }
  return { tags, strays };
}

function readTag(match: RegExpExecArray): Tag {
  const [whole, slash = '', name = '', rest = ''] = match;
  const restAt = match.index + 1 + slash.length + name.length;
  return {
    name: name.toLowerCase(),
    closing: slash !== '',
    from: match.index,
    to: match.index + whole.length,
    attributes: [...rest.matchAll(ATTRIBUTE)].map((found) => readAttribute(found, restAt)),
  };
}

function readAttribute(match: RegExpExecArray, restAt: number): Attribute {
  const [, name = '', equals = '', given] = match;
  const nameAt = restAt + match.index;
  const quoted = given !== undefined && /^["']/.test(given);
  return {
    name: name.toLowerCase(),
    value: given === undefined ? null : quoted ? given.slice(1, -1) : given,
    quoted,
    nameAt,
    valueAt: nameAt + name.length + equals.length + (quoted ? 1 : 0),
  };
}
