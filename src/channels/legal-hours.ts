import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { hourRangeFrom, weekdaysFrom } from '../campaign-file/words/local-window.ts';
import type { Channel } from '../contracts/channel.ts';
import type { LegalHours } from '../domain/legal-hours.ts';
import type { DailyWindow } from '../domain/local-window.ts';
import { projectFile } from '../platform/project-files.ts';

/**
 * Laws by country, each with its source, its certainty and the day it was looked at. `hours_reach` says what its hours bind: all channels, or
 * messages alone. Where a source leaves that open, all are bound.
 */
const RULES_FILE = 'src/channels/country-rules.csv';

const ruleRow = z.object({ country_code: z.string().length(2), allowed_hours_local: z.string(), hours_reach: z.enum(['', 'all', 'messages']) });

/** The hours by law for channels of this reach. Throws a RangeError that names a row which cannot be read. */
export function legalHoursFor(reach: Channel['reach']): LegalHours {
  const rows = z.array(ruleRow).parse(parse(readFileSync(projectFile(RULES_FILE)), { columns: true }));
  const binding = rows.filter(({ hours_reach: reaches }) => reaches === 'all' || (reaches === 'messages' && reach === 'messages'));
  return Object.fromEntries(binding.map((row) => [row.country_code, windowsFrom(row.allowed_hours_local, row.country_code)]));
}

/** Reads `08:00-21:00`, or `Mon-Fri 08:00-20:00; Sat 09:00-13:00`. */
function windowsFrom(text: string, country: string): readonly DailyWindow[] {
  return text.split(';').map((part) => {
    const [, dayWords, hours = ''] = /^\s*(?:([A-Z][A-Za-z-]+)\s+)?(\S+)\s*$/.exec(part) ?? [];
    const range = hourRangeFrom(hours);
    const days = dayWords === undefined ? 'all' : weekdaysFrom(dayWords);
    if (range === null || days === null) throw new RangeError(`${RULES_FILE}: the hours of ${country} cannot be read: "${part.trim()}"`);
    return { days, ...range };
  });
}
