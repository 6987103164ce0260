/** The first header of that name in a raw mail, unfolded and decoded; empty when it is missing. Reads UTF-8 words only. */
export function readHeader(raw: Buffer, name: string): string {
  const end = raw.indexOf('\r\n\r\n');
  const block = raw.toString('latin1', 0, end === -1 ? raw.length : end).replaceAll(/\r\n[ \t]+/g, ' ');
  const line = block.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? '' : decodeWords(line.slice(name.length + 1).trim());
}

const ENCODED_WORD = /=\?utf-8\?([qb])\?([^?\s]*)\?=/gi;

/** RFC 2047. The white space between two encoded words belongs to neither; a letter may be split over two of them. */
function decodeWords(value: string): string {
  const joined = value.replaceAll(/(\?=)\s+(?==\?)/g, '$1');
  const bytes = joined.replaceAll(ENCODED_WORD, (_word: string, encoding: string, text: string) => (
    encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('latin1') : decodeQ(text)
  ));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeQ(text: string): string {
  return text.replaceAll('_', ' ').replaceAll(/=([\da-f]{2})/gi, (_code: string, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}
