import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { delay } from './delay.ts';
import { identify, isAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const PATIENCE_MS = 120_000;

/** Runs `work` while no other living process does the same in this home. A lock whose holder died is taken over. */
export async function withHomeLock<T>(stateDir: string, name: string, work: () => Promise<T>): Promise<T> {
  await mkdir(stateDir, { recursive: true });
  const file = path.join(stateDir, `${name}.lock`);
  await take(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  const me = JSON.stringify(await identify(process.pid));
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 50) {
    if (await create(file, me)) return;
    if (await isHeld(file)) await delay(50);
    else if (await takeOver(file, me)) return;
  }
  throw new Error(`${file} is held by another process for more than ${PATIENCE_MS / 1000} s`);
}

async function create(file: string, content: string): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  if (handle === null) return false;
  await handle.writeFile(content);
  await handle.close();
  return true;
}

async function isHeld(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const holder = holderIn(text);
  return holder !== null && (await isAlive(holder));
}

function holderIn(text: string): ProcessIdentity | null {
  const match = /^\{"pid":(\d+),"began":"([^"]*)"\}$/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? null : { pid: Number(match[1]), began: match[2] };
}

/** Two may find the same dead lock: whoever still stands in the file after a moment has it. */
async function takeOver(file: string, me: string): Promise<boolean> {
  await delay(20);
  if (await isHeld(file)) return false;
  await rm(file, { force: true });
  if (!(await create(file, me))) return false;
  await delay(50);
  return (await readFile(file, 'utf8').catch(() => '')) === me;
}
