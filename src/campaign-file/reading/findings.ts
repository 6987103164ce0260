import type { Finding, PathPart } from './diagnostic.ts';

/** Collects what is wrong while a file is compiled, so that its author sees everything at once. */
export class Findings {
  readonly all: Finding[] = [];

  fault(path: readonly PathPart[], message: string, suggestion: string | null = null, at: Finding['at'] = 'value'): void {
    this.all.push({ path, at, message, suggestion, severity: 'fault' });
  }

  warning(path: readonly PathPart[], message: string, suggestion: string | null = null, at: Finding['at'] = 'value'): void {
    this.all.push({ path, at, message, suggestion, severity: 'warning' });
  }
}
