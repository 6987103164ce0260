import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Home } from './home.ts';

const secretFile = (home: Home) => path.join(home.state, 'sandbox.secret');

/** Keeps what the sandboxes of this start are reached with, for commands of whoever may read the home. */
export async function keepSandboxSecret(home: Home, secret: string): Promise<void> {
  await mkdir(home.state, { recursive: true });
  // A file that is there keeps its mode: the new one is to be nobody else's.
  await rm(secretFile(home), { force: true });
  await writeFile(secretFile(home), secret, { mode: 0o600, flag: 'wx' });
}

/** The secret of the last start; null: there was none, or it is not for us to read. */
export function readSandboxSecret(home: Home): Promise<string | null> {
  return readFile(secretFile(home), 'utf8').then((text) => text.trim() || null, () => null);
}
