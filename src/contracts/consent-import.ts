import type { Purpose } from '../domain/customer.ts';

/** One row of a consent file: what a customer said, and how it can be shown. */
export interface ConsentRecord {
  /** As the shop names the customer. */
  readonly customer: string;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly granted: boolean;
  /** Local wall time of the shop: `2024-05-02 10:11:00`. */
  readonly at: string;
  readonly source: string;
  readonly wording: string;
  readonly language: string | null;
  /** Never empty for a yes. */
  readonly proof: string | null;
  readonly confirmed: boolean;
}

export interface ConsentCounts {
  readonly yes: number;
  readonly no: number;
  /** A newer word is known, or the same one. */
  readonly unchanged: number;
  /** The shop knows nobody by that id. */
  readonly unknownCustomers: number;
}
