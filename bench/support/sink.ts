import { fork } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '../../src/platform/project-files.ts';

export type SinkQuestion = 'tell' | 'forget';
export interface SinkAnswer {
  readonly count: number;
  /** System instants of the first and the last mail since the sink was told to forget. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Different addresses written to. */
  readonly receivers: number;
}

export interface Sink {
  readonly port: number;
  readonly pid: number;
  /** What it has received since it was told to forget. */
  readonly tell: () => Promise<SinkAnswer>;
  readonly forget: () => Promise<SinkAnswer>;
  readonly stop: () => void;
}

/** A mail server in a process of its own that takes every mail and keeps counts only. */
export async function startSink(): Promise<Sink> {
  const child = fork(projectFile('bench', 'support', 'sink-process.ts'), [], { execArgv: ['--import', 'tsx'] });
  const [{ port }] = await once(child, 'message') as [{ port: number }];
  const ask = async (question: SinkQuestion): Promise<SinkAnswer> => {
    const answered = once(child, 'message') as Promise<[SinkAnswer]>;
    child.send(question);
    return (await answered)[0];
  };
  return { port, pid: child.pid ?? 0, tell: () => ask('tell'), forget: () => ask('forget'), stop: () => child.disconnect() };
}
