import type { OrderLineRecord } from '../../contracts/order-import.ts';
import { ORDER_FORMATS } from './formats/registry.ts';
import type { OrderFile } from './order-file.ts';
import type { OrderFormat } from './order-format.ts';
import { type Reading, readRows } from './read-rows.ts';
import type { RejectsFile } from './rejects-file.ts';

/**
 * Reads an order file as batches of line records; rows that cannot be read go to `rejects`, their neighbours are kept.
 * @throws ImportFault when the file as a whole cannot be read
 */
export function readOrders(file: OrderFile, format: OrderFormat, rejects: RejectsFile, reading: Reading): AsyncGenerator<readonly OrderLineRecord[]> {
  return readRows(file, { format, others: ORDER_FORMATS }, rejects, reading);
}
