import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { EpochMs } from '../../domain/instant.ts';
import { DEMO_INSTANT, demoInstant } from './demo-zone.ts';

const FILE = fileURLToPath(new URL('../../../demo/inquiries.yaml', import.meta.url));

const inquiry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,40}$/), at: z.string().regex(DEMO_INSTANT), customer: z.string().min(1).max(40), on: z.enum(['email', 'whatsapp']), text: z.string().min(1).max(2_000), language: z.string().optional(),
  newcomer: z.strictObject({ name: z.string().nullable(), country: z.string().length(2), language: z.string(), address: z.string().regex(/^[a-z]+@[a-z-]+\.example$/) }).optional(),
});

/** Something that a customer of the demo asks, at an instant of its clock. */
export interface DemoInquiry extends Omit<z.output<typeof inquiry>, 'at'> {
  readonly atMs: EpochMs;
}

/** What customers of the demo ask, the earliest first; the same every time. */
export async function readDemoInquiries(): Promise<readonly DemoInquiry[]> {
  const written = z.array(inquiry).parse(parse(await readFile(FILE, 'utf8')));
  return written.map(({ at, ...rest }) => ({ ...rest, atMs: demoInstant(at) })).toSorted((a, b) => a.atMs - b.atMs);
}
