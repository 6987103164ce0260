import { gzipSync } from 'node:zlib';
import type { OrderLineRecord } from '../../../src/contracts/order-import.ts';
import { ORDER_FORMATS } from '../../../src/intake/import/formats/registry.ts';
import { ImportFault } from '../../../src/intake/import/import-fault.ts';
import type { OrderFormat } from '../../../src/intake/import/order-format.ts';
import { readOrders } from '../../../src/intake/import/read-orders.ts';
import { RejectsFile } from '../../../src/intake/import/rejects-file.ts';
import type { Dice } from '../dice.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { fuzzTarget, promise } from '../fuzz-target.ts';
import { hostileText } from '../hostile-text.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { UNSTORABLE } from '../unstorable.ts';

/** What a format needs from its tests; a format without an entry fails the run. */
const ROWS: Readonly<Record<string, { header: string; good: (id: number) => string; idOf: (line: OrderLineRecord) => string }>> = {
  'online-retail': {
    header: 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    good: (id) => `G${id},85123A,"LANTERN, ""RED""",6,2010-12-01 08:26:00,2.55,17850,United Kingdom`,
    idOf: ({ orderId }) => orderId.slice(1),
  },
  cdnow: { header: 'customer_id,date,number_of_cds,dollar_value', good: (id) => `G${id},1997-01-01,1,11.77`, idOf: ({ customer }) => (customer ?? '').slice(1) },
};

// A file comes from a disk or a network: in small pieces, but not in thousands of them.
const MOST_PIECES = 400;

export interface OrderFileInput {
  readonly format: string;
  readonly bytes: Buffer;
  /** The pieces in which the file arrives. */
  readonly pieceBytes: number;
  /** How many sound rows it holds; null: the bytes were damaged. */
  readonly goodRows: number | null;
}

/** An order file with hostile rows between sound ones, or with damaged bytes. */
export function hostileOrderFile(dice: Dice, format: OrderFormat): OrderFileInput {
  const { header, good } = ROWS[format.name]!;
  const rows: string[] = [];
  let goodRows = 0;
  for (const _ of Array.from({ length: 1 + dice.below(12) })) {
    if (dice.chance(0.5)) rows.push(hostileRow(dice, good(900_000)));
    rows.push(good(goodRows));
    goodRows += 1;
  }
  const lineEnd = dice.pick(['\n', '\r\n']);
  const text = `${dice.chance(0.1) ? '\uFEFF' : ''}${[header, ...rows].join(lineEnd)}${dice.chance(0.8) ? lineEnd : ''}`;
  const damaged = dice.chance(0.3);
  return {
    format: format.name,
    bytes: damaged ? mutateBytes(Buffer.from(text), dice) : Buffer.from(text),
    pieceBytes: Math.max(dice.pick([1, 7, 64, 1_000, 100_000]), Math.ceil(text.length / MOST_PIECES)),
    goodRows: damaged ? null : goodRows,
  };
}

/** Cells exchanged for hostile ones. Quotes stay whole: an open one may, by the rules of CSV, take the next line in. */
function hostileRow(dice: Dice, good: string): string {
  const cells = good.split(',').map((cell) => (dice.chance(0.3) ? cellText(hostileText(dice), dice) : cell.replaceAll('"', '')));
  if (dice.chance(0.1)) cells.splice(dice.below(cells.length), 1);
  if (dice.chance(0.1)) cells.push(...dice.list(5, () => cellText(hostileText(dice), dice)));
  return cells.join(',');
}

function cellText(text: string, dice: Dice): string {
  const wellFormed = text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  return dice.chance(0.4) ? `"${wellFormed.replaceAll('"', '""')}"` : wellFormed.replaceAll(/["\r\n]/g, ' ');
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The reader of order files in every format, from bytes to lines. */
export function orderFileTarget(share: number): FuzzTarget {
  return fuzzTarget<OrderFileInput>({
    name: 'order-files', share,
    make: (dice) => hostileOrderFile(dice, dice.pick(ORDER_FORMATS)),
    async feed({ format: name, bytes, pieceBytes, goodRows }) {
      const format = ORDER_FORMATS.find((one) => one.name === name)!;
      const rejects = new RejectsFile(null);
      const reading = { rows: 0, unknownCountries: new Map<string, number>() };
      const found = new Set<string>();
      try {
        const file = { sizeBytes: bytes.length, bytesRead: () => 0, chunks: pieces(bytes, pieceBytes) };
        for await (const lines of readOrders(file, format, rejects, reading)) {
          for (const line of lines) { soundLine(line); found.add(ROWS[name]!.idOf(line)); }
        }
      } catch (error) {
        if (!(error instanceof ImportFault)) throw error;
        promise(goodRows === null, `a whole file with ${goodRows} sound rows was refused: ${error.message}`);
        promise(error.message !== '' && error.wayOut !== null, 'a refusal without words or way out');
        return error.code;
      }
      for (let id = 0; id < (goodRows ?? 0); id += 1) promise(found.has(String(id)), `the sound row ${id} was lost`);
      promise(rejects.first.every(({ faults, line }) => line >= 1 && faults.length > 0 && faults.every(({ reason }) => reason !== '')), 'a rejected row without line or reason');
      return rejects.count > 0 ? 'read, with rejects' : 'read';
    },
  });
}

function soundLine(line: OrderLineRecord): void {
  const text = JSON.stringify(line);
  promise(!UNSTORABLE.test(text), 'a cell that no table can hold');
  promise(Number.isInteger(line.quantity) && Math.abs(line.quantity) < 2 ** 31, `quantity ${line.quantity}`);
  promise(/^-?\d{1,9}(\.\d{1,4})?$/.test(line.unitPrice), `price ${line.unitPrice}`);
  promise(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(line.placedLocal), `time ${line.placedLocal}`);
}

/** The same as a file on disk may be packed. */
export function packedOrderFile({ bytes }: OrderFileInput, dice: Dice): Buffer {
  return dice.pick([() => bytes, () => gzipSync(bytes), () => mutateBytes(gzipSync(bytes), dice), () => Buffer.concat([gzipSync(bytes), gzipSync(bytes)])])();
}
