import { lineKind, type OrderFormat } from '../order-format.ts';

// Stock codes of goods start with five digits or, for a few gift bags, with DCGS.
// All others are postage, fees, vouchers and manual corrections.
const GOODS = /^(\d{5}|DCGS)/;

/** UCI "Online Retail" and its successor: one row per invoice line, UK wall time, pounds sterling. */
export const onlineRetail: OrderFormat = {
  name: 'online-retail',
  title: 'UCI Online Retail: one row per invoice line',
  shop: { id: 'online-retail', platform: 'own-shop', title: 'Online Retail', currency: 'GBP', timeZone: 'Europe/London' },
  columns: [
    { key: 'order', headings: ['InvoiceNo', 'Invoice', 'Invoice Number'] },
    { key: 'sku', headings: ['StockCode', 'SKU'] },
    { key: 'title', headings: ['Description'] },
    { key: 'quantity', headings: ['Quantity', 'Qty'] },
    { key: 'placed', headings: ['InvoiceDate', 'Invoice Date'] },
    { key: 'price', headings: ['UnitPrice', 'Price', 'Unit Price'] },
    { key: 'customer', headings: ['CustomerID', 'Customer ID'] },
    { key: 'country', headings: ['Country'] },
  ],
  rowIsOrder: false,
  readRow(row) {
    const orderId = row.text('order');
    const cancels = orderId.startsWith('C');
    const sku = row.text('sku').toUpperCase();
    const quantity = row.quantity('quantity');
    const unitPrice = row.amount('price');
    return [{
      row: row.number,
      orderId,
      cancels,
      sku,
      title: row.optionalText('title'),
      service: !GOODS.test(sku),
      kind: lineKind(cancels, quantity, unitPrice),
      quantity,
      unitPrice,
      placedLocal: row.localTime('placed', '12:00:00'),
      // Spreadsheets that have seen an empty cell write whole numbers as 17850.0.
      customer: row.optionalText('customer')?.replace(/\.0$/, '') ?? null,
      country: row.country('country'),
    }];
  },
};
