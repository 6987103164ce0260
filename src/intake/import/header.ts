import { ImportFault } from './import-fault.ts';
import type { RowFormat } from './row-format.ts';
import type { ColumnPlace } from './row-reader.ts';

/** What a header says does not depend on what the rows become. */
type AnyFormat = Pick<RowFormat<unknown>, 'name' | 'columns'>;

/** Spelling does not matter: `Customer ID`, `CustomerID` and `customer_id` are one heading. */
const plain = (heading: string) => heading.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Where each column of the format stands. @throws ImportFault wrong-header naming what is expected, found and likely meant */
export function placeColumns(format: AnyFormat, header: readonly string[], others: readonly AnyFormat[]): ReadonlyMap<string, ColumnPlace> {
  const places = findColumns(format, header);
  const missing = format.columns.filter(({ key, optional }) => optional !== true && !places.has(key)).map(({ headings }) => headings[0] ?? '');
  if (missing.length === 0) return places;
  const expected = format.columns.map(({ headings }) => headings[0]).join(', ');
  throw new ImportFault('wrong-header',
    `line 1 is no ${format.name} header: missing ${missing.join(', ')}; expected ${expected}; found ${shown(header)}`,
    suggestion(header, others.filter((other) => other !== format)));
}

function findColumns(format: AnyFormat, header: readonly string[]): Map<string, ColumnPlace> {
  const found = header.map(plain);
  const places = new Map<string, ColumnPlace>();
  for (const { key, headings } of format.columns) {
    // Of several columns that would do, the one whose heading the format names first: a feed may have both `id` and `sku`.
    const index = headings.map((known) => found.indexOf(plain(known))).find((place) => place >= 0);
    if (index !== undefined) places.set(key, { index, heading: (header[index] ?? key).trim() });
  }
  return places;
}

function shown(header: readonly string[]): string {
  const text = header.join(',').replaceAll(/[^\P{C}]/gu, '?');
  return text.length > 120 ? `${text.slice(0, 120)}…` : text || 'an empty line';
}

function suggestion(header: readonly string[], others: readonly AnyFormat[]): string {
  const fitting = others.find((other) => findColumns(other, header).size === other.columns.length);
  if (fitting !== undefined) return `this looks like --format ${fitting.name}`;
  const text = header.join(',');
  if (text.includes(';') || text.includes('\t')) return 'the columns are not separated by commas: save the file as comma-separated';
  return 'the first line of the file must name its columns';
}
