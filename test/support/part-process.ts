import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '../../src/platform/project-files.ts';
import { cleanVariables } from './processes.ts';

export type PartName = 'worker' | 'server';

/** A worker or a server as production runs it: a process of its own, ended by its id only. */
export interface PartProcess {
  readonly name: PartName;
  readonly pid: number;
  /** What it wrote to its log so far. */
  readonly log: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves when the process has ended, with the signal or code that ended it. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts one part. Resolves when it says that it is ready; rejects with its log when it ends before. */
export async function startPart(name: PartName, variables: Readonly<Record<string, string>>): Promise<PartProcess> {
  const part = spawnPart(name, variables);
  await Promise.race([part.ready, part.ended.then(({ code, signal }) => {
    throw new Error(`the ${name} ended with ${code ?? signal} before it was ready:\n${part.log()}`);
  })]);
  return part;
}

/** Starts one part without waiting: for parts that are meant to die early. @param entry another program that plays the part */
export function spawnPart(
  name: PartName, variables: Readonly<Record<string, string>>, entry = projectFile('src', `${name}.ts`),
): PartProcess & { readonly ready: Promise<void> } {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', entry], {
    env: cleanVariables({ LOG_LEVEL: 'warn', ...variables }), stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { log = (log + text).slice(-20_000); });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return {
    name, pid: child.pid ?? 0, log: () => log, ended,
    ready: once(child, 'message').then(() => undefined),
    signal: (signal) => void child.kill(signal),
  };
}

/** Ends a part at once, as a crash would. */
export async function killPart(part: PartProcess): Promise<void> {
  part.signal('SIGKILL');
  await part.ended;
}
