export type PathPart = string | number;

/** One thing to tell the author of a file, with its place (line and column from 1) and a way out. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Place in the file's structure, such as `steps.1.wait.timeout`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly suggestion: string | null;
  /** The line with its neighbours and a caret; empty when there is no line to show. */
  readonly frame: string;
  readonly severity: 'fault' | 'warning';
}

/** A fault or warning before its place is looked up. `at: key` points to the key of the last path part. */
export interface Finding {
  readonly path: readonly PathPart[];
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly suggestion: string | null;
  readonly severity: 'fault' | 'warning';
}

/** `file:line:column path: message`, the frame, and the suggestion. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const { file, line, column, path, message, suggestion, frame, severity } = diagnostic;
  const head = `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
  return [head, frame, suggestion === null ? '' : `  = ${suggestion}`].filter((part) => part !== '').join('\n');
}

/** In the order in which a reader meets them. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
