import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { CONTACT_WAYS } from '../../store/contact-log.ts';
import type { PastContact } from '../../store/customers-demo-past.ts';
import { DEMO_INSTANT, demoInstant } from './demo-zone.ts';

const FILE = fileURLToPath(new URL('../../../demo/contacts.yaml', import.meta.url));

const contact = z.strictObject({
  at: z.string().regex(DEMO_INSTANT), customer: z.string().min(1).max(40), how: z.enum(CONTACT_WAYS), by: z.string().min(1).max(40), note: z.string().min(1).max(500),
});

/** With whom people of the demo shop had spoken before its clock began. */
export async function readPastContacts(): Promise<readonly PastContact[]> {
  const written = z.array(contact).parse(parse(await readFile(FILE, 'utf8')));
  return written.map(({ at, ...rest }) => ({ ...rest, atMs: demoInstant(at) }));
}
