import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { ChannelGap } from '../../domain/channel-availability.ts';
import { projectFile } from '../../platform/project-files.ts';

/** Where WhatsApp does not carry, each with its source and the day it was looked at. `U`: not confirmed, so it counts only where the shop says so. */
const TABLE = 'src/channels/whatsapp/availability.csv';

const row = z.object({ country_code: z.string().length(2), purpose: z.enum(['marketing', 'service', 'all']), words_pass: z.enum(['yes', 'no']), certainty: z.enum(['S', 'U']) });

/** The gaps of the channel: those that are confirmed, and the countries that the shop names. Throws when the table cannot be read. */
export function gapsOf(unreachable: readonly string[]): readonly ChannelGap[] {
  const rows = z.array(row).parse(parse(readFileSync(projectFile(TABLE)), { columns: true }));
  const confirmed = rows.filter(({ certainty }) => certainty === 'S');
  return [
    ...confirmed.map(({ country_code: country, purpose, words_pass: pass }): ChannelGap => ({ country, purpose, wordsPass: pass === 'yes' })),
    ...unreachable.map((country): ChannelGap => ({ country, purpose: 'all', wordsPass: false })),
  ];
}
