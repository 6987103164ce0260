import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { endProcess, identify, isAlive } from './process-identity.ts';

/** What was started for this installation: who it is and where it listens. One small file each in the home's state folder. */
const recordShape = z.object({
  pid: z.int().positive(),
  began: z.string(),
  ports: z.record(z.string(), z.int()),
});
export type ProcessRecord = z.infer<typeof recordShape>;

function recordFile(stateDir: string, name: string): string {
  return path.join(stateDir, `${name}.json`);
}

/** Writes the record of a process that lives; answers its identity. */
export async function recordProcess(stateDir: string, name: string, pid: number, ports: Record<string, number> = {}): Promise<ProcessRecord> {
  const identity = await identify(pid);
  if (identity === null) throw new Error(`${name} (process ${pid}) ended before it was recorded`);
  const record = { ...identity, ports };
  await mkdir(stateDir, { recursive: true });
  const file = recordFile(stateDir, name);
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
  return record;
}

/** The record as it was written, whether or not the process still lives; null when there is none or it is no record. */
export async function readRecord(stateDir: string, name: string): Promise<ProcessRecord | null> {
  const text = await readFile(recordFile(stateDir, name), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return recordShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The recorded process, when it is still the very same one; null otherwise. */
export async function findLeftOver(stateDir: string, name: string): Promise<ProcessRecord | null> {
  const record = await readRecord(stateDir, name);
  return record !== null && (await isAlive(record)) ? record : null;
}

/** Ends what an earlier start left behind under this name. Answers whether there was something to end. */
export async function endLeftOver(stateDir: string, name: string, graceMs = 5_000): Promise<boolean> {
  const leftOver = await findLeftOver(stateDir, name);
  if (leftOver !== null) await endProcess(leftOver, 'SIGTERM', graceMs);
  await forgetProcess(stateDir, name);
  return leftOver !== null;
}

/** Removes the record once the process is gone. */
export async function forgetProcess(stateDir: string, name: string): Promise<void> {
  await rm(recordFile(stateDir, name), { force: true });
}

