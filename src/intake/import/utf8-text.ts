import { isUtf8 } from 'node:buffer';
import { ImportFault } from './import-fault.ts';

const NEWLINE = 0x0a;
const BOM = '\uFEFF';

/**
 * Decodes chunks of bytes into text that ends at a line end wherever it can, so that no character is cut in two.
 * A line longer than `longestLineBytes` is handed on in pieces: memory stays bounded whatever the file holds.
 * @throws ImportFault wrong-encoding with the line
 */
export async function* utf8Text(chunks: AsyncIterable<Buffer>, longestLineBytes: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let linesBefore = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (isFirst) refuseUtf16(bytes);
    const end = cutAt(bytes, longestLineBytes);
    rest = bytes.subarray(end);
    if (end === 0) continue;
    const text = decoded(bytes.subarray(0, end), linesBefore);
    linesBefore += countLines(bytes, end);
    yield isFirst && text.startsWith(BOM) ? text.slice(1) : text;
    isFirst = false;
  }
  if (rest.length === 0) return;
  const text = decoded(rest, linesBefore);
  yield isFirst && text.startsWith(BOM) ? text.slice(1) : text;
}

function cutAt(bytes: Buffer, longestLineBytes: number): number {
  const afterNewline = bytes.lastIndexOf(NEWLINE) + 1;
  if (afterNewline > 0 || bytes.length <= longestLineBytes) return afterNewline;
  let end = bytes.length;
  while (end > 0 && isContinuation(bytes[end - 1] ?? 0)) end -= 1;
  return Math.max(0, end - 1);
}

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;

function decoded(bytes: Buffer, linesBefore: number): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ImportFault('wrong-encoding', `line ${linesBefore + firstBadLine(bytes)} is not UTF-8 text`,
    'save the file as UTF-8; from Latin-1 that is `iconv -f latin1 -t utf-8`');
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const newline = bytes.indexOf(NEWLINE, from);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
  return line;
}

function countLines(bytes: Buffer, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function refuseUtf16(bytes: Buffer): void {
  const [first, second] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const hasEmptyHalves = first === 0 || second === 0; // Latin letters in UTF-16 without a mark
  if (hasMark || hasEmptyHalves) {
    throw new ImportFault('wrong-encoding', 'line 1 is UTF-16, not UTF-8 text', 'save the file as UTF-8; that is `iconv -f utf-16 -t utf-8`');
  }
}
