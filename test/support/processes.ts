import { spawn } from 'node:child_process';
import { projectFile } from '../../src/platform/project-files.ts';

export interface CommandResult {
  readonly exitCode: number | null;
  /** What killed it, if anything did. */
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  /** Resolves with everything said so far once it contains the text; rejects when the command ends before. */
  readonly untilSaid: (text: string) => Promise<string>;
  /** The same for what it tells beside its answer (standard error). */
  readonly untilTold: (text: string) => Promise<string>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<CommandResult>;
}

/** Variables of this machine without those that would point a command at somebody's servers. */
export function cleanVariables(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const foreign = /^(DATABASE_URL|SMTP_URL|TEMPORAL_|TOUCHLINE_|VITEST|NODE_OPTIONS|LANG)/;
  const kept = Object.entries(process.env).flatMap(([name, value]) => (value === undefined || foreign.test(name) ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...given };
}

/** Starts `touchline …` as a process of its own. */
export function startTouchline(words: readonly string[], variables: Readonly<Record<string, string>>): RunningCommand {
  const child = spawn(process.execPath, [projectFile('bin', 'touchline.js'), ...words], { env: cleanVariables(variables), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = new Promise<CommandResult>((resolve) => child.once('close', (exitCode, killedBy) => resolve({ exitCode, killedBy, stdout, stderr })));
  const untilIn = (stream: typeof child.stdout, heard: () => string) => (text: string) => new Promise<string>((resolve, reject) => {
    const look = () => { if (heard().includes(text)) resolve(heard()); };
    stream.on('data', look);
    child.once('close', () => reject(new Error(`it ended without saying "${text}":\n${stdout}${stderr}`)));
    look();
  });
  const untilSaid = untilIn(child.stdout, () => stdout);
  const untilTold = untilIn(child.stderr, () => stderr);
  return { pid: child.pid ?? 0, untilSaid, untilTold, signal: (name) => void child.kill(name), ended };
}

/** Runs `touchline …` to its end. */
export function touchline(words: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return startTouchline(words, variables).ended;
}
