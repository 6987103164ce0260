import { onlineRetail } from '../../src/intake/import/formats/online-retail.ts';
import { openOrderFile } from '../../src/intake/import/order-file.ts';
import { readOrders } from '../../src/intake/import/read-orders.ts';
import { RejectsFile } from '../../src/intake/import/rejects-file.ts';
import { instantOf } from '../../src/domain/zone.ts';
import { moneyFromNumeric } from '../../src/store/money.ts';

/** UCI Online Retail. */
export const ORDERS_FILE = new URL('../../../shared/data/online-retail.csv.gz', import.meta.url).pathname;

/** One document of one customer, as intake would value it: a sale, or what a cancellation took back. */
export interface ValuedDocument {
  readonly customer: string;
  /** Local date of the shop, `yyyy-mm-dd`. */
  readonly date: string;
  /** In 1/10,000 units; negative for a cancellation. */
  readonly value: number;
}

/** The real orders of customers with a name, in the order of the file. */
export async function realOrders(): Promise<readonly ValuedDocument[]> {
  const file = await openOrderFile(ORDERS_FILE);
  const documents = new Map<string, { customer: string; date: string; value: number }>();
  for await (const lines of readOrders(file, onlineRetail, new RejectsFile(null), { rows: 0, unknownCountries: new Map() })) {
    for (const line of lines) {
      if (line.customer === null || (line.kind !== 'sale' && line.kind !== 'cancelled')) continue;
      const document = documents.get(line.orderId) ?? { customer: line.customer, date: line.placedLocal.slice(0, 10), value: 0 };
      // Of a cancelled line the quantity is negative already.
      document.value += line.quantity * moneyFromNumeric(line.unitPrice);
      documents.set(line.orderId, document);
    }
  }
  return [...documents.values()];
}

/** One order of one customer with its instant. */
export interface TimedOrder {
  readonly customer: string;
  readonly country: string | null;
  readonly atMs: number;
  readonly value: number;
}

/** The real orders with their local time of the shop (London) as instants; cancellations are no engagement. */
export async function realOrderTimes(): Promise<readonly TimedOrder[]> {
  const file = await openOrderFile(ORDERS_FILE);
  const orders = new Map<string, { customer: string; country: string | null; atMs: number; value: number }>();
  for await (const lines of readOrders(file, onlineRetail, new RejectsFile(null), { rows: 0, unknownCountries: new Map() })) {
    for (const line of lines) {
      if (line.customer === null || line.kind !== 'sale') continue;
      const order = orders.get(line.orderId) ?? { customer: line.customer, country: line.country, atMs: londonMs(line.placedLocal), value: 0 };
      order.value += line.quantity * moneyFromNumeric(line.unitPrice);
      orders.set(line.orderId, order);
    }
  }
  return [...orders.values()];
}

/** One line of goods in a document of one customer. */
export interface PurchasedLine {
  readonly customer: string;
  readonly orderId: string;
  readonly sku: string;
  readonly title: string | null;
  readonly atMs: number;
  /** Below zero: cancelled. */
  readonly quantity: number;
}

/** What customers with a name bought and cancelled; postage and fees are no goods. */
export async function realPurchases(): Promise<readonly PurchasedLine[]> {
  const file = await openOrderFile(ORDERS_FILE);
  const purchases: PurchasedLine[] = [];
  for await (const lines of readOrders(file, onlineRetail, new RejectsFile(null), { rows: 0, unknownCountries: new Map() })) {
    for (const { customer, orderId, sku, title, placedLocal, quantity, kind, service } of lines) {
      if (customer === null || service || (kind !== 'sale' && kind !== 'cancelled')) continue;
      purchases.push({ customer, orderId, sku, title, atMs: londonMs(placedLocal), quantity });
    }
  }
  return purchases;
}

function londonMs(placedLocal: string): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = placedLocal.match(/\d+/g)?.map(Number) ?? [];
  return instantOf({ year, month, day, minuteOfDay: hour * 60 + minute }, 'Europe/London');
}
