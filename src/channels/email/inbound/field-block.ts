/** Fields of a header block or of a part made of such blocks (RFC 3464, RFC 5965): names in lower case, the first of each name. */
export type Fields = ReadonlyMap<string, string>;

const MOST_FIELDS = 200;
const LONGEST_VALUE = 2_000;

/** The blocks of a text, split at empty lines; continuation lines are unfolded, and what is no field is passed over. */
export function readFieldBlocks(text: string, mostBlocks: number): readonly Fields[] {
  const blocks: Map<string, string>[] = [];
  let block = new Map<string, string>();
  for (const line of unfoldedLines(text)) {
    if (line === '') {
      if (block.size > 0) blocks.push(block);
      if (blocks.length >= mostBlocks) return blocks;
      block = new Map();
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || !/^[\x21-\x7e]{1,80}$/.test(name) || block.has(name) || block.size >= MOST_FIELDS) continue;
    block.set(name, line.slice(colon + 1).trim().slice(0, LONGEST_VALUE));
  }
  if (block.size > 0) blocks.push(block);
  return blocks;
}

function unfoldedLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const before = lines.at(-1);
    const continues = /^[ \t]+\S/.test(line) && before !== undefined && before !== '' && before.length < LONGEST_VALUE;
    if (continues) lines[lines.length - 1] = `${before} ${line.trim()}`;
    else lines.push(line.trimEnd());
  }
  return lines;
}

/** `rfc822; name@host` → `name@host`: the type before the semicolon says how to read the rest. */
export function withoutType(value: string | undefined): string | null {
  const text = value?.slice(value.indexOf(';') + 1).trim().replaceAll(/^<|>$/g, '') ?? '';
  return text === '' ? null : text;
}
