import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemplateFileFault } from './template-folder.ts';

/** Larger files are refused unread: no mail needs them, and most mailboxes clip far below. */
const LARGEST_FILE = 256 * 1024;

/** Reads a template file as UTF-8; answers its text, or the fault with the place of the first bad byte. */
export async function readTemplateText(dir: string, file: string): Promise<{ readonly text: string; readonly fault: TemplateFileFault | null }> {
  const path = join(dir, file);
  const fault = (line: number, column: number, message: string, suggestion: string | null) => ({ text: '', fault: { file, line, column, message, suggestion } });
  const info = await stat(path);
  if (!info.isFile()) return fault(1, 1, 'is not a file', null);
  if (info.size > LARGEST_FILE) return fault(1, 1, `has ${info.size} bytes, at most ${LARGEST_FILE} are allowed`, null);
  const bytes = await readFile(path);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), fault: null };
  } catch {
    const before = validPrefix(bytes).split('\n');
    return fault(before.length, (before.at(-1)?.length ?? 0) + 1, 'is not UTF-8', 'save the file with the encoding UTF-8');
  }
}

/** The text before the first byte that is not UTF-8. */
function validPrefix(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  let end = text.indexOf('\uFFFD');
  // A replacement character may also stand in the file as itself; then it is spelled with its own three bytes.
  while (end !== -1 && Buffer.from(text.slice(0, end + 1)).equals(bytes.subarray(0, Buffer.byteLength(text.slice(0, end + 1))))) {
    end = text.indexOf('\uFFFD', end + 1);
  }
  return text.slice(0, end === -1 ? text.length : end);
}
