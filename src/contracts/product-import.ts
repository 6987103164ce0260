/** What one row of a product list says; null: the cell is empty. Amounts are decimals as text. */
export interface ProductRecord {
  readonly sku: string;
  readonly title: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly price: string | null;
  readonly currency: string | null;
  readonly cost: string | null;
  readonly stock: number | null;
  readonly url: string | null;
  readonly pictures: readonly string[];
  readonly video: string | null;
  readonly countriesNot: readonly string[];
  readonly reviews: readonly ProductReview[];
  /** What the file has a column for, the same in all its rows; everything else is left as it is. */
  readonly told: readonly ProductField[];
}

/** The words of a customer about a product, with stars from 1 to 5 and where they were said. */
export interface ProductReview {
  readonly rating: number;
  readonly source: string;
  readonly text: string;
}

/** A field that a file may have a column for. */
export type ProductField = Exclude<keyof ProductRecord, 'sku' | 'told'>;

export interface ProductCounts {
  readonly products: number;
  readonly newProducts: number;
}
