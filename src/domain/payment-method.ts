/** A way to pay that the shop takes. */
export interface PaymentMethod {
  /** As the shop's events call it. */
  readonly method: string;
  /** What customers read, by language. */
  readonly title: Readonly<Record<string, string>>;
  /** ISO 3166-1 alpha-2; absent: everywhere. */
  readonly countries?: readonly string[];
}
