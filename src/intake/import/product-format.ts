import * as z from 'zod';
import type { ProductField, ProductRecord, ProductReview } from '../../contracts/product-import.ts';
import { countryCode, isCountryCode } from './country-codes.ts';
import type { Column, RowFormat } from './row-format.ts';
import type { RowReader } from './row-reader.ts';

const LONGEST_LIST_CHARS = 20_000;
const MOST_REVIEWS = 50;
const SEPARATOR = '|';

const COLUMNS: readonly (Column & { readonly key: 'sku' | ProductField })[] = [
  { key: 'sku', headings: ['sku', 'id', 'stock code', 'product id'] },
  { key: 'title', headings: ['title', 'name', 'description'], optional: true },
  { key: 'category', headings: ['category', 'product type'], optional: true },
  { key: 'tags', headings: ['tags', 'labels'], optional: true },
  { key: 'price', headings: ['price', 'unit price'], optional: true },
  { key: 'currency', headings: ['currency'], optional: true },
  { key: 'cost', headings: ['cost', 'cost of goods sold'], optional: true },
  { key: 'stock', headings: ['stock', 'quantity', 'inventory', 'availability'], optional: true },
  { key: 'url', headings: ['url', 'link'], optional: true },
  { key: 'pictures', headings: ['pictures', 'picture', 'image link', 'images'], optional: true },
  { key: 'video', headings: ['video', 'video link'], optional: true },
  { key: 'countriesNot', headings: ['countries not', 'excluded countries'], optional: true },
  { key: 'reviews', headings: ['reviews'], optional: true },
];

/**
 * A shop's product list: a row for each product. Headings as shops and product feeds write them; all but the code may be left out. One for
 * each reading of a file: it remembers which currency a product has.
 */
export function productList(): RowFormat<ProductRecord> {
  const currencyOf = new Map<string, string>();
  return {
    name: 'products',
    columns: COLUMNS,
    readRow(row) {
      const product = readProduct(row);
      refuseOtherCurrency(row, product, currencyOf);
      return [product];
    },
  };
}

/** Products may be priced in different currencies; one product has one price: a feed with a row for each market says nothing that could be kept. */
function refuseOtherCurrency(row: RowReader, { sku, currency }: ProductRecord, currencyOf: Map<string, string>): void {
  const before = currencyOf.get(sku);
  if (currency === null) return;
  if (before !== undefined && before !== currency) row.refuse(['currency', 'price'].find((key) => row.has(key)) ?? 'cost', `names ${currency}, and a row above gives ${sku} in ${before}: a product has one price; keep the row of the shop's own currency`);
  else if (row.faults.length === 0) currencyOf.set(sku, currency);
}

function readProduct(row: RowReader): ProductRecord {
  const currencies = { own: readCurrency(row), price: readAmount(row, 'price'), cost: readAmount(row, 'cost') };
  const named = new Set([currencies.own, currencies.price.currency, currencies.cost.currency].filter((code) => code !== null));
  if (named.size > 1) row.refuse('price', `names two currencies: ${[...named].join(' and ')}`);
  const [currency = null] = named;
  return {
    sku: row.text('sku').toUpperCase(), title: row.optionalText('title'), category: row.optionalText('category'), tags: [...new Set(readList(row, 'tags').map((tag) => tag.toLowerCase()))],
    price: currencies.price.amount, currency, cost: currencies.cost.amount, stock: readStock(row), url: readAddress(row, 'url'),
    pictures: readPictures(row), video: readAddress(row, 'video'), countriesNot: readCountries(row), reviews: readReviews(row),
    told: COLUMNS.map(({ key }) => key).filter((key): key is ProductField => key !== 'sku' && isTold(row, key)),
  };
}

/** A currency may stand beside its amount: `12.50 GBP`. */
function isTold(row: RowReader, key: ProductField): boolean {
  return row.has(key) || (key === 'currency' && (row.has('price') || row.has('cost')));
}

function readList(row: RowReader, key: ProductField): string[] {
  return [...new Set((row.optionalText(key, LONGEST_LIST_CHARS) ?? '').split(SEPARATOR).map((part) => part.trim()).filter((part) => part !== ''))];
}

function readCurrency(row: RowReader): string | null {
  const text = row.optionalText('currency');
  if (text !== null && !/^[A-Za-z]{3}$/.test(text)) row.refuse('currency', 'is no currency: write three letters such as GBP');
  return text?.toUpperCase() ?? null;
}

const AMOUNT = /^(\d{1,9}(?:\.\d{1,4})?)(?:\s*([A-Za-z]{3}))?$/;

/** `12.50` or `12.50 GBP`, never below zero. */
function readAmount(row: RowReader, key: 'price' | 'cost'): { readonly amount: string | null; readonly currency: string | null } {
  const text = row.optionalText(key);
  if (text === null) return { amount: null, currency: null };
  const [, amount = null, currency = null] = AMOUNT.exec(text) ?? [];
  if (amount === null) row.refuse(key, text.startsWith('-') ? 'is below zero' : 'is no amount such as 12.50 or 12.50 GBP');
  return { amount, currency: currency?.toUpperCase() ?? null };
}

/** How feeds word what is there; how many there are is not said. */
const AVAILABILITY: ReadonlyMap<string, number | null> = new Map([['in stock', null], ['out of stock', 0], ['preorder', 0], ['backorder', 0]]);

/** Pieces, or a feed's word for whether it is there. */
function readStock(row: RowReader): number | null {
  const text = row.optionalText('stock');
  const worded = AVAILABILITY.get(text?.toLowerCase().replaceAll('_', ' ') ?? '');
  if (text === null || worded !== undefined) return worded ?? null;
  const stock = row.quantity('stock');
  if (stock < 0) row.refuse('stock', 'is below zero');
  return stock;
}

function readAddress(row: RowReader, key: 'url' | 'video'): string | null {
  const text = row.optionalText(key, 2_000);
  if (text !== null && !isAddress(text)) row.refuse(key, 'is no address that begins with https:// or http://');
  return text;
}

/** Pictures of mails are loaded over https alone. */
function readPictures(row: RowReader): string[] {
  const pictures = readList(row, 'pictures');
  if (!pictures.every((picture) => isAddress(picture) && picture.startsWith('https://'))) row.refuse('pictures', `holds something that is no https address; several are separated by ${SEPARATOR}`);
  return pictures;
}

const isAddress = (text: string) => /^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text);

function readCountries(row: RowReader): string[] {
  const countries = readList(row, 'countriesNot');
  for (const wrong of countries.filter((code) => !isCountryCode(code))) {
    const meant = countryCode(wrong);
    row.refuse('countriesNot', `holds "${wrong.slice(0, 40)}", which is no country code: ${meant === null ? `write two letters of ISO 3166 such as DE, several separated by ${SEPARATOR}` : `did you mean ${meant}?`}`);
  }
  return countries.map((code) => code.toUpperCase());
}

const reviewList = z.array(z.object({ rating: z.number().min(1).max(5), source: z.string().trim().min(1).max(200), text: z.string().trim().min(1).max(2_000) })).max(MOST_REVIEWS);

/** A review without stars or source is refused, not completed: none is ever made up. */
function readReviews(row: RowReader): readonly ProductReview[] {
  const text = row.optionalText('reviews', LONGEST_LIST_CHARS);
  if (text === null) return [];
  const parsed = reviewList.safeParse(fromJson(text));
  if (parsed.success) return parsed.data;
  row.refuse('reviews', `is no list such as [{"rating": 5, "source": "own shop", "text": "…"}] with ratings from 1 to 5, ${MOST_REVIEWS} at most`);
  return [];
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
