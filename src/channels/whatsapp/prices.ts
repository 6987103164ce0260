import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { moneyFromText, type MessagePrice } from '../../domain/message-cost.ts';
import { projectFile } from '../../platform/project-files.ts';

/** What WhatsApp asks for a delivered message, as far as it is known; each row with its source. The shop's own table stands above it. */
const TABLE = 'src/channels/whatsapp/prices.csv';

const row = z.object({
  country_code: z.string().regex(/^(?:[A-Z]{2}|\*)$/, 'expected a country such as DE, or * for all others'),
  category: z.enum(['marketing', 'utility', 'authentication', 'service'], 'expected marketing, utility, authentication or service'),
  amount: z.string().regex(/^(?:\d{1,6}(?:\.\d{1,4})?)?$/, 'expected an amount such as 0.0512, or nothing where it is not known'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected a currency such as USD'),
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2026-10-01'),
});

/** The price table, the shop's own rows first. Throws a RangeError that names the line which cannot be read. */
export function readPrices(ownFile: string | null): readonly MessagePrice[] {
  return [...(ownFile === null ? [] : pricesIn(ownFile, true)), ...pricesIn(projectFile(TABLE), false)];
}

function textOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new RangeError(`${file}: cannot be read`);
  }
}

function pricesIn(file: string, isOwn: boolean): readonly MessagePrice[] {
  const records: readonly unknown[] = parse(textOf(file), { columns: true, bom: true, trim: true, skip_empty_lines: true });
  const faults: string[] = [];
  const prices = records.flatMap((record, index): MessagePrice[] => {
    const read = row.safeParse(record);
    if (!read.success) {
      // The first line names the columns.
      faults.push(...read.error.issues.map(({ path, message }) => `${file}:${index + 2} ${path.join('.')}: ${message}`));
      return [];
    }
    const { country_code: country, category, amount, currency, from } = read.data;
    return [{ country: country === '*' ? null : country, category, amount: amount === '' ? null : moneyFromText(amount), currency, from, isOwn }];
  });
  if (faults.length > 0) throw new RangeError(faults.join('\n'));
  return prices;
}
