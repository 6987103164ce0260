import type { ImportedShop, LineKind, OrderLineRecord } from '../../contracts/order-import.ts';
import type { RowFormat } from './row-format.ts';

/** How one kind of order file is read. A new one is one file and one line in the registry. */
export interface OrderFormat extends RowFormat<OrderLineRecord> {
  readonly title: string;
  /** The shop that the lines belong to, unless the command names another id. */
  readonly shop: ImportedShop;
  /** Each row is an order of its own: equal order ids in the file are numbered instead of joined. */
  readonly rowIsOrder: boolean;
}

/** The kind of a line by its signs alone. */
export function lineKind(cancels: boolean, quantity: number, unitPrice: string): LineKind {
  if (cancels) return 'cancelled';
  const price = Number(unitPrice); // read for its sign only, which no rounding can change
  if (quantity > 0 && price > 0) return 'sale';
  return quantity > 0 && price === 0 ? 'free' : 'adjustment';
}
