import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CONSENT_MODELS } from '../domain/consent-law.ts';
import type { Dated } from '../domain/dated.ts';
import type { EpochMs } from '../domain/instant.ts';
import { projectFile } from '../platform/project-files.ts';

/**
 * Laws by country, each with its source, its certainty, the day it was looked at and the day by which somebody should look again. Several
 * rows of one country are versions of its law: `effective_from` says from which day each counts. `hours_reach` says whom its hours bind:
 * every channel, or those alone that reach into the pocket, and `soft_opt_in` the same of its exception for one's own customers. What a
 * source leaves open is read as the strictest.
 */
export const RULES_FILE = 'src/channels/country-rules.csv';

const day = z.string().regex(/^(\d{4}-\d{2}-\d{2})?$/);
const countryRow = z.object({
  country_code: z.string().regex(/^[A-Z]{2}$/), country: z.string().min(1),
  consent_email: z.enum(['', ...CONSENT_MODELS]), consent_messaging: z.enum(['', ...CONSENT_MODELS]), consent_detail: z.string(),
  soft_opt_in: z.enum(['', 'mailbox', 'all']), soft_opt_in_days: z.string().regex(/^\d*$/), double_opt_in: z.enum(['', 'expected']), law: z.string(),
  allowed_hours_local: z.string(), hours_reach: z.enum(['', 'all', 'pocket']), time_zones: z.string(), days_not_allowed: z.string(),
  subject_label: z.string(), label_place: z.enum(['', 'subject', 'all']), required_content: z.string(), unsubscribe_deadline: z.string(), contact_valid_for: z.string(), other_rules: z.string(),
  certainty: z.string(), unconfirmed: z.string(), effective_from: day, checked_on: day.min(1), recheck_by: day.min(1), source: z.string(),
});

/** One row of the table: one version of one country's rules. */
export type CountryRow = z.output<typeof countryRow>;

let known: readonly CountryRow[] | null = null;

/** All rows, read once. Throws a ZodError when one cannot be read. */
export function countryRows(): readonly CountryRow[] {
  return known ??= z.array(countryRow).parse(parse(readFileSync(projectFile(RULES_FILE)), { columns: true }));
}

/** The versions of what the rows say, by country; rows of which nothing is read are left out. */
export function byCountry<Rule>(read: (row: CountryRow) => Rule | null): Readonly<Partial<Record<string, Dated<Rule>>>> {
  const versions = new Map<string, { fromMs: EpochMs | null; rule: Rule }[]>();
  for (const row of countryRows()) {
    const rule = read(row);
    if (rule !== null) versions.set(row.country_code, [...versions.get(row.country_code) ?? [], { fromMs: startOf(row), rule }]);
  }
  return Object.fromEntries([...versions].flatMap(([country, all]) => {
    const [first, ...later] = all.toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity));
    return first === undefined ? [] : [[country, [first, ...later] as const]];
  }));
}

const startOf = ({ effective_from: from }: CountryRow): EpochMs | null => (from === '' ? null : Date.parse(`${from}T00:00:00Z`));

/** Rows whose day to look again has passed, as their countries; `today` as YYYY-MM-DD. */
export function staleCountries(today: string): readonly string[] {
  return countryRows().filter(({ recheck_by: recheckBy }) => recheckBy < today).map(({ country_code: code }) => code);
}
