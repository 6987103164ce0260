import { diagnosticText } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What validation found in one file. */
export interface CheckedFile {
  readonly file: string;
  readonly faults: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Every finding of every file, then one line per file and one in all. */
export function fileReport(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ faults, warnings }) => [...faults, ...warnings].map((diagnostic) => `${diagnosticText(diagnostic)}\n`));
  const lines = files.map(({ file, faults, warnings }) => `${faults.length === 0 ? 'ok   ' : 'stop '} ${file}${countsText(faults.length, warnings.length)}`);
  return [...findings, ...lines].join('\n');
}

/** True when every file may be used. */
export function isFaultless(files: readonly CheckedFile[]): boolean {
  return files.every(({ faults }) => faults.length === 0);
}

function countsText(faults: number, warnings: number): string {
  const counts = [count(faults, 'fault'), count(warnings, 'warning')].filter((text) => text !== null);
  return counts.length === 0 ? '' : `  ${counts.join(', ')}`;
}

function count(number: number, noun: string): string | null {
  return number === 0 ? null : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
