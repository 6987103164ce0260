import type { OrderLineRecord } from '../../contracts/order-import.ts';
import type { Money } from '../../domain/customer.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { instantOf } from '../../domain/zone.ts';
import { moneyFromNumeric } from '../../store/money.ts';
import { orderFormat } from '../import/formats/registry.ts';
import { openOrderFile } from '../import/order-file.ts';
import type { OrderFormat } from '../import/order-format.ts';
import { readOrders } from '../import/read-orders.ts';
import { RejectsFile } from '../import/rejects-file.ts';
import { DEMO_FORMAT, DEMO_LATER_FILE } from './demo-shop.ts';

/** A real order that the demo shop will get. */
export interface LaterOrder {
  readonly orderId: string;
  readonly customer: string;
  readonly country: string | null;
  readonly cancels: boolean;
  readonly placedAtMs: EpochMs;
  readonly lines: readonly OrderLineRecord[];
}

/** The orders that follow the demo's start, earliest first. */
export async function readLaterOrders(): Promise<readonly LaterOrder[]> {
  const format = orderFormat(DEMO_FORMAT);
  if (format === null) throw new Error(`no order format ${DEMO_FORMAT}`);
  const byOrder = new Map<string, OrderLineRecord[]>();
  const file = await openOrderFile(DEMO_LATER_FILE);
  for await (const batch of readOrders(file, format, new RejectsFile(null), { rows: 0, unknownCountries: new Map() })) {
    for (const line of batch) {
      const lines = byOrder.get(line.orderId);
      if (lines === undefined) byOrder.set(line.orderId, [line]);
      else lines.push(line);
    }
  }
  return [...byOrder.values()].flatMap((lines) => toOrder(lines, format)).toSorted((a, b) => a.placedAtMs - b.placedAtMs);
}

function toOrder(lines: readonly OrderLineRecord[], format: OrderFormat): LaterOrder[] {
  const [first] = lines;
  if (first === undefined || first.customer === null) return [];
  const { orderId, customer, country, cancels, placedLocal } = first;
  return [{ orderId, customer, country, cancels, placedAtMs: instantOfLocal(placedLocal, format.shop.timeZone), lines }];
}

function instantOfLocal(local: string, zone: string): EpochMs {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.split(/[- :]/).map(Number);
  return instantOf({ year, month, day, minuteOfDay: hour * 60 + minute }, zone);
}

/** What is sold or taken back by it, in 1/10,000 units. */
export function valueOf({ lines }: Pick<LaterOrder, 'lines'>): Money {
  const counted = lines.filter(({ kind }) => kind === 'sale' || kind === 'cancelled');
  return counted.reduce((sum, { quantity, unitPrice }) => sum + Math.abs(quantity) * moneyFromNumeric(unitPrice), 0);
}
