import { type CsvRecord, CsvSplitter } from './csv-records.ts';
import { placeColumns } from './header.ts';
import { ImportFault } from './import-fault.ts';
import type { OrderFile } from './order-file.ts';
import type { Reject, RejectsFile } from './rejects-file.ts';
import type { RowFormat } from './row-format.ts';
import { type CellFault, RowReader } from './row-reader.ts';
import { utf8Text } from './utf8-text.ts';

const LONGEST_LINE_BYTES = 65_536;

/** By which format, and which others a header may have been meant for. */
export interface RowReading<Line> {
  readonly format: RowFormat<Line>;
  readonly others: readonly Pick<RowFormat<unknown>, 'name' | 'columns'>[];
}

/** What was seen of a file so far. */
export interface Reading {
  rows: number;
  unknownCountries: ReadonlyMap<string, number>;
}

/**
 * Reads a file as batches of records; rows that cannot be read go to `rejects`, their neighbours are kept.
 * @throws ImportFault when the file as a whole cannot be read
 */
export async function* readRows<Line>(
  file: OrderFile, how: RowReading<Line>, rejects: RejectsFile, reading: Reading,
): AsyncGenerator<readonly Line[]> {
  const splitter = new CsvSplitter();
  const rows = new Rows(how, splitter);
  for await (const text of utf8Text(file.chunks, LONGEST_LINE_BYTES)) {
    const batch = rows.read(splitter.push(text));
    await rejects.add(batch.rejects);
    if (batch.lines.length > 0) yield batch.lines;
  }
  const batch = rows.read(splitter.end());
  await rejects.add(batch.rejects);
  if (batch.lines.length > 0) yield batch.lines;
  if (rows.reader === null) throw new ImportFault('file-empty', 'the file holds no line', 'export it again: even an empty one has a header');
  reading.rows = rows.count;
  reading.unknownCountries = rows.reader.unknownCountries;
}

interface Batch<Line> {
  readonly lines: readonly Line[];
  readonly rejects: readonly Reject[];
}

/** Turns records into lines; the first record is the header. */
class Rows<Line> {
  reader: RowReader | null = null;
  count = 0;
  #width = 0;
  readonly #how: RowReading<Line>;
  readonly #splitter: CsvSplitter;

  constructor(how: RowReading<Line>, splitter: CsvSplitter) {
    this.#how = how;
    this.#splitter = splitter;
  }

  read(records: readonly CsvRecord[]): Batch<Line> {
    const lines: Line[] = [];
    const rejects: Reject[] = [];
    for (const record of records) {
      if (this.reader === null) this.reader = this.#readHeader(record);
      else this.#readRow(record, this.reader, { lines, rejects });
    }
    return { lines, rejects };
  }

  #readHeader(record: CsvRecord): RowReader {
    const header = 'fault' in record ? [record.text] : record.cells;
    const places = placeColumns(this.#how.format, header, this.#how.others);
    this.#width = header.length;
    this.#splitter.expectCells(header.length);
    return new RowReader(places);
  }

  #readRow(record: CsvRecord, reader: RowReader, batch: { lines: Line[]; rejects: Reject[] }): void {
    this.count += 1;
    const shapeFault = this.#shapeFault(record);
    if (shapeFault !== null || 'fault' in record) {
      batch.rejects.push({ line: record.line, faults: shapeFault === null ? [] : [shapeFault] });
      return;
    }
    reader.load(record.cells, this.count);
    const lines = this.#how.format.readRow(reader);
    if (reader.faults.length > 0) batch.rejects.push({ line: record.line, faults: reader.faults });
    else batch.lines.push(...lines);
  }

  #shapeFault(record: CsvRecord): CellFault | null {
    if ('fault' in record) return { column: 1, field: '', value: record.text, reason: record.fault };
    if (record.cells.length === this.#width) return null;
    const reason = `has ${record.cells.length} fields, the header has ${this.#width}`;
    return { column: Math.min(record.cells.length, this.#width), field: '', value: record.cells.join(','), reason };
  }
}
