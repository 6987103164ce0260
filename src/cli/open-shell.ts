import { openDatabase } from '../platform/database.ts';
import type { OpenDatabase } from '../platform/database.ts';
import type { Environment } from '../platform/env.ts';
import type { TemporalAccess } from '../platform/temporal-client.ts';
import { openProgress } from './progress-line.ts';
import type { ExitCode, Shell } from './shell.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly lang?: string;
}

/** A shell and the strings behind it: the program sets the options before the command runs and closes it after. */
export interface OpenShell {
  readonly shell: Shell;
  readonly use: (options: CommonOptions) => void;
  readonly interrupt: () => void;
  readonly exitCode: () => ExitCode;
  readonly close: () => Promise<void>;
}

/** Opens the shell of one command. Nothing is connected until the command asks. */
export function openShell(environment: Environment): OpenShell {
  const abort = new AbortController();
  let options: CommonOptions = {};
  let exitCode: ExitCode = 0;
  let database: Promise<OpenDatabase> | null = null;
  let temporal: Promise<TemporalAccess> | null = null;

  const shell: Shell = {
    get json() {
      return options.json === true;
    },
    get language() {
      return options.lang === undefined ? environment.language : options.lang.startsWith('zh') ? 'zh' : 'en';
    },
    home: environment.home,
    signal: abort.signal,
    print: (text) => writeLine(process.stdout, text),
    printJson: (value) => writeLine(process.stdout, JSON.stringify({ schemaVersion: 1, ...value }, null, process.stdout.isTTY ? 2 : 0)),
    note: (text) => writeLine(process.stderr, text),
    progress: (title, total) => openProgress(title, total, process.stderr.isTTY && !shell.json),
    database: async () => (await (database ??= openDatabase(environment.databaseUrl, environment.home))).pool,
    // Loaded when it is asked for: the client takes longer to load than most commands to run.
    temporal: async () => (await (temporal ??= import('./open-temporal.ts').then(({ openTemporal }) => openTemporal(environment)))).client,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  const close = async () => {
    const opened = await Promise.allSettled([database, temporal]);
    for (const result of opened) if (result.status === 'fulfilled') await result.value?.close();
  };
  return { shell, use: (given) => { options = given; }, interrupt: () => abort.abort(), exitCode: () => exitCode, close };
}

function writeLine(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${text}\n`);
}
