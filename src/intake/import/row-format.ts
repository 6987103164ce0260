import type { RowReader } from './row-reader.ts';

/** One column: how this project calls it and under which headings files carry it. */
export interface Column {
  readonly key: string;
  readonly headings: readonly string[];
  /** A file may leave it out. */
  readonly optional?: true;
}

/** How the rows of one kind of file become records. */
export interface RowFormat<Record> {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The records of one row; faults are collected by the reader, and then the records are not used. */
  readonly readRow: (row: RowReader) => readonly Record[];
}
