import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { LineCounts, OrderLineRecord } from '../contracts/order-import.ts';
import type { Transaction } from './pool.ts';

// Temporary: a killed import leaves nothing to clean up, and nothing of it is written to the log.
const CREATE_STAGED = `
create temp table staged (
  row_no int not null, order_id text collate "C" not null, cancels boolean not null, sku text collate "C" not null,
  title text collate "C", service boolean not null, kind text collate "C" not null, quantity int not null, unit_price numeric(18,4) not null,
  placed_local timestamp not null, customer text collate "C", country text collate "C"
) on commit drop`;

// Sorting the lines of a large file in memory halves its time; only this transaction may take so much.
const SORT_MEMORY = '64MB';

const COPY_STAGED = `copy staged (row_no, order_id, cancels, sku, title, service, kind, quantity, unit_price, placed_local, customer, country) from stdin`;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Streams line records into the staging table `staged` of this transaction and counts them; memory stays flat. */
export async function stageLines(
  tx: Transaction, batches: AsyncIterable<readonly OrderLineRecord[]>, signal: AbortSignal | undefined,
): Promise<LineCounts> {
  const counts = { lines: 0, saleLines: 0, cancelledLines: 0, freeLines: 0, adjustmentLines: 0, anonymousLines: 0, zeroPriceLines: 0, serviceLines: 0, knownSaleLines: 0 };
  await tx.query(`set local work_mem = '${SORT_MEMORY}'`);
  await tx.query(CREATE_STAGED);
  const copy = tx.query(copyFrom(COPY_STAGED));
  await pipeline(Readable.from(copyText(batches, counts)), copy, signal === undefined ? {} : { signal });
  return counts;
}

async function* copyText(batches: AsyncIterable<readonly OrderLineRecord[]>, counts: Mutable<LineCounts>): AsyncGenerator<string> {
  for await (const batch of batches) {
    let text = '';
    for (const line of batch) {
      text += copyLine(line);
      countLine(line, counts);
    }
    yield text;
  }
}

const KIND_COUNTS = { sale: 'saleLines', cancelled: 'cancelledLines', free: 'freeLines', adjustment: 'adjustmentLines' } as const;

function countLine(line: OrderLineRecord, counts: Mutable<LineCounts>): void {
  counts.lines += 1;
  counts[KIND_COUNTS[line.kind]] += 1;
  if (line.customer === null) counts.anonymousLines += 1;
  else if (line.kind === 'sale') counts.knownSaleLines += 1;
  if (Number(line.unitPrice) === 0) counts.zeroPriceLines += 1;
  if (line.service) counts.serviceLines += 1;
}

function copyLine(line: OrderLineRecord): string {
  const { row, orderId, cancels, sku, title, service, kind, quantity, unitPrice, placedLocal, customer, country } = line;
  return `${row}\t${escaped(orderId)}\t${cancels ? 't' : 'f'}\t${escaped(sku)}\t${escaped(title)}\t${service ? 't' : 'f'}\t${kind}\t${quantity}\t`
    + `${unitPrice}\t${placedLocal}\t${escaped(customer)}\t${country ?? '\\N'}\n`;
}

/** COPY's text format: backslash, tab and line ends are written as escapes, null as \N. */
function escaped(text: string | null): string {
  if (text === null) return '\\N';
  return /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
