import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { identify } from './process-identity.ts';

/** What a running PostgreSQL says of itself in its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

function pidFile(dataDir: string): string {
  return path.join(dataDir, 'postmaster.pid');
}

/** The server that last ran on this folder, dead or alive; null after an orderly stop. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | null> {
  const text = await readFile(pidFile(dataDir), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && Number.isInteger(port) && pid > 0 && port > 0 ? { pid, port } : null;
}

/**
 * True when the recorded process lives and works in this folder. PostgreSQL itself cannot tell a server from a stranger
 * that got the same process id after a restart of the machine or the container, and would refuse to start.
 */
export async function isServing(postmaster: Postmaster, dataDir: string): Promise<boolean> {
  if ((await identify(postmaster.pid)) === null) return false;
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${postmaster.pid}/cwd`).catch(() => null);
  return folder === null || folder === (await realpath(dataDir));
}

/** Removes the file of a server that is gone. */
export async function forgetPostmaster(dataDir: string): Promise<void> {
  await rm(pidFile(dataDir), { force: true });
}
