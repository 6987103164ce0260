import type { ImportedShop, LineKind, OrderLineRecord } from '../../contracts/order-import.ts';
import type { RowReader } from './row-reader.ts';

/** One column: how this project calls it and under which headings files carry it. */
export interface Column {
  readonly key: string;
  readonly headings: readonly string[];
}

/** How one kind of order file is read. A new one is one file and one line in the registry. */
export interface OrderFormat {
  readonly name: string;
  readonly title: string;
  /** The shop that the lines belong to, unless the command names another id. */
  readonly shop: ImportedShop;
  readonly columns: readonly Column[];
  /** Each row is an order of its own: equal order ids in the file are numbered instead of joined. */
  readonly rowIsOrder: boolean;
  /** The lines of one row; faults are collected by the reader, and then the lines are not used. */
  readonly readRow: (row: RowReader) => readonly OrderLineRecord[];
}

/** The kind of a line by its signs alone. */
export function lineKind(cancels: boolean, quantity: number, unitPrice: string): LineKind {
  if (cancels) return 'cancelled';
  const price = Number(unitPrice); // read for its sign only, which no rounding can change
  if (quantity > 0 && price > 0) return 'sale';
  return quantity > 0 && price === 0 ? 'free' : 'adjustment';
}
