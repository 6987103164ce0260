/** One record, or why the text from that line on is none. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string; readonly text: string };

const LONGEST_RECORD_CHARS = 65_536;
const SHOWN_CHARS = 80;
const QUOTE = '"';
const CARRIAGE_RETURN = 13;

/**
 * Splits text into CSV records (RFC 4180: quotes, doubled quotes, line ends inside quotes; LF or CRLF).
 * A line with a stray quote is one fault and reading goes on with the next line, so that its neighbours are kept.
 * Holds at most one record in memory: longer ones are faults too.
 */
export class CsvSplitter {
  #rest = '';
  #line = 1;
  #isSkipping = false;
  #expectedCells: number | null = null;

  /** From now on a record over several lines with another count of cells is taken as a stray quote. */
  expectCells(count: number): void {
    this.#expectedCells = count;
  }

  /** Records that are complete with this piece of text. */
  push(text: string): readonly CsvRecord[] {
    return this.#split(this.#rest + text, false);
  }

  /** What the end of the file completes. */
  end(): readonly CsvRecord[] {
    return this.#split(this.#rest, true);
  }

  #split(text: string, isEnd: boolean): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    let from = 0;
    while (from < text.length) {
      const newline = text.indexOf('\n', from);
      if (newline < 0 && !isEnd) break;
      const taken = this.#takeLine({ text, isEnd }, from, newline < 0 ? text.length : newline);
      if (taken === null) break; // the record goes on in the next piece
      if (taken.record !== null) records.push(taken.record);
      this.#line += taken.lines;
      from = taken.next;
    }
    this.#keep(text.slice(from), records);
    return records;
  }

  #takeLine(piece: Piece, from: number, end: number): Taken | null {
    const next = end + 1;
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return { record: null, lines: 1, next };
    }
    const isCrLf = end > from && piece.text.charCodeAt(end - 1) === CARRIAGE_RETURN;
    const line = piece.text.slice(from, isCrLf ? end - 1 : end);
    if (line === '') return { record: null, lines: 1, next };
    if (line.length > LONGEST_RECORD_CHARS) return { record: this.#fault(line, TOO_LONG), lines: 1, next };
    if (line.includes(QUOTE)) return this.#takeQuoted(piece, from, line, next);
    return { record: { line: this.#line, cells: line.split(',') }, lines: 1, next };
  }

  #takeQuoted(piece: Piece, from: number, line: string, next: number): Taken | null {
    const quoted = quotedCells(piece, from);
    if (quoted === 'open' && !piece.isEnd && piece.text.length - from <= LONGEST_RECORD_CHARS) return null;
    if (quoted === 'open') return { record: this.#fault(line, UNCLOSED), lines: 1, next };
    if (quoted === 'stray') return { record: this.#fault(line, 'text follows a closing quote'), lines: 1, next };
    const swallowsNeighbours = quoted.lines > 1 && this.#expectedCells !== null && quoted.cells.length !== this.#expectedCells;
    if (swallowsNeighbours) return { record: this.#fault(line, UNCLOSED), lines: 1, next };
    return { record: { line: this.#line, cells: quoted.cells }, lines: quoted.lines, next: quoted.next };
  }

  #keep(rest: string, records: CsvRecord[]): void {
    this.#rest = rest;
    if (rest.length <= LONGEST_RECORD_CHARS || rest.includes('\n')) return;
    if (!this.#isSkipping) records.push(this.#fault(rest, TOO_LONG));
    this.#isSkipping = true;
    this.#rest = '';
  }

  #fault(text: string, fault: string): CsvRecord {
    return { line: this.#line, fault, text: text.slice(0, SHOWN_CHARS) };
  }
}

interface Piece {
  readonly text: string;
  readonly isEnd: boolean;
}

const UNCLOSED = 'a quote is opened and not closed';
const TOO_LONG = `the line is longer than ${LONGEST_RECORD_CHARS} characters`;

interface Taken {
  readonly record: CsvRecord | null;
  /** Line ends passed. */
  readonly lines: number;
  readonly next: number;
}

interface QuotedRecord {
  readonly cells: readonly string[];
  readonly lines: number;
  readonly next: number;
}

/** The record that starts at `from` and holds a quote; `open`: it does not end in this text. */
function quotedCells({ text, isEnd }: Piece, from: number): QuotedRecord | 'open' | 'stray' {
  const cells: string[] = [];
  let at = from;
  let lines = 1;
  while (at <= from + LONGEST_RECORD_CHARS) {
    const cell = text[at] === QUOTE ? quotedCell(text, at) : plainCell(text, at);
    if (cell === 'open') return 'open';
    cells.push(cell.value);
    lines += cell.lineEnds;
    const next = afterLineEnd(text, cell.end);
    if (next !== null) return cell.end < text.length || isEnd ? { cells, lines, next } : 'open';
    if (text[cell.end] !== ',') return 'stray';
    at = cell.end + 1;
  }
  return 'open';
}

/** Where the next line starts when `at` stands at a line end or the end of the text; else null. */
function afterLineEnd(text: string, at: number): number | null {
  const end = text.charCodeAt(at) === CARRIAGE_RETURN ? at + 1 : at;
  return end >= text.length || text[end] === '\n' ? end + 1 : null;
}

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly lineEnds: number;
}

function plainCell(text: string, from: number): Cell {
  let end = from;
  while (end < text.length && !PLAIN_CELL_ENDS.has(text.charCodeAt(end))) end += 1;
  return { value: text.slice(from, end), end, lineEnds: 0 };
}

const PLAIN_CELL_ENDS = new Set([44, 10, CARRIAGE_RETURN]);

function quotedCell(text: string, from: number): Cell | 'open' {
  let end = text.indexOf(QUOTE, from + 1);
  while (end >= 0 && text[end + 1] === QUOTE) end = text.indexOf(QUOTE, end + 2);
  if (end < 0) return 'open';
  const raw = text.slice(from + 1, end);
  const value = raw.includes(QUOTE) ? raw.replaceAll('""', QUOTE) : raw;
  return { value, end: end + 1, lineEnds: raw.includes('\n') ? raw.split('\n').length - 1 : 0 };
}
