import type { OrderLineRecord } from '../../contracts/order-import.ts';
import { type CsvRecord, CsvSplitter } from './csv-records.ts';
import { ORDER_FORMATS } from './formats/registry.ts';
import { placeColumns } from './header.ts';
import { ImportFault } from './import-fault.ts';
import type { OrderFile } from './order-file.ts';
import type { OrderFormat } from './order-format.ts';
import type { Reject, RejectsFile } from './rejects-file.ts';
import { type CellFault, RowReader } from './row-reader.ts';
import { utf8Text } from './utf8-text.ts';

const LONGEST_LINE_BYTES = 65_536;

/** What was seen of a file so far. */
export interface Reading {
  rows: number;
  unknownCountries: ReadonlyMap<string, number>;
}

/**
 * Reads an order file as batches of line records; rows that cannot be read go to `rejects`, their neighbours are kept.
 * @throws ImportFault when the file as a whole cannot be read
 */
export async function* readOrders(
  file: OrderFile, format: OrderFormat, rejects: RejectsFile, reading: Reading,
): AsyncGenerator<readonly OrderLineRecord[]> {
  const splitter = new CsvSplitter();
  const rows = new Rows(format, splitter);
  for await (const text of utf8Text(file.chunks, LONGEST_LINE_BYTES)) {
    const batch = rows.read(splitter.push(text));
    await rejects.add(batch.rejects);
    if (batch.lines.length > 0) yield batch.lines;
  }
  const batch = rows.read(splitter.end());
  await rejects.add(batch.rejects);
  if (batch.lines.length > 0) yield batch.lines;
  if (rows.reader === null) throw new ImportFault('file-empty', 'the file holds no line', 'export it again: even without orders it has a header');
  reading.rows = rows.count;
  reading.unknownCountries = rows.reader.unknownCountries;
}

interface Batch {
  readonly lines: readonly OrderLineRecord[];
  readonly rejects: readonly Reject[];
}

/** Turns records into lines; the first record is the header. */
class Rows {
  reader: RowReader | null = null;
  count = 0;
  #width = 0;
  readonly #format: OrderFormat;
  readonly #splitter: CsvSplitter;

  constructor(format: OrderFormat, splitter: CsvSplitter) {
    this.#format = format;
    this.#splitter = splitter;
  }

  read(records: readonly CsvRecord[]): Batch {
    const lines: OrderLineRecord[] = [];
    const rejects: Reject[] = [];
    for (const record of records) {
      if (this.reader === null) this.reader = this.#readHeader(record);
      else this.#readRow(record, this.reader, { lines, rejects });
    }
    return { lines, rejects };
  }

  #readHeader(record: CsvRecord): RowReader {
    const header = 'fault' in record ? [record.text] : record.cells;
    const places = placeColumns(this.#format, header, ORDER_FORMATS);
    this.#width = header.length;
    this.#splitter.expectCells(header.length);
    return new RowReader(places);
  }

  #readRow(record: CsvRecord, reader: RowReader, batch: { lines: OrderLineRecord[]; rejects: Reject[] }): void {
    this.count += 1;
    const shapeFault = this.#shapeFault(record);
    if (shapeFault !== null || 'fault' in record) {
      batch.rejects.push({ line: record.line, faults: shapeFault === null ? [] : [shapeFault] });
      return;
    }
    reader.load(record.cells, this.count);
    const lines = this.#format.readRow(reader);
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
