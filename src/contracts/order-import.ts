/** sale: quantity and price above zero · cancelled: a line of a cancellation · free: given for nothing · adjustment: all others. */
export const LINE_KINDS = ['sale', 'cancelled', 'free', 'adjustment'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** One order line as a format reads it: what every order file comes to, whatever its shop calls it. */
export interface OrderLineRecord {
  /** The row of the file that the line comes from, counted from 1. */
  readonly row: number;
  readonly orderId: string;
  /** The document takes back what another one sold. */
  readonly cancels: boolean;
  readonly sku: string;
  readonly title: string | null;
  /** The sku names postage, a fee or a manual correction, not a product. */
  readonly service: boolean;
  readonly kind: LineKind;
  readonly quantity: number;
  /** Decimal text with at most four decimals: never a float on the way to the table. */
  readonly unitPrice: string;
  /** Wall time in the shop's zone, `yyyy-mm-dd hh:mm:ss`. */
  readonly placedLocal: string;
  /** The shop's own id of the customer; null for an anonymous sale. */
  readonly customer: string | null;
  /** ISO 3166-1 alpha-2, or null when the file does not say. */
  readonly country: string | null;
}

/** The shop that an order file belongs to. */
export interface ImportedShop {
  readonly id: string;
  readonly platform: string;
  readonly title: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA zone in which the file's wall times are meant. */
  readonly timeZone: string;
}

/** How many lines of which kind a file held. */
export interface LineCounts {
  readonly lines: number;
  readonly saleLines: number;
  readonly cancelledLines: number;
  readonly freeLines: number;
  readonly adjustmentLines: number;
  readonly anonymousLines: number;
  readonly zeroPriceLines: number;
  readonly serviceLines: number;
  /** Sales with a customer (rule R1). */
  readonly knownSaleLines: number;
}

/** What a file held and what of it was new. Values are decimal text in the shop's currency. */
export interface ImportCounts extends LineCounts {
  readonly customers: number;
  readonly customersWithOrders: number;
  readonly orders: number;
  readonly cancellations: number;
  readonly products: number;
  /** Lines equal in every cell to an earlier one; kept. */
  readonly duplicateLines: number;
  /** Orders whose lines name more than one customer; the greatest id got them. */
  readonly ordersWithTwoCustomers: number;
  readonly knownSaleValue: string;
  readonly saleValue: string;
  readonly cancelledValue: string;
  readonly newCustomers: number;
  readonly newOrders: number;
  readonly newLines: number;
}
