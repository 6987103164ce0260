import type { OrderLineRecord } from '../../../contracts/order-import.ts';
import { lineKind, type OrderFormat } from '../order-format.ts';

const UNITS_PER_DOLLAR = 10_000;

/** The CDNOW purchase log, whole or the published sample: one row per purchase, a day without an hour. */
export const cdnow: OrderFormat = {
  name: 'cdnow',
  title: 'CDNOW: one row per purchase',
  shop: { id: 'cdnow', platform: 'own-shop', title: 'CDNOW', currency: 'USD', timeZone: 'America/New_York' },
  columns: [
    { key: 'customer', headings: ['customer_id', 'customer_id_master'] },
    { key: 'placed', headings: ['date'] },
    { key: 'quantity', headings: ['number_of_cds'] },
    { key: 'total', headings: ['dollar_value'] },
  ],
  rowIsOrder: true,
  readRow(row) {
    const customer = row.text('customer');
    const placedLocal = row.localTime('placed', '12:00:00');
    const quantity = row.quantity('quantity');
    const total = row.amount('total');
    if (quantity < 1) row.refuse('quantity', 'is below one');
    if (row.faults.length > 0) return [];
    // The log names no order: customer, day and content do, so the order of its rows does not matter.
    const orderId = `${customer}-${placedLocal.slice(0, 10)}-${quantity}-${total}`;
    const line = { row: row.number, orderId, cancels: false, sku: 'CD', title: 'Compact disc', service: false, placedLocal, customer, country: null };
    return pricedLines(quantity, total).map((priced): OrderLineRecord =>
      ({ ...line, ...priced, kind: lineKind(false, priced.quantity, priced.unitPrice) }));
  },
};

/** The log gives the total. Where it does not divide evenly, some CDs cost 1/10,000 more, so that the lines add up exactly. */
function pricedLines(quantity: number, total: string): readonly { quantity: number; unitPrice: string }[] {
  const units = Math.round(Number(total) * UNITS_PER_DOLLAR); // exact: at most nine digits before the point and four after it
  const low = Math.floor(units / quantity);
  const dearer = units - low * quantity;
  const shares = [{ quantity: quantity - dearer, units: low }, { quantity: dearer, units: low + 1 }];
  return shares.filter((share) => share.quantity > 0).map((share) => ({ quantity: share.quantity, unitPrice: (share.units / UNITS_PER_DOLLAR).toFixed(4) }));
}
