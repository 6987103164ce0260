import type { SentFile } from '../contracts/sent-file.ts';
import { forTerminal } from './terminal-text.ts';

/** What came along with a customer's words, numbered as `incoming file` takes them: a line each. */
export function sentFileLines(files: readonly SentFile[]): readonly string[] {
  return files.map(({ name, mediaType, bytes }, place) => `file ${place + 1}: ${forTerminal(name)} (${forTerminal(mediaType)}${bytes === null ? '' : `, ${Math.max(1, Math.round(bytes / 1024))} KB`})`);
}
