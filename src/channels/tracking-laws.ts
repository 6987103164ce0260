import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { TrackingLaws } from '../domain/open-tracking.ts';
import { projectFile } from '../platform/project-files.ts';

/** What laws ask before opens are noticed, each with its source, its certainty (S: stated there, U: unconfirmed) and the day it was looked at. */
const LAWS_FILE = 'src/channels/tracking-laws.csv';

const lawRow = z.object({ country_code: z.string().length(2), opens: z.enum(['own-consent', 'marketing-consent']), certainty: z.enum(['S', 'U']) });

/** The laws by country. What is not confirmed makes nothing easier: it counts as the strictest. */
export function trackingLaws(): TrackingLaws {
  const rows = z.array(lawRow).parse(parse(readFileSync(projectFile(LAWS_FILE)), { columns: true }));
  return Object.fromEntries(rows.map(({ country_code: country, opens, certainty }) => [country, certainty === 'S' ? opens : 'own-consent']));
}
