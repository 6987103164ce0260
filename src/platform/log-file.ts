import { mkdir, open, readFile, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Home } from './home.ts';

function logFile(home: Home, name: string): string {
  return path.join(home.logs, `${name}.log`);
}

/** An empty log for a part; the log of its start before this one is kept beside it. A file and not a pipe, so that the part may outlive us. */
export async function freshLog(home: Home, name: string): Promise<FileHandle> {
  await mkdir(home.logs, { recursive: true });
  const file = logFile(home, name);
  await rename(file, `${file}.previous`).catch(() => undefined);
  return open(file, 'a', 0o600);
}

/** The newest lines of a part's log, oldest first. */
export async function lastLines(home: Home, name: string, count = 20): Promise<string[]> {
  const text = await readFile(logFile(home, name), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count);
}
