import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from './diagnostic.ts';

const NEW_LINE = 0x0a;

/** The text of a file, or the place of the first byte that is not UTF-8. */
export function sourceText(bytes: Uint8Array, fileName: string): string | { readonly faults: readonly Diagnostic[] } {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const { line, column } = firstBrokenPlace(bytes);
  return {
    faults: [{
      file: fileName, line, column, path: '', frame: '', severity: 'fault',
      message: 'the file is not UTF-8 text: a byte here belongs to another encoding',
      suggestion: 'save the file as UTF-8 (in Excel or Notepad: "Save as", encoding UTF-8)',
    }],
  };
}

function firstBrokenPlace(bytes: Uint8Array): { line: number; column: number } {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(NEW_LINE, start);
    const lineBytes = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!isUtf8(lineBytes) || end < 0) return { line, column: new TextDecoder().decode(lineBytes).indexOf('\uFFFD') + 1 };
    start = end + 1;
  }
}
