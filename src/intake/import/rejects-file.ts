import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { csvLine } from './csv-cell.ts';
import type { CellFault } from './row-reader.ts';

const SHOWN_CHARS = 80;
const HEADER = ['line', 'column', 'field', 'value', 'reason'] as const;

/** One row that could not be read, with every cell that is wrong. */
export interface Reject {
  readonly line: number;
  readonly faults: readonly CellFault[];
}

/** Writes rejected rows as CSV, one line per fault; the file is made with the first of them. */
export class RejectsFile {
  readonly #path: string | null;
  #stream: WriteStream | null = null;
  #failure: Error | null = null;
  count = 0;
  /** The first few, to be shown at once. */
  readonly first: Reject[] = [];

  /** @param path null: rejects are only counted */
  constructor(path: string | null) {
    this.#path = path;
  }

  async add(rejects: readonly Reject[]): Promise<void> {
    this.count += rejects.length;
    if (this.first.length < 5) this.first.push(...rejects.slice(0, 5 - this.first.length));
    if (this.#path === null || rejects.length === 0) return;
    this.#stream ??= this.#start(this.#path);
    if (this.#failure !== null) throw this.#failure;
    if (!this.#stream.write(rejects.map(rejectLines).join(''))) await once(this.#stream, 'drain');
  }

  /** Writes what is left. @throws when the file cannot be written */
  async close(): Promise<void> {
    if (this.#stream === null) return;
    this.#stream.end();
    await finished(this.#stream);
  }

  #start(path: string): WriteStream {
    const stream = createWriteStream(path, { mode: 0o600 }); // its cells may be personal
    stream.on('error', (cause) => { this.#failure = cause; });
    stream.write(csvLine([...HEADER]));
    return stream;
  }
}

function rejectLines({ line, faults }: Reject): string {
  return faults.map(({ column, field, value, reason }) =>
    csvLine([line, column, field, value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS)}…` : value, reason])).join('');
}
