import { fork } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '../../src/platform/project-files.ts';
import type { BenchServers } from './servers.ts';

export interface WorkDone {
  readonly advanced: number;
  readonly sent: number;
  /** How late each bare timer was noticed. */
  readonly delaysMs: readonly number[];
}

/** A worker without a database, in a process of its own. */
export interface BenchWorker {
  readonly pid: number;
  /** What it has done so far. */
  readonly done: () => Promise<WorkDone>;
  readonly stop: () => Promise<void>;
}

/** Starts the worker of the bare loop, or the real workflows and activities on ports in memory. */
export async function startBenchWorker(way: 'bare' | 'stubbed', { temporalAddress, namespace }: BenchServers): Promise<BenchWorker> {
  const child = fork(projectFile('bench', 'support', 'bench-worker-process.ts'), [way, temporalAddress, namespace], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return {
    pid: child.pid ?? 0,
    done: async () => {
      const answered = once(child, 'message') as Promise<[WorkDone]>;
      child.send('tell');
      return (await answered)[0];
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
