import { z } from 'zod';
import type { FrozenFile } from '../../contracts/channel.ts';

/** The files that are frozen with a template, by their names there. */
export type FrozenFiles = ReadonlyMap<string, FrozenFile>;

/** The shape of one, where it stands in JSON. */
export const frozenFile = z.object({ name: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/), type: z.string(), sizeBytes: z.number().int().nonnegative() });
const files = z.record(z.string(), frozenFile);

/** One of them, as a rendered part carries it; null: it is none. */
export function readFrozenFile(text: string): FrozenFile | null {
  const read = frozenFile.safeParse(parsed(text));
  return read.success ? read.data : null;
}

/** The files of a template, from the part of its content that says so; none when there is no such part. */
export function readFrozenFiles(part: string): FrozenFiles {
  const read = files.safeParse(parsed(part));
  return new Map(read.success ? Object.entries(read.data) : []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
