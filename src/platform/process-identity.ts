import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { delay } from './delay.ts';

const run = promisify(execFile);
// Places in /proc/<pid>/stat behind the name.
const STAT_STATE = 0;
const STAT_THREADS = 17;
const STAT_START_TIME = 19;

/** A process and the moment it began: a pid alone may have been given to another process meanwhile. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly began: string;
}

/** When the process began, as the system counts it; null when no such process lives. */
async function beganAt(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null) return null;
    // The name (second field) may hold blanks and brackets: count from the last bracket on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // The first thread of a killed process is dead before the others, which still hold its files and ports: it is gone with the last of them.
    const isGone = fields[STAT_STATE] === 'Z' && Number(fields[STAT_THREADS]) <= 1;
    return isGone ? null : (fields[STAT_START_TIME] ?? null);
  }
  const answer = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null);
  return answer?.stdout.trim() || null;
}

/** Identity of a living process; null when it is gone. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const began = await beganAt(pid);
  return began === null ? null : { pid, began };
}

/** True when exactly this process, not another one with its pid, is still alive. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await beganAt(identity.pid)) === identity.began;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal: that is what we wanted.
  }
}

/** Ends exactly this process: `first` and, when it does not go within the grace, SIGKILL. Answers when it is gone. */
export async function endProcess(identity: ProcessIdentity, first: NodeJS.Signals, graceMs: number): Promise<void> {
  if (!(await isAlive(identity))) return;
  signal(identity.pid, first);
  if (await isGoneWithin(identity, graceMs)) return;
  signal(identity.pid, 'SIGKILL');
  if (!(await isGoneWithin(identity, 5_000))) throw new Error(`process ${identity.pid} does not end`);
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 20) {
    if (!(await isAlive(identity))) return true;
    await delay(20);
  }
  return !(await isAlive(identity));
}
