import { armCrashPoint } from '../platform/crash-at.ts';
import type { Environment } from '../platform/env.ts';
import { readEnvironment } from '../platform/env.ts';
import { scrub } from '../platform/logger.ts';
import { openShell } from './open-shell.ts';
import type { OpenShell } from './open-shell.ts';
import { buildProgram } from './program.ts';
import type { Registration } from './program.ts';
import { endingOf, problemOf, wordEnding } from './report-failure.ts';
import type { Ending } from './report-failure.ts';
import type { ExitCode } from './shell.ts';
import { asUsageFailure, isAnswered } from './usage-failure.ts';

/** Runs one command line to its end; answers the exit code. Nothing of it is left running or connected. */
export async function runProgram(words: readonly string[], registrations: readonly Registration[]): Promise<ExitCode> {
  if (!process.stdout.listeners('error').includes(readerIsGone)) process.stdout.on('error', readerIsGone);
  const asJson = words.includes('--json');
  let environment: Environment;
  try {
    environment = readEnvironment();
  } catch (error) {
    return tell(endingOf(error, false), asJson);
  }
  armCrashPoint(environment.crashAt, (line) => process.stderr.write(`${line}\n`));
  const opened = openShell(environment);
  const stopListening = listenForInterrupts(opened);
  try {
    await buildProgram(opened, registrations).parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
    return opened.exitCode();
  } catch (error) {
    if (isAnswered(error)) return 0;
    const ending = endingOf(asUsageFailure(error), opened.shell.signal.aborted);
    if (ending.exitCode === 1 && environment.logLevel === 'debug' && error instanceof Error) process.stderr.write(`${scrub(error.stack ?? '')}\n`);
    return tell(ending, asJson);
  } finally {
    await opened.close().catch((error: unknown) => tell(endingOf(error, false), asJson));
    stopListening();
  }
}

/** A reader that closes early (head, less) is no fault of ours. */
function readerIsGone(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
}

/** The first Ctrl-C asks the command to stop, the second one ends the process. */
function listenForInterrupts(opened: OpenShell): () => void {
  let heard = 0;
  const onInterrupt = () => {
    heard += 1;
    if (heard > 1) process.exit(130);
    opened.interrupt();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  process.on('SIGHUP', onInterrupt);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    process.off('SIGHUP', onInterrupt);
  };
}

function tell(ending: Ending, asJson: boolean): ExitCode {
  process.stderr.write(`${asJson ? JSON.stringify(problemOf(ending)) : wordEnding(ending)}\n`);
  return ending.exitCode;
}
